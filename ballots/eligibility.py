"""Who may vote: a small set of rules on a ballot, read strictly and put to the roll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ballots.errors import RulesUnclear
from ballots.models import Ballot
from union.members.models import Branch, Member, Region

LISTS = ("sectors", "regions", "branches", "employers", "statuses")


@dataclass(frozen=True)
class Rules:
    """Every rule narrows; an empty one says nothing."""

    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    employers: tuple[str, ...] = ()
    statuses: tuple[str, ...] = (Member.Status.ACTIVE,)
    joined_before: date | None = None
    pay_points: tuple[int, int] | None = None

    def in_words(self) -> list[str]:
        """The rules as lines for a page, places by their names."""
        named = [
            (self.sectors, "Service group"),
            (_names(Region, self.regions), "Region"),
            (_names(Branch, self.branches), "Branch"),
            (self.employers, "Employer"),
            (self.statuses, "Membership"),
        ]
        lines = [f"{name}: {', '.join(values)}" for values, name in named if values]
        if self.joined_before:
            lines.append(f"Joined before {self.joined_before:%-d %B %Y}")
        if self.pay_points:
            lines.append(f"Pay points {self.pay_points[0]} to {self.pay_points[1]}")
        return lines


def _names(table: type[Region | Branch], codes: tuple[str, ...]) -> list[str]:
    """The names of these places; the code itself where none has it any more."""
    names = dict(table.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    return sorted(names.get(code, code) for code in codes)


def read_rules(given: Mapping[str, object]) -> Rules:
    """The rules a JSON field holds. Raises RulesUnclear for a name or a value that is not one of them."""
    known = {*LISTS, "joined_before", "pay_points"}
    if unknown := set(given) - known:
        raise RulesUnclear(
            f"There is no rule called {', '.join(sorted(unknown))}: choose from {', '.join(known)}."
        )
    rules: dict[str, object] = {name: _words(name, given[name]) for name in LISTS if name in given}
    if day := given.get("joined_before"):
        rules["joined_before"] = _day(day)
    if points := given.get("pay_points"):
        rules["pay_points"] = _points(points)
    return Rules(**rules)  # type: ignore[arg-type]


def eligible_members(ballot: Ballot) -> QuerySet[Member]:
    """The members who meet the rules now, by membership number; a branch ballot asks its branch only."""
    rules = read_rules(ballot.rules)
    wanted = {
        "sector__in": rules.sectors,
        "branch__region__code__in": rules.regions,
        "branch__code__in": rules.branches,
        "employer__name__in": rules.employers,
        "status__in": rules.statuses,
        "joined__lt": rules.joined_before,
        "pay_point__number__range": rules.pay_points,
        "branch": ballot.branch_id,
    }
    return Member.objects.filter(**{name: value for name, value in wanted.items() if value}).order_by(
        "number"
    )


def who_is_unreachable(ballot: Ballot) -> QuerySet[Member]:
    """Eligible members without an e-mail address: the branch's list of whom to ask for one."""
    return eligible_members(ballot).filter(email="")


def _words(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
        raise RulesUnclear(f"The rule {name} takes a list of names.")
    if name == "statuses" and (strays := set(value) - set(Member.Status.values)):
        raise RulesUnclear(f"There is no membership status {', '.join(sorted(strays))}.")
    return tuple(value)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RulesUnclear("Write the joining date as year-month-day, for example 2022-02-15.") from None


def _points(value: object) -> tuple[int, int]:
    match value:
        case [int(low), int(high)] if 0 < low <= high:
            return low, high
    raise RulesUnclear("Give the pay points as the lowest and the highest, for example 1 and 43.")
