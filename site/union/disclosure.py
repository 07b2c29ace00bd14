"""Small-number suppression: what may be published from counts without giving anybody away. Pure functions.

Cells of a table are hidden; places of a ballot are put together (docs/ballot-rules.md, "Small numbers").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 10


def publishable_cells(counts: Mapping[str, int]) -> set[str]:
    """The cells of a one-way table that may be shown beside its total.

    Nothing under 10 is shown. Where the hidden cells could be worked out from the total and the shown ones
    (one hidden cell alone, or several that together hold under 10), the smallest shown cell is hidden too,
    until they cannot.
    """
    if sum(counts.values()) < SMALLEST:
        return set()
    shown = {cell for cell, count in counts.items() if count >= SMALLEST}
    while shown and recoverable_cells(counts, shown=shown):
        shown.remove(min(shown, key=lambda cell: (counts[cell], cell)))
    return shown


def recoverable_cells(counts: Mapping[str, int], *, shown: Collection[str]) -> set[str]:
    """The small cells that a reader of the total and of the shown cells can work out: the recover check."""
    hidden = {cell: count for cell, count in counts.items() if cell not in shown}
    small = {cell for cell, count in hidden.items() if 0 < count < SMALLEST}
    if len(hidden) == 1 or sum(hidden.values()) < SMALLEST:
        return small
    return set()


def tells_a_few_apart(before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether two publications (numerator, base) of one cell differ by a handful of people.

    Whoever subtracts one from the other must be left with nobody, or with at least 10 on each side.
    """
    inside = abs(after[0] - before[0])
    outside = abs((after[1] - after[0]) - (before[1] - before[0]))
    return any(0 < difference < SMALLEST for difference in (inside, outside))


FEWEST_PAPERS = SMALLEST


@dataclass(frozen=True)
class Cell:
    """One place: its size (papers, or electorate) and, once counted, votes[question][option]."""

    name: str
    region: str
    size: int
    votes: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True)
class Group:
    """Places that are shown together. One place alone keeps its name."""

    cells: tuple[Cell, ...]

    @property
    def size(self) -> int:
        return sum(cell.size for cell in self.cells)

    @property
    def votes(self) -> tuple[tuple[int, ...], ...]:
        """Sums over the places, per question and option."""
        per_question = zip(*(cell.votes for cell in self.cells), strict=True)
        return tuple(tuple(map(sum, zip(*tallies, strict=True))) for tallies in per_question)

    @property
    def region(self) -> str:
        """The region all places share; empty when they lie in several."""
        regions = {cell.region for cell in self.cells}
        return regions.pop() if len(regions) == 1 else ""

    @property
    def is_merged(self) -> bool:
        return len(self.cells) > 1


Sound = Callable[[Group], bool]


def may_be_shown(group: Group) -> bool:
    """Whether a counted place hides each voter in it: 10 papers, no option on all of them or all but one."""
    if group.size < FEWEST_PAPERS:
        return False
    return all(max(tally, default=0) < group.size - 1 for tally in group.votes)


def is_large(electorate: int) -> Sound:
    """The rule at freeze: a place is counted by itself from this electorate on."""
    return lambda group: group.size >= electorate


def merge_upwards(cells: Iterable[Cell], *, sound: Sound) -> list[Group]:
    """Put unsound places together within their region, then across regions, until each group is sound.

    A pool that is still unsound takes in the smallest sound place of its region, and in the end the smallest
    group of the nation, so no place can be found by taking the others from the whole. Every place is in
    exactly one group; if even all together are unsound, one group holds everything.
    """
    groups: list[Group] = []
    leftovers: list[Cell] = []
    ordered = sorted(cells, key=lambda cell: (cell.region, cell.name))
    for region in sorted({cell.region for cell in ordered}):
        own = [Group((cell,)) for cell in ordered if cell.region == region]
        done, left = _settle(own, sound=sound)
        groups += done
        leftovers += left
    if leftovers:
        done, left = _settle([*groups, Group(tuple(leftovers))], sound=sound)
        groups = [*done, Group(tuple(left))] if left else done
    return sorted(groups, key=lambda group: (group.region, group.is_merged, group.cells[0].name))


def _settle(groups: Sequence[Group], *, sound: Sound) -> tuple[list[Group], list[Cell]]:
    """Pool the unsound groups and feed the pool the smallest sound ones; what stays unsound is left over."""
    good = sorted((g for g in groups if sound(g)), key=lambda g: (g.size, g.cells[0].name), reverse=True)
    pool = Group(tuple(cell for group in groups if not sound(group) for cell in group.cells))
    if not pool.cells:
        return good, []
    while not sound(pool) and good:
        pool = Group(pool.cells + good.pop().cells)
    return ([*good, pool], []) if sound(pool) else ([], list(pool.cells))


def rounded_turnout(marked: int) -> int | None:
    """A running turnout that tells on nobody: rounded down to 5, and None under 10."""
    return marked // 5 * 5 if marked >= FEWEST_PAPERS else None
