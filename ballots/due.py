"""What is due in ballots, one step a function. One ballot that fails holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from ballots.certifying import forget_brought
from ballots.closing import close_ballot, wipe_traces
from ballots.correcting import write_addenda
from ballots.inviting import waits_for_invitations
from ballots.models import Act, Ballot, State
from ballots.opening import open_ballot, schedule_ballot
from ballots.posting import forget_letters, prepare_letters
from ballots.publishing import publish_ballot
from ballots.reminding import forget_left, remind_due
from ballots.returning import is_waiting_for_returns
from ballots.standing import BEFORE_RESULT
from ballots.telling import tell_recorded, tell_result
from ballots.turnout import refresh_turnout
from ballots.under_way import COUNT, FREEZE, INVITE, carry_out
from ballots.voiding import void_ballot

logger = logging.getLogger(__name__)


def freeze_approved(*, at: datetime) -> int:
    """Freeze what two people have approved, and put it in the timetable."""
    frozen = _each(_approved(Act.FREEZE).filter(state=State.DRAFT), lambda ballot: _freeze(ballot, at=at))
    _each(Ballot.objects.filter(state=State.FROZEN), lambda ballot: schedule_ballot(ballot, at=at))
    return frozen


def open_due(*, at: datetime) -> int:
    """Open what has reached its opening time."""
    waiting = Ballot.objects.filter(state=State.SCHEDULED, opens_at__lte=at)
    return _each(waiting, lambda ballot: open_ballot(ballot, at=at))


def invite_due(*, at: datetime) -> int:
    """Queue the invitations of open ballots; how many members had their turn."""
    running = Ballot.objects.filter(state=State.OPEN, closes_at__gt=at)
    return _each(running, lambda ballot: _invite(ballot, at=at))


def close_due(*, at: datetime) -> int:
    """Close what has reached its time or may close early, and wipe what an earlier sweep could not."""
    running = Ballot.objects.filter(state__in=[State.OPEN, State.PAUSED])
    over = running.filter(closes_at__lte=at) | running.filter(pk__in=_approved(Act.EARLY_CLOSE).values("pk"))
    closed = _each(over, lambda ballot: close_ballot(ballot, at=at))
    wipe_traces()
    return closed


def count_due(*, at: datetime) -> int:
    """Count what is closed and in our own custody, once the papers that were given out have been returned.

    Scrutineers count theirs themselves.
    """
    ours = Ballot.objects.filter(state=State.CLOSED, custody=Ballot.Custody.PLATFORM)
    return _each(ours, lambda ballot: _count(ballot, at=at))


def publish_approved(*, at: datetime) -> int:
    """Publish what two people have approved."""
    waiting = _approved(Act.PUBLICATION).filter(state__in=[State.COUNTED, State.CERTIFIED])
    return _each(waiting, lambda ballot: publish_ballot(ballot, at=at))


def void_approved(*, at: datetime) -> int:
    """Declare void what two people have agreed on, before anything else happens to it."""
    return _each(_approved(Act.VOID), lambda ballot: void_ballot(ballot, at=at))


def turnout_due(*, at: datetime) -> int:
    """Tell the turnout of what is running anew, once an hour, and a last time after the close."""
    told = Ballot.objects.filter(state__in=BEFORE_RESULT)
    return _each(told, lambda ballot: refresh_turnout(ballot, at=at))


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
    prepare_letters,
    forget_letters,
    forget_left,
    forget_brought,
)


def pass_once(*, at: datetime) -> int:
    """All steps in the order in which a ballot goes through them."""
    return sum(step(at=at) for step in STEPS)


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


def _key_is_here(ballot: Ballot) -> bool:
    """Whether this process can make and open the box of the ballot, where it has one of ours."""
    ours = ballot.custody == Ballot.Custody.PLATFORM and not ballot.by_returns
    if ours and not settings.BALLOT_UNWRAP_KEY:
        logger.warning("ballots: ballot %s waits for a worker that has BALLOT_UNWRAP_KEY", ballot.pk)
        return False
    return True


def _each(ballots: QuerySet[Ballot], step: Callable[[Ballot], int]) -> int:
    done = 0
    for ballot in ballots:
        try:
            done += step(ballot)
        except Exception:
            logger.exception("ballots: %s of ballot %s failed", step.__name__, ballot.pk)
    return done
