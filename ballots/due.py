"""What is due in ballots, one step a function. One ballot that fails holds up no other."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from ballots.asking_again import ask_again
from ballots.certifying import forget_brought
from ballots.closing import close_ballot, wipe_traces
from ballots.correcting import write_addenda
from ballots.inviting import waits_for_invitations
from ballots.models import BEFORE_RESULT, RUNNING, Act, Ballot, State
from ballots.opening import open_ballot, schedule_ballot
from ballots.posting import forget_letters, prepare_letters
from ballots.publishing import publish_ballot
from ballots.reminding import forget_left, remind_due
from ballots.returning import is_waiting_for_returns
from ballots.telling import WEEK, tell_recorded, tell_result
from ballots.turnout import refresh_turnout
from ballots.under_way import COUNT, FREEZE, INVITE, carry_out
from ballots.voiding import TELL_VOID, void_ballot
from union.jobs.asking import latest
from union.jobs.models import State as JobState
from union.sweeping import Due, each

logger = logging.getLogger(__name__)


def freeze_approved(*, at: datetime) -> int:
    """Freeze what two people have approved, and put it in the timetable."""
    try:
        return each(_approved(Act.FREEZE).filter(state=State.DRAFT), _freeze, at=at)
    finally:
        each(Ballot.objects.filter(state=State.FROZEN), schedule_ballot, at=at)


def open_due(*, at: datetime) -> int:
    """Open what has reached its opening time."""
    waiting = Ballot.objects.filter(state=State.SCHEDULED, opens_at__lte=at)
    return each(waiting, open_ballot, at=at)


def invite_due(*, at: datetime) -> int:
    """Queue the invitations of open ballots; how many members had their turn."""
    running = Ballot.objects.filter(state=State.OPEN, closes_at__gt=at)
    return each(running, _invite, at=at)


def close_due(*, at: datetime) -> int:
    """Close what has reached its time or may close early, and wipe what an earlier sweep could not."""
    running = Ballot.objects.filter(state__in=RUNNING)
    over = running.filter(closes_at__lte=at) | running.filter(pk__in=_approved(Act.EARLY_CLOSE).values("pk"))
    try:
        return each(over, close_ballot, at=at)
    finally:
        wipe_traces()


def count_due(*, at: datetime) -> int:
    """Count what is closed and in our own custody, once the papers that were given out have been returned.

    Scrutineers count theirs themselves.
    """
    ours = Ballot.objects.filter(state=State.CLOSED, custody=Ballot.Custody.PLATFORM)
    return each(ours, _count, at=at)


def publish_approved(*, at: datetime) -> int:
    """Publish what two people have approved."""
    waiting = _approved(Act.PUBLICATION).filter(state__in=[State.COUNTED, State.CERTIFIED])
    return each(waiting, publish_ballot, at=at)


def void_approved(*, at: datetime) -> int:
    """Declare void what two people have agreed on, before anything else happens to it."""
    return each(_approved(Act.VOID), void_ballot, at=at)


def tell_void_due(*, at: datetime) -> int:
    """Write to those who were sent a link to a ballot that is void, for a week if it fails; how many."""
    voided = Ballot.objects.filter(state=State.VOID, approvals__act=Act.VOID)
    return each(voided.filter(approvals__done_at__gte=at - WEEK).distinct(), _tell_void, at=at)


def turnout_due(*, at: datetime) -> int:
    """Tell the turnout of what is running anew, once an hour, and a last time after the close."""
    told = Ballot.objects.filter(state__in=BEFORE_RESULT)
    return each(told, refresh_turnout, at=at)


STEPS = (
    void_approved,
    turnout_due,
    close_due,  # before what may take minutes
    freeze_approved,
    open_due,
    invite_due,
    remind_due,
    count_due,
    write_addenda,
    publish_approved,
    tell_recorded,
    tell_result,
    tell_void_due,
    ask_again,
    prepare_letters,
    forget_letters,
    forget_left,
    forget_brought,
)


def pass_once(*, at: datetime) -> int:
    """All steps in the order in which a ballot goes through them, and past one that fails."""
    return each(STEPS, _take, at=at)


def _take(step: Due, *, at: datetime) -> int:
    return step(at=at)


def _approved(act: Act) -> QuerySet[Ballot]:
    return Ballot.objects.filter(
        approvals__act=act, approvals__approver__isnull=False, approvals__done_at__isnull=True
    )


def _freeze(ballot: Ballot, *, at: datetime) -> bool:
    return _key_is_here(ballot) and bool(carry_out(FREEZE, ballot, at=at))


def _invite(ballot: Ballot, *, at: datetime) -> int:
    return carry_out(INVITE, ballot, at=at).get("invited", 0) if waits_for_invitations(ballot) else 0


def _count(ballot: Ballot, *, at: datetime) -> bool:
    if is_waiting_for_returns(ballot) or not _key_is_here(ballot):
        return False
    return bool(carry_out(COUNT, ballot, at=at))


def _tell_void(ballot: Ballot, *, at: datetime) -> int:
    job = latest(TELL_VOID, subject=ballot.subject)
    if job is None or job.state == JobState.DONE:
        return 0
    return carry_out(TELL_VOID, ballot, at=at).get("told", 0)


def _key_is_here(ballot: Ballot) -> bool:
    """Whether this process can make and open the box of the ballot, where it has one of ours."""
    ours = ballot.custody == Ballot.Custody.PLATFORM and not ballot.by_returns
    if ours and not settings.BALLOT_UNWRAP_KEY:
        logger.warning("ballots: ballot %s waits for a worker that has BALLOT_UNWRAP_KEY", ballot.pk)
        return False
    return True
