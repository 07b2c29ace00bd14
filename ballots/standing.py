"""Where an e-mail address stands on the rolls of ballots: what its owner may be told, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from ballots.models import RollEntry, State


@dataclass(frozen=True)
class Place:
    """One member's place on one roll. Two members of one household may share an address: then nobody is told
    whether either has voted."""

    entry: RollEntry
    shared: bool

    @property
    def recorded(self) -> bool:
        return self.entry.has_voted and not self.shared

    @property
    def first_name(self) -> str:
        return self.entry.member.name.partition(" ")[0]


def places_of(address: str, *, states: Collection[State], struck: bool = False) -> list[Place]:
    """The places this address proves, ballots that close first in front; of whoever is struck on request.

    An address is shared with a member who is struck as well, who still reads what comes to it.
    """
    entries = [entry for found in _found(address) for entry in found.filter(ballot__state__in=states)]
    entries.sort(key=lambda entry: (entry.ballot.closes_at, entry.pk))
    many = Counter(entry.ballot_id for entry in entries)
    places = [Place(entry, shared=many[entry.ballot_id] > 1) for entry in entries]
    return [place for place in places if struck or not place.entry.struck]


def place_of_entry(address: str, *, entry: str, states: Collection[State]) -> Place | None:
    """The place with this number, if this address proves it."""
    places = places_of(address, states=states)
    return next((place for place in places if str(place.entry.pk) == entry), None)


def _found(address: str) -> list[QuerySet[RollEntry]]:
    """By the address corrected for one ballot, and by the one on the roll; each by its own index."""
    wanted = address.strip().lower()
    if not wanted:
        return []
    on_rolls = RollEntry.objects.select_related("ballot__branch", "member__branch")
    return [on_rolls.filter(email=wanted), on_rolls.filter(email="", member__email=wanted)]
