"""Scheduling and opening by the clock. No person acts here: the timetable was fixed by two at the freeze."""

from datetime import datetime

from django.db import transaction

from ballots.awaiting import call_keyers
from ballots.models import Ballot, State
from union.audit.recording import record


def schedule_ballot(ballot: Ballot, *, at: datetime) -> bool:
    """A frozen ballot takes its place in the public timetable; False when it is in another state."""
    return _advance(ballot, State.FROZEN, State.SCHEDULED, at=at)


def open_ballot(ballot: Ballot, *, at: datetime) -> bool:
    """Open at the opening time; False before it, or in another state.

    Where branches consult in their own way, those who key their figures are asked for them.
    """
    if ballot.opens_at > at:
        return False
    with transaction.atomic():
        opened = _advance(ballot, State.SCHEDULED, State.OPEN, at=at)
        if opened and ballot.by_returns:
            call_keyers(ballot, list(ballot.units.all()), at=at)
    return opened


def _advance(ballot: Ballot, before: State, after: State, *, at: datetime) -> bool:
    with transaction.atomic():
        if not Ballot.objects.filter(pk=ballot.pk, state=before).update(state=after):
            return False
        record(f"ballot.{after}", subject=ballot.subject, by=None, at=at)
    ballot.state = after
    return True
