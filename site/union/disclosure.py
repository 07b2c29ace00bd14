"""Small-number suppression: what may be published from counts without giving anybody away. Pure functions.

Cells of a table are hidden; lines and columns of a cross-table, and places of a ballot, are put together
(docs/decisions/0133; docs/ballot-rules.md, "Small numbers").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 10


def publishable_cells(counts: Mapping[str, int]) -> set[str]:
    """The cells of a one-way table that may be shown beside its total.

    Nothing under 10 is shown. Where the hidden cells could be worked out from the total and the shown ones
    (one hidden cell alone, or several that together hold under 10), the smallest shown cell is hidden too,
    until they cannot.
    """
    shown = {cell for cell, count in counts.items() if count >= SMALLEST}
    while shown and recoverable_cells(counts, shown=shown):
        shown.remove(min(shown, key=lambda cell: (counts[cell], cell)))
    return shown


def recoverable_cells(counts: Mapping[str, int], *, shown: Collection[str]) -> set[str]:
    """The small cells that a reader of the total and of the shown cells can work out: the recover check."""
    hidden = {cell: count for cell, count in counts.items() if cell not in shown}
    small = {cell for cell, count in hidden.items() if 0 < count < SMALLEST}
    return small if sum(hidden.values()) < SMALLEST else set()


@dataclass(frozen=True)
class Chosen:
    """People who could each choose several options: how many they are, and how many chose each.

    `least` is needed of those who chose an option, `rest` of those who did not; nobody at all will do for
    these only where `nobody_will_do`.
    """

    base: int
    counts: Mapping[str, int]
    least: int = SMALLEST
    rest: int = SMALLEST
    nobody_will_do: bool = True

    def may_be_left(self, n: int) -> bool:
        return n >= self.rest or (n == 0 and self.nobody_will_do)


def publishable_options(
    lines: Sequence[Chosen], *, exclusive: Collection[str] = (), among: Collection[str] | None = None
) -> set[str]:
    """The options, of those `among`, that may be shown in all of these lines beside how many answered.

    Nothing under 10 is shown, nor by how few an option falls short. `exclusive` are options that rule out all
    others: whoever is left in a line without them chose something else, and a few of these may not show
    either. Each person chose an option, so whoever is not among the shown ones chose a hidden one: where all
    hidden ones hold a few, the smallest shown one is hidden too.
    """
    shown = {
        option
        for option in (lines[0].counts if among is None else among)
        if all(
            line.counts[option] >= line.least and line.may_be_left(line.base - line.counts[option])
            for line in lines
        )
    }
    while gone := next(filter(None, (_gives_away(line, shown, exclusive) for line in lines)), ""):
        shown.remove(gone)
    return shown


def _gives_away(line: Chosen, shown: Collection[str], exclusive: Collection[str]) -> str:
    """A shown option from which, beside the other shown ones, a few can be worked out; empty for none."""
    rising = sorted(shown, key=lambda option: (line.counts[option], option))
    apart = [option for option in rising if option in exclusive]
    others = [option for option in rising if option not in exclusive]
    left = line.base - sum(line.counts[option] for option in apart)
    short = (option for option in others if not line.may_be_left(left - line.counts[option]))
    if apart and (few := next(short, "")):
        return few
    hidden = [n for option, n in line.counts.items() if option not in shown]
    beyond = left - sum(line.counts[option] for option in others)
    return rising[0] if rising and beyond > 0 and max(hidden, default=line.least) < line.least else ""


Groups = tuple[tuple[str, ...], ...]  # answers that are counted together; each answer is in one group
NONE = ""  # the answer of whoever gave none


@dataclass(frozen=True)
class Side:
    """One side of a cross-table: how many people stand in each smallest group that may stand alone.

    `loose` are those who gave no answer, where fewer than 10: how many they are is known, so they are hidden
    in the remainder. `inside` are the groups in which these lie, such as the regions of branches. `fixed` are
    the groups under which an earlier table was released: nothing else may follow them. `apart` where those
    who gave no answer were not asked: they hide nobody who was, so they stand alone or there is no way.
    """

    units: Mapping[tuple[str, ...], int]
    loose: int = 0
    inside: Groups = ()
    fixed: Groups = ()
    apart: bool = False

    def candidates(self) -> Iterator[Groups]:
        """Ways to put its units together, the finest first."""
        if self.apart and (self.loose or any(NONE in group and len(group) > 1 for group in self.fixed)):
            return
        if self.fixed:
            yield self.fixed
            return
        sizes = sorted(set(self.units.values()))
        yield from dict.fromkeys(self._grouped(least) for least in sizes)

    def _grouped(self, least: int) -> Groups:
        whole = tuple(answer for unit in self.units for answer in unit)
        home = next((around for around in self.inside if NONE in around), whole)
        groups: list[tuple[str, ...]] = []
        for around in self.inside or (whole,):
            units = [unit for unit in self.units if set(unit) <= set(around)]
            if self.apart and (NONE,) in units:
                groups.append((NONE,))
                units.remove((NONE,))
            alone = [unit for unit in units if self.units[unit] >= least]
            rest = [unit for unit in units if self.units[unit] < least]
            loose = self.loose > 0 and around == home
            while alone and (rest or loose) and sum(self.units[unit] for unit in rest) < least:
                rest.append(alone.pop(alone.index(min(alone, key=lambda unit: self.units[unit]))))
            groups += alone
            if rest or loose:
                groups.append(tuple(answer for unit in rest for answer in unit) + ((NONE,) if loose else ()))
        return tuple(groups)


def blocks(counts: Mapping[tuple[str, str], int], rows: Groups, columns: Groups) -> list[list[int]]:
    """The table of the groups: a line for each group of rows, the count of each group of columns in it."""
    row_of = {answer: number for number, group in enumerate(rows) for answer in group}
    column_of = {answer: number for number, group in enumerate(columns) for answer in group}
    table = [[0] * len(columns) for _ in rows]
    for (row, column), count in counts.items():
        if row in row_of and column in column_of:
            table[row_of[row]][column_of[column]] += count
    return table


def may_be_crossed(table: Sequence[Sequence[int]], *, least: Sequence[Sequence[int]] | None = None) -> bool:
    """Whether a whole table of groups may be shown: two lines and two columns, and at least 10 in each cell.

    Then whoever stands within a group may be anybody of it. Any count of a smaller group inside could be
    anything in an interval at least 10 wide, whatever other tables of the same groups say
    (docs/decisions/0133).
    """
    if len(table) < 2 or len(table[0]) < 2:
        return False
    return all(
        count >= (least[row][column] if least else SMALLEST)
        for row, line in enumerate(table)
        for column, count in enumerate(line)
    )


def cross_groups(
    counts: Mapping[tuple[str, str], int], *, rows: Side, columns: Side
) -> tuple[Groups, Groups] | None:
    """The groups of rows and columns that show most cells; None where no table may be shown."""
    best: tuple[Groups, Groups] | None = None
    across = list(columns.candidates())
    for down in rows.candidates():
        for over in across:
            if best and len(down) * len(over) <= len(best[0]) * len(best[1]):
                continue
            least = [[_least(row, rows) + _least(column, columns) for column in over] for row in down]
            table = blocks(counts, down, over)
            if may_be_crossed(table, least=[[SMALLEST + more for more in line] for line in least]):
                best = (down, over)
    return best


def _least(group: tuple[str, ...], side: Side) -> int:
    """What a group needs beyond 10: so many are in it of whom it is known that they gave no answer."""
    return side.loose if NONE in group else 0


def moved_by_a_few(before: Sequence[Sequence[int]], after: Sequence[Sequence[int]]) -> bool:
    """Whether a table counted again tells of a handful: a cell, a line or a sum moved by fewer than 10."""
    moves = [[b - a for a, b in zip(*lines, strict=True)] for lines in zip(before, after, strict=True)]
    sums = [*map(sum, moves), *map(sum, zip(*moves, strict=True)), sum(map(sum, moves))]
    return any(0 < abs(move) < SMALLEST for move in [*sums, *(move for line in moves for move in line)])


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
