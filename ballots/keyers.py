"""Who is asked for a return: those who can key it, and so many of them that two can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce

from ballots.models import Unit
from union.accounts.models import Role, User

TWO = 2


def keyers_of(units: Sequence[Unit]) -> list[tuple[User, Unit]]:
    """Whoever is asked for each of these units, in their order: the officers of its branch.

    Where those are fewer than two the office of the region is asked as well; branches that are counted
    together are keyed by it, as few officers work for all of them.
    """
    branches = _branches_of(units)
    places = {place for own in branches.values() for place in own}
    officers = _holders(Role.Kind.BRANCH_OFFICER, "branch", {branch for branch, _ in places})
    offices = _holders(Role.Kind.REGIONAL_OFFICE, "region", {region for _, region in places})
    found = []
    for unit in units:
        own = branches[unit.pk]
        keyers = _all_of([officers[branch] for branch, _ in own])
        if len(keyers) < TWO:
            keyers |= _all_of([offices[region] for region in {region for _, region in own}])
        found += [(user, unit) for user in keyers.values()]
    return found


def asked_for(units: Sequence[Unit]) -> list[tuple[User, Unit]]:
    """Everybody who is asked for any of these units, once, with the first unit of theirs."""
    found: dict[int, tuple[User, Unit]] = {}
    for user, unit in keyers_of(units):
        found.setdefault(user.pk, (user, unit))
    return list(found.values())


def _branches_of(units: Sequence[Unit]) -> dict[int, set[tuple[int, int]]]:
    """The branches of each unit, each with its region."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    belongs = Unit.branches.through.objects.filter(unit__in=[unit.pk for unit in units])
    for unit, branch, region in belongs.values_list("unit", "branch", "branch__region"):
        found[unit].add((branch, region))
    return found


def _holders(kind: Role.Kind, scope: str, places: set[int]) -> dict[int, dict[int, User]]:
    """Who holds such a role in each of `places`, by branch or region; whoever has left is nobody."""
    found: dict[int, dict[int, User]] = defaultdict(dict)
    roles = Role.objects.filter(kind=kind, user__is_active=True, **{f"{scope}__in": places})
    for role in roles.select_related("user").order_by("user"):
        found[getattr(role, f"{scope}_id")][role.user_id] = role.user
    return found


def _all_of(holders: Sequence[dict[int, User]]) -> dict[int, User]:
    """Those who are in every one of `holders`."""
    if not holders:
        return {}
    shared = reduce(set.intersection, (set(each) for each in holders))
    return {pk: user for pk, user in holders[0].items() if pk in shared}
