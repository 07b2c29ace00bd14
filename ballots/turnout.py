"""Turnout while a ballot runs, told so that no two looks at it show anybody's vote.

docs/decisions/0094-turnout-that-cannot-be-subtracted.md says why it is told in this way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count as CountOf
from django.db.models import Q

from ballots.inviting import HAS_ADDRESS
from ballots.models import Ballot, TurnoutFigures, Unit
from union.disclosure import rounded_turnout

STEP = 5  # people; what is told moves by no fewer


@dataclass(frozen=True)
class Turnout:
    """Two denominators, because a member without an address had no chance to use a link."""

    eligible: int
    reachable: int
    marked: int | None  # None: fewer than ten


@dataclass(frozen=True)
class Place:
    """The turnout of a branch, or of small branches together."""

    name: str
    turnout: Turnout


@dataclass(frozen=True)
class RegionTurnout:
    """A region: the sum of what its places show, so that nothing is left by subtracting them."""

    name: str
    places: list[Place]

    @property
    def turnout(self) -> Turnout:
        return summed([place.turnout for place in self.places])


def told(before: int, marked: int) -> int:
    """The count from which a place is told: the present one when at least five have voted since `before`.

    Pure. Whoever sees the figure move knows of five people or more, the first time of ten.
    """
    return marked if marked - before >= STEP and rounded_turnout(marked) is not None else before


def refresh_turnout(ballot: Ballot, *, at: datetime) -> bool:
    """Count the marks of a ballot anew, once an hour while it runs and once after it has closed.

    False where that was done already; what a clock that was ahead has noted is done anew. A figure moves by
    five people or more after the close, too.
    """
    now = ballot.closed_at or at.replace(minute=0, second=0, microsecond=0)
    figures = TurnoutFigures.objects.filter(ballot=ballot).first()
    if figures is not None and figures.taken_at == now:
        return False
    before = figures.rows if figures else {}
    rows = {
        str(unit): {
            "marked": told(_marked(before, unit), marked),
            "eligible": eligible,
            "reachable": reachable,
        }
        for unit, marked, eligible, reachable in _counted(ballot)
    }
    TurnoutFigures.objects.update_or_create(ballot=ballot, defaults={"taken_at": now, "rows": rows})
    return True


def turnout_of(ballot: Ballot) -> Turnout:
    """The whole ballot, as last told: the sum of what its places show, or None while all are hidden."""
    figures = getattr(ballot, "figures", None)
    shown = [_turnout(row) for row in figures.rows.values()] if figures else []
    return Turnout(ballot.eligible or 0, ballot.reachable or 0, summed(shown).marked)


def turnout_by_region(ballot: Ballot, *, units: Collection[int] | None = None) -> list[RegionTurnout]:
    """Region by region and place by place; only these units, where somebody may see no others. One query."""
    figures = getattr(ballot, "figures", None)
    rows = figures.rows if figures else {}
    regions: dict[str, list[Place]] = {}
    for unit in Unit.objects.filter(ballot=ballot).order_by("region", "name"):
        if units is None or unit.number in units:
            row = rows.get(str(unit.number), {"marked": 0, "eligible": unit.electorate, "reachable": 0})
            regions.setdefault(unit.region, []).append(Place(unit.name, _turnout(row)))
    return [RegionTurnout(name or "Several regions", places) for name, places in regions.items()]


def summed(parts: Collection[Turnout]) -> Turnout:
    """Several places together: nothing that their own figures do not say already."""
    shown = [part.marked for part in parts if part.marked is not None]
    return Turnout(
        sum(part.eligible for part in parts),
        sum(part.reachable for part in parts),
        sum(shown) if shown else None,
    )


def _counted(ballot: Ballot) -> list[tuple[int, int, int, int]]:
    """Unit, marked, eligible and reachable of the roll as it stands now, members to be struck among them.

    Without those whose strike took effect, the number on the roll would tell of a member whether she voted.
    """
    found = (
        ballot.roll.order_by()
        .values("unit__number")
        .annotate(
            marked=CountOf("pk", filter=Q(has_voted=True)),
            eligible=CountOf("pk"),
            reachable=CountOf("pk", filter=HAS_ADDRESS),
        )
    )
    return list(found.values_list("unit__number", "marked", "eligible", "reachable"))


def _marked(rows: Mapping[str, Mapping[str, int]], unit: int) -> int:
    return rows.get(str(unit), {}).get("marked", 0)


def _turnout(row: Mapping[str, int]) -> Turnout:
    return Turnout(row["eligible"], row["reachable"], rounded_turnout(row["marked"]))
