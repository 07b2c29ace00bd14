"""Planning places and inviting as jobs: each tells how far it is, and is taken up again after a death.

A sweep asks for the job and does it there and then, unless another worker has it, as ballots do.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from campaigns.consultations.inviting import invite_all, waits_for_invitations
from campaigns.consultations.models import Audience, Consultation
from campaigns.consultations.planning import Pace, plan_places
from union.jobs.asking import AlreadyUnderWay, ask_for, latest
from union.jobs.kinds import JobKind
from union.jobs.models import Job
from union.jobs.models import State as JobState
from union.jobs.working import JobRefused, advance, do_now

logger = logging.getLogger(__name__)

PLAN, INVITE = "views_plan", "views_invite"
AGAIN_AFTER = timedelta(minutes=5)  # what has failed will hardly do better in the next sweep


def plan_due(*, at: datetime) -> int:
    """Plan the places of what was opened; how many consultations."""
    waiting = _open().filter(audience=None)
    return sum(bool(carry_out(PLAN, consultation, at=at)) for consultation in waiting)


def invite_due(*, at: datetime) -> int:
    """Queue the invitations of what is open by now; how many members had their turn."""
    running = _open().filter(audience__isnull=False, opens__lte=at, closes__gt=at)
    return sum(
        carry_out(INVITE, consultation, at=at).get("invited", 0)
        for consultation in running
        if waits_for_invitations(consultation)
    )


def carry_out(kind: str, consultation: Consultation, *, at: datetime) -> Mapping[str, int]:
    """Do this here and now; what came of it, and nothing where it was not done here."""
    job = _job_for(kind, consultation, at=at)
    if job is None or not do_now(job, at=at):
        return {}
    job.refresh_from_db()
    if job.state == JobState.FAILED:
        logger.warning("consultations: %s of %s failed: %s", kind, consultation.pk, job.reason)
    return job.report


def job_kinds() -> list[JobKind]:
    """For the hook `job_kind`."""
    return [
        JobKind(PLAN, "Planning a place for each member", plan),
        JobKind(INVITE, "Putting the invitations in the outbox", invite),
    ]


def plan(job: Job, *, at: datetime) -> dict[str, object]:
    """A place for everybody in the audience."""
    audience: Audience = plan_places(_consultation_of(job), at=at, progress=_telling(job))
    return {"size": audience.size, "without_address": audience.without_address}


def invite(job: Job, *, at: datetime) -> dict[str, object]:
    """Give everybody with an address their turn."""
    invited = invite_all(_consultation_of(job), at=at, progress=_telling(job))
    return {"invited": invited, "so_far": job.done, "of": job.total}


def _open() -> QuerySet[Consultation]:
    return Consultation.objects.filter(state=Consultation.State.OPEN).exclude(mode=Consultation.Mode.PUBLIC)


def _job_for(kind: str, consultation: Consultation, *, at: datetime) -> Job | None:
    """The job that waits or runs, or a new one; None just after a failure."""
    job = latest(kind, subject=consultation.subject)
    if job is not None and job.is_live:
        return job
    failed_at = job.finished_at if job is not None and job.state == JobState.FAILED else None
    if failed_at is not None and at < failed_at + AGAIN_AFTER:
        return None
    try:
        return ask_for(kind, subject=consultation.subject, by=None, at=at)
    except AlreadyUnderWay:
        return None


def _consultation_of(job: Job) -> Consultation:
    consultation = Consultation.objects.filter(pk=job.subject.partition(":")[2]).first()
    if consultation is None:
        raise JobRefused("This consultation was deleted.")
    return consultation


def _telling(job: Job) -> Pace:
    return lambda done, of: advance(job, done=done, total=of)
