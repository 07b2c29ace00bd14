"""Tables inside each other: no cell under ten is shown, and none can be worked out from all of them."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.cells import Level, Table, levels_of, nested, one_way, places
from petitions.models import Constituency, Tally
from tests.petitions.factories import open_petition
from union.members.models import Region

REGIONS = ["YH", "NW", "EM", "SC", "CW", ""]
SEATS = {f"E{n}": region for n, region in enumerate(["YH", "YH", "YH", "NW", "NW", "EM", "SC", "SC", "CW"])}


def worked_out(levels: list[Level], shown: list[set[str]]) -> set[tuple[int, str]]:
    """Every hidden figure that follows for certain from the shown ones, by elimination over the tree.

    A reader knows the total, the shown cells and which cell lies in which. The hidden cells of a level that
    make up a set of known sum are one equation; an equation with one unknown, or with the sum nought, tells.
    """
    known = {
        (depth, cell): n
        for depth, may in enumerate(shown)
        for cell in may
        if (n := levels[depth].counts[cell]) >= 0
    }
    equations: list[tuple[frozenset[tuple[int, str]], frozenset[tuple[int, str]]]] = []
    everything = {(0, cell) for cell in levels[0].counts}
    total = sum(levels[0].counts.values())
    for depth in (1, 2):
        for parent in levels[depth - 1].counts:
            children = {(depth, c) for c in levels[depth].counts if levels[depth].parents[c] == parent}
            equations.append((frozenset({(depth - 1, parent)}), frozenset(children)))
    changed = True
    while changed:
        changed = False
        open_top = everything - known.keys()
        if len(open_top) == 1:
            (last,) = open_top
            known[last] = total - sum(known[cell] for cell in everything - {last})
            changed = True
        for parents, inside in equations:
            (above,) = parents
            unknown = inside - known.keys()
            if above not in known and not unknown:
                known[above] = sum(known[child] for child in inside)
                changed = True
            elif above in known and len(unknown) == 1:
                (child,) = unknown
                known[child] = known[above] - sum(known[c] for c in inside - {child})
                changed = True
    return {cell for cell in known if cell[1] not in shown[cell[0]]}


def pooled(levels: list[Level], shown: list[set[str]]) -> list[tuple[int, set[str]]]:
    """Sums a reader can take: all hidden cells of a table, and those inside one shown cell."""
    sums: list[tuple[int, set[str]]] = []
    for depth, level in enumerate(levels):
        hidden = set(level.counts) - shown[depth]
        sums.append((depth, hidden))
        if depth:
            for parent in shown[depth - 1]:
                sums.append((depth, {cell for cell in hidden if level.parents[cell] == parent}))
            sums.append((depth, {c for c in hidden if level.parents[c] not in shown[depth - 1]}))
    return [(depth, cells) for depth, cells in sums if cells]


numbers = st.one_of(st.just(0), st.integers(1, 12), st.integers(0, 40))
counts_of_seats = st.fixed_dictionaries(dict.fromkeys(SEATS, numbers))
counts_unknown = st.fixed_dictionaries(dict.fromkeys(REGIONS, numbers))


@given(counts_of_seats, counts_unknown)
def test_no_cell_under_ten_can_be_recomputed(seats: dict[str, int], unknown: dict[str, int]) -> None:
    regions = {r: unknown[r] + sum(n for seat, n in seats.items() if SEATS[seat] == r) for r in REGIONS}
    regions = {region: n for region, n in regions.items() if n}
    levels = levels_of(regions, {seat: n for seat, n in seats.items() if n}, SEATS)
    shown = nested(levels)
    for depth, level in enumerate(levels):
        assert sum(level.counts.values()) == sum(regions.values())
        assert all(level.counts[cell] >= 10 for cell in shown[depth])
    small = {(d, c) for d, level in enumerate(levels) for c, n in level.counts.items() if 0 < n < 10}
    assert not any(shown) or worked_out(levels, shown) & small == set()
    for depth, cells in pooled(levels, shown):
        hidden = sum(levels[depth].counts[cell] for cell in cells)
        assert hidden >= 10 or not any(shown), (depth, cells)


@pytest.mark.django_db
def test_what_is_shown_of_a_petition(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for code, name in [("YH", "Yorkshire"), ("NW", "North West"), ("SC", "Scotland")]:
        Region.objects.create(code=code, name=name)
    for code, name, region in [("E1", "Airedale", "YH"), ("E2", "Ouse", "YH"), ("E3", "Irwell", "NW")]:
        Constituency.objects.create(code=code, name=name, region=region)
    cells = [
        *[("region", "YH", 70), ("region", "NW", 30), ("region", "SC", 12), ("region", "", 4)],
        *[("constituency", "E1", 40), ("constituency", "E2", 6), ("constituency", "E3", 30)],
        *[("constituency", "", 40), ("role", "Social worker", 90), ("role", "=1+1", 11), ("role", "", 15)],
    ]
    Tally.objects.bulk_create(Tally(petition=petition, dimension=d, key=k, n=n) for d, k, n in cells)
    nations, regions, constituencies = places(petition)
    assert nations == Table((("England", "England", 100),), 16)
    assert regions == Table((("YH", "Yorkshire", 70), ("NW", "North West", 30)), 16)
    assert constituencies == Table((("E1", "Airedale", 40), ("E3", "Irwell", 30)), 46)
    assert one_way(petition, "role") == Table(
        (("Social worker", "Social worker", 90), ("=1+1", "=1+1", 11)), 0, 15
    )


def test_a_region_whose_constituencies_do_not_add_up_shows_none() -> None:
    levels = levels_of({"YH": 30, "NW": 50}, {"E0": 31, "E3": 20}, SEATS)
    assert nested(levels)[2] == {"E3", " NW", " YH"}


def test_the_small_nation_is_not_told_by_the_regions_of_the_large_one() -> None:
    levels = levels_of({"YH": 30, "NW": 50, "SC": 8}, {"E0": 30, "E3": 50, "E6": 8}, SEATS)
    assert nested(levels) == [set(), {"NW"}, {"E3"}]
