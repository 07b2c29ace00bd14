"""Asking again, each month, where a closed ballot waits for people: until it ends its roll is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Q

from ballots.approving import pending
from ballots.awaiting import AWAITED, letters_to_count, letters_to_keyers, letters_to_publish
from ballots.calling import APPROVAL_ASKED, letters_to_second_people
from ballots.models import Act, Ballot, State
from ballots.returning import returns_due
from union.mail.models import Message
from union.mail.sending import Envelope, enqueue_many
from union.sweeping import each

EVERY = timedelta(days=30)


def ask_again(*, at: datetime) -> int:
    """Write once more to those for whom a ballot has waited thirty days since the last letter about it.

    For missing returns, for the scrutineers' count, for the publication, or for the second person who agrees
    to it; who holds the role by then is asked. How many letters.
    """
    closed = Q(state=State.CLOSED, closed_at__lte=at - EVERY)
    counted = Q(state__in=[State.COUNTED, State.CERTIFIED], counted_at__lte=at - EVERY)
    return each(Ballot.objects.filter(closed | counted), _ask, at=at)


def _ask(ballot: Ballot, *, at: datetime) -> int:
    if proposed := pending(ballot, Act.PUBLICATION):
        return _write(APPROVAL_ASKED, letters_to_second_people(proposed), at=at)
    return _write(AWAITED, _letters(ballot), at=at)


def _letters(ballot: Ballot) -> list[Envelope]:
    if ballot.state != State.CLOSED:
        return letters_to_publish(ballot)
    if missing := [due.unit for due in returns_due(ballot) if due.agreed is None]:
        return letters_to_keyers(ballot, missing)
    return letters_to_count(ballot)  # to nobody where the worker counts


def _write(kind: str, letters: list[Envelope], *, at: datetime) -> int:
    """Unless one about the same was written within the month. Two sweeps at once write the same letters."""
    before = Message.objects.filter(kind=kind, subject__in={letter.subject for letter in letters})
    last = before.aggregate(at=Max("queued_at"), version=Max("version"))
    if last["at"] and last["at"] > at - EVERY:
        return 0
    enqueue_many(kind, letters, at=at, version=(last["version"] or 0) + 1)
    return len(letters)
