"""Which cells of a petition's count may be published: none under ten, and none that could be worked out.

Nations hold regions and regions hold constituencies, so what one table shows may not open the next one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from petitions import postcodes
from petitions.models import Constituency, Petition, Tally
from union.disclosure import publishable_cells
from union.members.models import Region

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Table:
    """One dimension: the cells that may be shown, largest first, what is not known, and all the rest."""

    rows: tuple[tuple[str, str, int], ...]  # key, name, signatures
    others: int
    unknown: int = 0


@dataclass(frozen=True)
class Level:
    """The cells of one table, and the cell of the table above in which each of them lies."""

    counts: Counts
    parents: Mapping[str, str]


def nested(levels: Sequence[Level]) -> list[set[str]]:
    """What may be shown of tables inside each other, the widest first.

    The cells within a shown one are judged beside its figure. Those within the hidden ones are judged
    together, beside what their sum is known to be: the figure above them less everything that is shown.
    """
    result: list[set[str]] = []
    families: dict[str, tuple[str, ...]] = {}  # the family of each cell of the level above
    for level in levels:
        mine: dict[tuple[str, ...], dict[str, int]] = {}
        for cell, n in level.counts.items():
            parent = level.parents.get(cell, "")
            above = result[-1] if result else set()
            family = ("in", str(len(result)), parent) if parent in above else families.get(parent, ())
            mine.setdefault(family, {})[cell] = n
        families = {cell: family for family, cells in mine.items() for cell in cells}
        result.append({cell for cells in mine.values() for cell in publishable_cells(cells)})
    return result


def places(petition: Petition) -> tuple[Table, Table, Table]:
    """Nations, regions and constituencies of a petition, in three statements."""
    found: dict[str, dict[str, int]] = {"region": {}, "constituency": {}}
    tallies = Tally.objects.filter(petition=petition, dimension__in=found, n__gt=0)
    for dimension, key, n in tallies.values_list("dimension", "key", "n"):
        found[dimension][key] = n
    constituencies = Constituency.objects.in_bulk([key for key in found["constituency"] if key])
    levels = levels_of(
        found["region"], found["constituency"], {k: c.region for k, c in constituencies.items()}
    )
    shown = nested(levels)
    regions = {region.code: region.shown_name for region in Region.objects.order_by()}
    named = (
        {key: key for key in levels[0].counts},
        regions,
        {key: str(constituency) for key, constituency in constituencies.items()},
    )
    nations, by_region, by_constituency = (
        _table(level.counts, may, names) for level, may, names in zip(levels, shown, named, strict=True)
    )
    return nations, by_region, by_constituency


def levels_of(regions: Counts, constituencies: Counts, region_of: Mapping[str, str]) -> list[Level]:
    """The three tables as levels; what is known of the region only is a cell beside its constituencies."""
    nations: dict[str, int] = {}
    for region, n in regions.items():
        nation = postcodes.nation_of(region)
        nations[nation] = nations.get(nation, 0) + n
    lowest = {key: n for key, n in constituencies.items() if key and region_of.get(key) in regions}
    inside = {region: [n for key, n in lowest.items() if region_of[key] == region] for region in regions}
    # A signature can have been given another region than its constituency lies in: then none of them adds up.
    odd = {region for region, n in regions.items() if sum(inside[region]) > n}
    lowest = {key: n for key, n in lowest.items() if region_of[key] not in odd}
    rest = {
        f" {region}": n - sum(0 if region in odd else m for m in inside[region])
        for region, n in regions.items()
    }
    parents = {key: region_of[key] for key in lowest} | {f" {region}": region for region in regions}
    return [
        Level(nations, {}),
        Level(regions, {region: postcodes.nation_of(region) for region in regions}),
        Level(lowest | {cell: n for cell, n in rest.items() if n}, parents),
    ]


def one_way(petition: Petition, dimension: str) -> Table:
    """A dimension that lies in no other, such as the job role, under the words people wrote."""
    tallies = Tally.objects.filter(petition=petition, dimension=dimension, n__gt=0)
    counts = dict(tallies.values_list("key", "n"))
    return _table(counts, publishable_cells(counts), {key: key for key in counts})


def _table(counts: Counts, shown: set[str], names: Mapping[str, str]) -> Table:
    """What is not known has an empty key, or that of what else is known of it after a space."""
    rows = [(key, names.get(key, key), counts[key]) for key in shown if key and key[0] != " "]
    rows.sort(key=lambda row: (-row[2], row[1], row[0]))
    seen = sum(counts[key] for key in shown)
    return Table(tuple(rows), sum(counts.values()) - seen, seen - sum(n for *_, n in rows))
