"""Freezing, inviting, counting and telling of a void ballot as jobs.

Each tells how far it is, and is taken up again after a death.
A pass of `ballots.due` asks for the job and does it there and then, unless another worker has it. The verbs
are those of `freezing`, `inviting`, `tallying` and `telling`; what the numbers may tell is in
docs/decisions/0110-pace-without-a-vote-in-it.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from ballots.approving import approved, may_propose, settle
from ballots.errors import BallotError, CalledOff, NotYours, WrongMoment
from ballots.freezing import freeze_ballot
from ballots.inviting import invite_all
from ballots.models import Act, Ballot, BoxPaper, State
from ballots.returning import is_waiting_for_returns
from ballots.tallying import count_ballot
from ballots.telling import tell_void
from ballots.voiding import TELL_VOID
from union.accounts.models import User
from union.audit.recording import record
from union.jobs import asking
from union.jobs.asking import cancel, latest, telling
from union.jobs.kinds import JobKind
from union.jobs.models import Job
from union.jobs.working import Cancelled, JobRefused, advance

FREEZE, INVITE, COUNT = "ballot_freeze", "ballot_invite", "ballot_count"


def carry_out(kind: str, ballot: Ballot, *, at: datetime) -> Mapping[str, int]:
    """Do this for the ballot here and now; what came of it, and nothing where it was not done here.

    It is not while another worker has it, nor within five minutes of a failure. As all jobs, outside a
    transaction.
    """
    return asking.carry_out(kind, subject=ballot.subject, at=at)


def call_off(ballot: Ballot, *, by: User, at: datetime) -> None:
    """Call off a freeze that two people agreed on and that is not done: the ballot stays a draft.

    The approval says who did it, and the freeze has to be proposed anew. A worker that is at it stops at its
    next step, and one that has written everything finds no approval and takes it all back. Raises NotYours
    and WrongMoment.
    """
    if not may_propose(by, ballot):
        raise NotYours
    with transaction.atomic():
        refusal = f"{by.get_full_name()} called it off. Propose it again when the ballot is ready."
        if not approved(ballot, Act.FREEZE) or not settle(ballot, Act.FREEZE, at=at, refusal=refusal):
            raise WrongMoment("There is nothing to call off any more: the ballot is fixed, or a draft again.")
        if job := latest(FREEZE, subject=ballot.subject):
            cancel(job, at=at)
        record("ballot.freeze_called_off", subject=ballot.subject, by=by, at=at)


def job_kinds() -> list[JobKind]:
    """For the hook `job_kind`."""
    return [
        JobKind(FREEZE, "Fixing the ballot and its roll", freeze),
        JobKind(INVITE, "Putting the invitations in the outbox", invite),
        JobKind(COUNT, "Counting the papers", count),
        JobKind(TELL_VOID, "Telling members by letter that the ballot is void", tell_of_void),
    ]


def freeze(job: Job, *, at: datetime) -> dict[str, object]:
    """Copy the roll and fix the ballot; nothing to report where it could not be, as its approval says."""
    ballot = _ballot_of(job)
    with _refusals():
        try:
            freeze_ballot(ballot, at=at, progress=telling(job))
        except CalledOff:
            raise Cancelled(f"job {job.pk} was called off") from None
    ballot.refresh_from_db()
    return {} if ballot.frozen_at is None else {"eligible": ballot.eligible, "reachable": ballot.reachable}


def invite(job: Job, *, at: datetime) -> dict[str, object]:
    """Give everybody with an address their turn, until they had it or the ballot is no longer open."""
    invited = invite_all(_ballot_of(job), at=at, progress=telling(job))
    return {"invited": invited, "so_far": job.done, "of": job.total}


def count(job: Job, *, at: datetime) -> dict[str, object]:
    """Count what is closed; how many papers there were, and nothing of what they say."""
    ballot = _ballot_of(job)
    if ballot.state == State.CLOSED and is_waiting_for_returns(ballot):
        raise JobRefused("Papers that were given out have not been returned: key the returns first.")
    of = BoxPaper.objects.filter(ballot=ballot).count()
    with _refusals():
        counted = count_ballot(ballot, at=at, progress=lambda read: advance(job, done=read, total=of))
    return {"papers": counted.results["counted"] + counted.rejected}


def tell_of_void(job: Job, *, at: datetime) -> dict[str, object]:
    """Write to everybody who was sent a link."""
    return {"told": tell_void(_ballot_of(job), at=at, progress=telling(job))}


def _ballot_of(job: Job) -> Ballot:
    ballot = Ballot.objects.filter(pk=job.subject.partition(":")[2]).first()
    if ballot is None:
        raise JobRefused("This draft was deleted.")
    return ballot


@contextmanager
def _refusals() -> Iterator[None]:
    """What a verb refuses, in the words that its job keeps."""
    try:
        yield
    except BallotError as error:
        raise JobRefused(str(error)) from None
