"""Planning places and inviting as jobs: each tells how far it is, and is taken up again after a death.

A sweep asks for the job and does it there and then, unless another worker has it, as ballots do.
"""

from datetime import datetime

from django.db.models import QuerySet

from campaigns.consultations.inviting import invite_all, waits_for_invitations
from campaigns.consultations.models import Audience, Consultation
from campaigns.consultations.planning import plan_places
from union.jobs.asking import carry_out, telling
from union.jobs.kinds import JobKind
from union.jobs.models import Job
from union.jobs.working import JobRefused

PLAN, INVITE = "views_plan", "views_invite"


def plan_due(*, at: datetime) -> int:
    """Plan the places of what was opened; how many consultations."""
    waiting = _open().filter(audience=None)
    return sum(bool(carry_out(PLAN, subject=consultation.subject, at=at)) for consultation in waiting)


def invite_due(*, at: datetime) -> int:
    """Queue the invitations of what is open by now; how many members had their turn."""
    running = _open().filter(audience__isnull=False, opens__lte=at, closes__gt=at)
    return sum(
        carry_out(INVITE, subject=consultation.subject, at=at).get("invited", 0)
        for consultation in running
        if waits_for_invitations(consultation)
    )


def job_kinds() -> list[JobKind]:
    """For the hook `job_kind`."""
    return [
        JobKind(PLAN, "Planning a place for each member", plan),
        JobKind(INVITE, "Putting the invitations in the outbox", invite),
    ]


def plan(job: Job, *, at: datetime) -> dict[str, object]:
    """A place for everybody in the audience."""
    audience: Audience = plan_places(_consultation_of(job), at=at, progress=telling(job))
    return {"size": audience.size, "without_address": audience.without_address}


def invite(job: Job, *, at: datetime) -> dict[str, object]:
    """Give everybody with an address their turn."""
    invited = invite_all(_consultation_of(job), at=at, progress=telling(job))
    return {"invited": invited, "so_far": job.done, "of": job.total}


def _open() -> QuerySet[Consultation]:
    return Consultation.objects.filter(state=Consultation.State.OPEN).exclude(mode=Consultation.Mode.PUBLIC)


def _consultation_of(job: Job) -> Consultation:
    consultation = Consultation.objects.filter(pk=job.subject.partition(":")[2]).first()
    if consultation is None:
        raise JobRefused("This consultation was deleted.")
    return consultation
