"""Turnout while a ballot runs: rounded, and hidden while it is small, so that it points at nobody."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.models import Ballot
from union.disclosure import rounded_turnout


@dataclass(frozen=True)
class Turnout:
    """Two denominators, because a member without an address had no chance to use a link."""

    eligible: int
    reachable: int
    marked: int | None  # None: fewer than ten


def turnout_of(ballot: Ballot) -> Turnout:
    """How many are marked on the roll, rounded down to 5."""
    marked = ballot.roll.filter(has_voted=True).count()
    return Turnout(ballot.eligible or 0, ballot.reachable or 0, rounded_turnout(marked))
