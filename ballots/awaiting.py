"""Letters to officers and scrutineers for whom a ballot waits: one to a person for each matter.

Each is put in the outbox in the caller's transaction, with the key of what it is about and nothing else. What
it says, and whether it is wanted still, is found out as it is sent (`ballots.awaited`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from ballots.keyers import asked_for, keyers_of
from ballots.models import Appointment, Ballot, KeyedReturn, SplitKey, Unit
from union.accounts.models import Role, User
from union.mail.sending import Envelope, enqueue_many

AWAITED = "ballot_awaits"


class Matter(StrEnum):
    """Why somebody is written to; what it is about stands behind it in the message's subject."""

    APPOINTED = "appointed"  # of an appointment
    REHEARSAL = "rehearsal"  # of a key
    COUNT = "count"  # of a ballot
    PUBLICATION = "publication"  # of a ballot
    SHEETS = "sheets"  # of a ballot
    FIGURES = "figures"  # of a unit
    SECOND = "second"  # of a unit and a method
    DIFFERENT = "different"  # the same


def call_appointed(appointment: Appointment, *, at: datetime) -> None:
    """Ask a scrutineer to accept."""
    _call(Matter.APPOINTED, appointment.pk, [appointment.user], appointment.ballot, at=at)


def call_to_rehearsal(key: SplitKey, *, at: datetime) -> None:
    """Tell the scrutineers that a key waits for its rehearsal; each key is a matter of its own."""
    _call(Matter.REHEARSAL, key.pk, _scrutineers(key.ballot), key.ballot, at=at)


def call_to_count(ballot: Ballot, *, at: datetime) -> None:
    """Tell the scrutineers that the box can be opened."""
    enqueue_many(AWAITED, letters_to_count(ballot), at=at)


def call_to_publish(ballot: Ballot, *, at: datetime) -> None:
    """Tell those who may ask for publication that there is a count: officers, or nationally the office."""
    enqueue_many(AWAITED, letters_to_publish(ballot), at=at)


def call_to_destroy(ballot: Ballot, *, at: datetime) -> None:
    """Tell the scrutineers, where there are any, that their sheets have nothing to open any more."""
    _call(Matter.SHEETS, ballot.pk, _scrutineers(ballot), ballot, at=at)


def call_keyers(ballot: Ballot, units: Sequence[Unit], *, at: datetime) -> None:
    """Ask for the returns of these units, each person for the first of theirs."""
    enqueue_many(AWAITED, letters_to_keyers(ballot, units), at=at)


def letters_to_count(ballot: Ballot) -> list[Envelope]:
    return [_letter(Matter.COUNT, ballot.pk, user, ballot) for user in _scrutineers(ballot)]


def letters_to_publish(ballot: Ballot) -> list[Envelope]:
    return [_letter(Matter.PUBLICATION, ballot.pk, user, ballot) for user in _proposers(ballot)]


def letters_to_keyers(ballot: Ballot, units: Sequence[Unit]) -> list[Envelope]:
    return [_letter(Matter.FIGURES, unit.pk, user, ballot) for user, unit in asked_for(units)]


def call_other_keyers(keyed: KeyedReturn, others: Sequence[KeyedReturn], *, at: datetime) -> None:
    """Somebody has keyed what nobody else has: tell `others` who keyed, or ask for a second officer.

    That figures differ is told once a day at most, as they may come to differ again.
    """
    about = f"{keyed.unit_id}:{keyed.method}"
    if others:
        people, day = [other.keyed_by for other in others], timezone.localdate(at)
        _call(Matter.DIFFERENT, about, people, keyed.ballot, at=at, version=day.toordinal())
    else:
        people = [user for user, _ in keyers_of([keyed.unit]) if user != keyed.keyed_by]
        _call(Matter.SECOND, about, people, keyed.ballot, at=at)


def _call(
    matter: Matter, about: object, people: Iterable[User], ballot: Ballot, *, at: datetime, version: int = 1
) -> None:
    enqueue_many(AWAITED, [_letter(matter, about, user, ballot) for user in people], at=at, version=version)


def _letter(matter: Matter, about: object, user: User, ballot: Ballot) -> Envelope:
    return Envelope(f"{matter}:{about}", user.email, ballot.language_of_letters)


def _scrutineers(ballot: Ballot) -> list[User]:
    """Those who accepted, and hold the role still."""
    accepted = ballot.appointments.filter(accepted_at__isnull=False).values("user")
    holders = User.objects.filter(is_active=True, roles__kind=Role.Kind.SCRUTINEER, pk__in=accepted)
    return list(holders.distinct().order_by("pk"))


def _proposers(ballot: Ballot) -> list[User]:
    people = User.objects.filter(is_active=True).order_by("pk")
    if ballot.branch is None:
        return list(people.filter(roles__kind=Role.Kind.NATIONAL_OFFICE).distinct())
    own = people.filter(roles__kind=Role.Kind.BRANCH_OFFICER, roles__branch=ballot.branch).distinct()
    office = people.filter(roles__kind=Role.Kind.REGIONAL_OFFICE, roles__region=ballot.branch.region_id)
    return list(own) or list(office.distinct())
