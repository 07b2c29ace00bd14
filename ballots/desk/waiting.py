"""What waits for a scrutineer: the ballots that cannot go on without them, and for what."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from ballots.models import Appointment, Ballot, SplitKey, State
from ballots.returning import missing_returns
from union.accounts.models import User


@dataclass(frozen=True)
class Waiting:
    ballot: Ballot
    what: str


def waiting_for(user: User | AnonymousUser) -> list[Waiting]:
    """The ballots that wait for this person as their scrutineer, each with what is to be done; no count."""
    if not user.is_authenticated:
        return []
    appointments = (
        Appointment.objects.filter(user=user, ballot__state__in=[State.DRAFT, State.CLOSED])
        .select_related("ballot__split_key")
        .order_by("ballot__closes_at", "pk")
    )
    found = [Waiting(one.ballot, _what(one)) for one in appointments]
    return [one for one in found if one.what]


def _what(appointment: Appointment) -> str:
    ballot = appointment.ballot
    if ballot.state == State.CLOSED:
        ready = appointment.accepted_at and not missing_returns(ballot)
        return "Count the votes with the other scrutineers." if ready else ""
    if not appointment.accepted_at:
        return "Accept your appointment as scrutineer."
    key: SplitKey | None = getattr(ballot, "split_key", None)
    if key and not key.rehearsed_at:
        return "Rehearse the key with the other scrutineers."
    return ""
