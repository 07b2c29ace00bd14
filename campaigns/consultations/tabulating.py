"""Counting answers into tables that give nobody away. Pure: what is counted comes in, a table goes out.

What comes in is each answer that was given, with how many gave it, so that memory follows the number of
different answers and not of replies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from campaigns.consultations.questionnaire import Asked, Choice, Given
from union.disclosure import (
    NONE,
    SMALLEST,
    Groups,
    Side,
    blocks,
    cross_groups,
    may_be_crossed,
    publishable_cells,
)

Counted = Iterable[tuple[Given | None, int]]
Crossed = Iterable[tuple[Given | None, str, int]]
SORTED_BY = {"single", "scale", "date", "matrix"}  # each reply has one answer, which is a group of people
AVERAGED = {"number", "money"}
COUNTABLE = SORTED_BY | AVERAGED | {"multiple", "rank"}
SPLIT = {"single", "scale", "matrix", "multiple"} | AVERAGED
SPLITTING = {"single", "scale"}
OTHERS = "others"
ANSWERED = "*"
EXACT = Decimal("0.0001")
FEWEST_RANKED = 3
# A mean near either end says of each what they said: so many steps, all together, it has to be from both.
FROM_THE_END = 2 * SMALLEST


@dataclass(frozen=True)
class Heading:
    """Of a column or a line: one answer, or several that are counted together. No label: all others."""

    key: str
    label: str = ""
    label_cy: str = ""
    measure: str = "share"


@dataclass(frozen=True)
class Number:
    """`value` is None where it is held back; `numerator` counts people, where the number is a share."""

    value: Decimal | None
    numerator: int | None = None


@dataclass(frozen=True)
class Line:
    """Numbers of all who answered, or of a group. `base` is None where it would tell a few apart."""

    heading: Heading
    base: int | None
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Tabulated:
    """A table: the whole first, then its groups. `of_all` where those who gave no answer count in."""

    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]
    answers: Groups = ()  # groups of the answers, and of what the table is split by, for tables to come
    splits: Groups = ()
    of_all: bool = False

    @property
    def base(self) -> int:
        return self.lines[0].base or 0

    @property
    def holds_back(self) -> bool:
        """Whether a number is hidden, or hidden among others."""
        headings = [*self.columns, *(line.heading for line in self.lines)]
        hidden = any(number.value is None for line in self.lines for number in line.numbers)
        return hidden or any(heading.key.startswith(OTHERS) for heading in headings)

    def freeze(self) -> dict[str, Any]:
        """JSON that `thaw_table` reads back to an equal table."""
        lines = [
            {
                "heading": asdict(line.heading),
                "base": line.base,
                "numbers": [[None if n.value is None else str(n.value), n.numerator] for n in line.numbers],
            }
            for line in self.lines
        ]
        return {
            "columns": [asdict(column) for column in self.columns],
            "lines": lines,
            "answers": [list(group) for group in self.answers],
            "splits": [list(group) for group in self.splits],
            "of_all": self.of_all,
        }


def thaw_table(content: Mapping[str, Any]) -> Tabulated:
    return Tabulated(
        columns=tuple(Heading(**column) for column in content["columns"]),
        lines=tuple(
            Line(
                Heading(**line["heading"]),
                line["base"],
                tuple(Number(None if v is None else Decimal(v), n) for v, n in line["numbers"]),
            )
            for line in content["lines"]
        ),
        answers=tuple(tuple(group) for group in content["answers"]),
        splits=tuple(tuple(group) for group in content["splits"]),
        of_all=content["of_all"],
    )


def part_of(asked: Asked, line: str) -> Asked:
    """A line of a matrix as a question of its own; any other question as it is."""
    if asked.kind != "matrix":
        return asked
    row = next(row for row in asked.lines if row.key == line)
    label_cy = f"{asked.label_cy or asked.label}: {row.label_cy or row.label}"
    return replace(asked, label=f"{asked.label}: {row.label}", label_cy=label_cy)


def key_of(asked: Asked, line: str, value: Given | None) -> str:
    """The one group of people that an answer belongs to; an empty string for none."""
    if isinstance(value, dict):
        return value.get(line, NONE)
    if isinstance(value, str):
        return value[:7] if asked.kind == "date" else value
    return NONE


# --- one question -----------------------------------------------------------------------------------------


def tabulate(
    asked: Asked, counted: Counted, *, line: str = "", inside: Groups = (), fixed: Groups = ()
) -> Tabulated | None:
    """The table of one question; None where fewer than 10 answered, or it is answered in words.

    `inside` are the groups of tables released before, in which those of this table have to lie; `fixed` the
    very groups of this table as it was released before.
    """
    given = [(value, count) for value, count in counted if value]
    if asked.kind in SORTED_BY:
        return _shares(asked, _sorted(asked, given, line), inside=inside, fixed=fixed)
    if asked.kind == "multiple":
        return _several(asked, given)
    if asked.kind in AVERAGED:
        return _average(asked, given)
    return _ranks(asked, given) if asked.kind == "rank" else None


def _sorted(asked: Asked, given: Counted, line: str) -> dict[str, int]:
    """How many gave each answer, those that nobody gave included."""
    counts = {choice.key: 0 for choice in choices_of(asked)}
    for value, count in given:
        if key := key_of(asked, line, value):
            counts[key] = counts.get(key, 0) + count
    return dict(sorted(counts.items())) if asked.kind == "date" else counts


def choices_of(asked: Asked) -> tuple[Choice, ...]:
    """Its options, or the steps of its scale with the words at both ends."""
    if asked.kind != "scale":
        return asked.options
    ends = {"1": (asked.low_label, asked.low_label_cy)}
    ends[str(asked.steps)] = (asked.high_label, asked.high_label_cy)
    words = {step: ends.get(step, ("", "")) for step in asked.keys}
    return tuple(
        Choice(step, f"{step} {en}".strip(), f"{step} {cy or en}".strip()) for step, (en, cy) in words.items()
    )


def one_way_groups(counts: Mapping[str, int], *, inside: Groups = ()) -> Groups:
    """What may be shown by itself, and what is held back together; within each of the groups it lies in."""
    groups: list[tuple[str, ...]] = []
    for around in inside or (tuple(counts),):
        cells = {answer: counts[answer] for answer in around if answer in counts}
        shown = publishable_cells(cells)
        groups += [(answer,) for answer in cells if answer in shown]
        rest = tuple(answer for answer in cells if answer not in shown)
        groups += [rest] if rest else []
    return tuple(groups)


def _shares(asked: Asked, counts: Mapping[str, int], *, inside: Groups, fixed: Groups) -> Tabulated | None:
    base = sum(counts.values())
    groups = fixed or one_way_groups(counts, inside=inside)
    sums = [sum(counts.get(answer, 0) for answer in group) for group in groups]
    if base < SMALLEST or sum(sums) != base or any(0 < n < SMALLEST for n in sums):
        return None
    columns, numbers = [], []
    for group, n in zip(groups, sums, strict=True):
        # An answer that nobody gave is no secret once the others are shown.
        for answers in [(answer,) for answer in group] if n == 0 else [group]:
            columns.append(heading_of(asked, answers))
            numbers.append(_share(n, base))
    if asked.kind == "scale" and all(len(g) == 1 or n == 0 for g, n in zip(groups, sums, strict=True)):
        columns.append(Heading("mean", measure="mean"))
        numbers.append(Number(_mean({Decimal(step): n for step, n in counts.items()})))
    order = {choice.key: place for place, choice in enumerate(choices_of(asked))}
    pairs = sorted(zip(columns, numbers, strict=True), key=lambda pair: _place(pair[0], order))
    return Tabulated(
        tuple(column for column, _ in pairs),
        (Line(Heading(""), base, tuple(number for _, number in pairs)),),
        answers=groups,
    )


def _place(heading: Heading, order: Mapping[str, int]) -> tuple[int, int]:
    """As the question lists them, then all others, then the mean."""
    last = heading.measure != "share"
    return (2 if last else 1 if heading.key.startswith(OTHERS) else 0, order.get(heading.key, 0))


def heading_of(asked: Asked, answers: Sequence[str]) -> Heading:
    if len(answers) > 1:
        return Heading(f"{OTHERS}-{answers[0]}")
    [key] = answers
    known = next((choice for choice in choices_of(asked) if choice.key == key), None)
    return Heading(key, known.label, known.label_cy) if known else Heading(key, key)


def _several(asked: Asked, given: Counted) -> Tabulated | None:
    """Each option beside all who answered: together they may come to more than 100 per cent."""
    chosen: Counter[str] = Counter()
    base = 0
    for value, count in given:
        base += count
        chosen.update(dict.fromkeys(value or (), count))
    if base < SMALLEST:
        return None
    numbers = tuple(_one_of_several(chosen[option.key], base) for option in asked.options)
    columns = tuple(heading_of(asked, [option.key]) for option in asked.options)
    return Tabulated(columns, (Line(Heading(""), base, numbers),))


def _one_of_several(n: int, base: int) -> Number:
    """Shown where neither those who chose it nor those who did not are a handful."""
    return _share(n, base) if n >= SMALLEST and not 0 < base - n < SMALLEST else Number(None)


def _average(asked: Asked, given: Counted) -> Tabulated | None:
    values = _values(given)
    if values.total() < SMALLEST:
        return None
    return Tabulated(MEASURES, (Line(Heading(""), values.total(), _mean_and_median(values)),))


MEASURES = (Heading("mean", measure="mean"), Heading("median", measure="median"))


def _values(given: Iterable[tuple[Any, int]]) -> Counter[Decimal]:
    values: Counter[Decimal] = Counter()
    for value, count in given:
        values[Decimal(value)] += count
    return values


def _mean_and_median(values: Counter[Decimal]) -> tuple[Number, Number]:
    return Number(_mean(values)), Number(_median(values))


def _mean(values: Mapping[Decimal, int]) -> Decimal:
    total = sum((value * count for value, count in values.items()), Decimal(0))
    return (total / sum(values.values())).quantize(EXACT, ROUND_HALF_UP)


def _median(values: Counter[Decimal]) -> Decimal:
    """The middle answer, or halfway between the two in the middle; without a list of all answers."""
    total, seen, middle = values.total(), 0, []
    wanted = {(total - 1) // 2, total // 2}
    for value in sorted(values):
        middle += [value for place in sorted(wanted) if seen <= place < seen + values[value]]
        seen += values[value]
    return sum(middle, Decimal(0)) / len(middle)


def _ranks(asked: Asked, given: Counted) -> Tabulated | None:
    """For each option how many put it first, and its average place among those who gave it one."""
    first: dict[str, int] = {option.key: 0 for option in asked.options}
    places: dict[str, Counter[Decimal]] = {option.key: Counter() for option in asked.options}
    for value, count in given:
        ranked = list(value or ())
        first[ranked[0]] += count
        for place, key in enumerate(ranked, 1):
            places[key][Decimal(place)] += count
    base = sum(first.values())
    if base < SMALLEST:
        return None
    shown, lowest = publishable_cells(first), len(asked.options)
    columns, numbers = [], []
    for option in asked.options:
        columns += [
            replace(heading_of(asked, [option.key]), key=f"first-{option.key}", measure="first"),
            replace(heading_of(asked, [option.key]), key=f"place-{option.key}", measure="place"),
        ]
        numbers += [
            _share(first[option.key], base) if option.key in shown else Number(None),
            Number(_mean(places[option.key]) if _is_wide(places[option.key], lowest) else None),
        ]
    return Tabulated(tuple(columns), (Line(Heading(""), base, tuple(numbers)),))


def _is_wide(places: Counter[Decimal], lowest: int) -> bool:
    beyond = sum((place - 1) * count for place, count in places.items())
    below = places.total() * (lowest - 1) - beyond
    return lowest >= FEWEST_RANKED and min(beyond, below) >= FROM_THE_END


def _share(n: int, base: int) -> Number:
    return Number((Decimal(100 * n) / base).quantize(EXACT, ROUND_HALF_UP), n)


def rounded(value: Decimal, *, decimals: int) -> Decimal:
    """Half up, as people round."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


# --- one question split by another ------------------------------------------------------------------------


@dataclass(frozen=True)
class SplitBy:
    """What a table is split by: its choices, and the groups that bind it (see `Side`)."""

    choices: tuple[Choice, ...]
    units: Groups = ()
    inside: Groups = ()
    fixed: Groups = ()
    around: Mapping[str, Choice] = field(default_factory=dict)  # the region of each choice that lies in one

    def side(self, counts: Mapping[str, int]) -> Side:
        return side_of(counts, units=self.units, inside=self.inside, fixed=self.fixed)

    def heading(self, group: Sequence[str]) -> Heading:
        known = next((choice for choice in self.choices if choice.key == group[0]), None)
        if len(group) == 1 and known:
            return Heading(known.key, known.label, known.label_cy)
        if tuple(group) == (NONE,):
            return Heading("none", "Not stated", "Heb ei nodi")
        key = f"{OTHERS}-{group[0] or 'none'}"
        regions = {self.around[answer] for answer in group if answer in self.around}
        if len(regions) != 1 or not all(answer in self.around for answer in group):
            return Heading(key)
        [region] = regions
        return Heading(key, f"{region.label}: all others", f"{region.label_cy or region.label}: pob un arall")


def side_of(
    counts: Mapping[str, int], *, units: Groups = (), inside: Groups = (), fixed: Groups = ()
) -> Side:
    """One side of a cross-table from how many gave each answer; who gave none is a group like any other.

    `units` are the groups of its one-way table, where one was released; otherwise those that one would have.
    """
    none = counts.get(NONE, 0)
    given = {answer: n for answer, n in counts.items() if n and answer != NONE}
    sizes: dict[tuple[str, ...], int] = {}
    for group in units or one_way_groups(given, inside=without_none(inside)):
        if n := sum(given.get(answer, 0) for answer in group):
            sizes[group] = n
    if none >= SMALLEST:
        sizes[(NONE,)] = none
    return Side(sizes, loose=none if none < SMALLEST else 0, inside=inside, fixed=fixed)


def without_none(groups: Groups) -> Groups:
    return tuple(tuple(answer for answer in group if answer != NONE) for group in groups)


def split(
    asked: Asked, crossed: Crossed, *, by: SplitBy, line: str = "", units: Groups = (), fixed: Groups = ()
) -> Tabulated | None:
    """The table of a question split by another; None where no table may be shown.

    `units` are the groups of its one-way table where one was released, `fixed` those of a cross-table; `by`
    says the same of the other side.
    """
    rows = [(value, group, count) for value, group, count in crossed if count]
    if asked.kind in AVERAGED:
        return _averages_by(asked, rows, by=by, fixed=fixed)
    if asked.kind == "multiple":
        return _several_by(asked, rows, by=by, fixed=fixed)
    counts: Counter[tuple[str, str]] = Counter()
    for value, group, count in rows:
        counts[group, key_of(asked, line, value)] += count
    answers = side_of(_totals(counts, 1), units=units, fixed=fixed)
    found = cross_groups(counts, rows=by.side(_totals(counts, 0)), columns=answers)
    if found is None or not _covers(counts, *found):
        return None
    table = blocks(counts, *found)
    return _as_shares(asked, table, by=by, splits=found[0], answers=found[1])


def _totals(counts: Mapping[tuple[str, str], int], which: int) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for key, n in counts.items():
        totals[key[which]] += n
    return dict(totals)


def _covers(counts: Mapping[tuple[str, str], int], rows: Groups, columns: Groups) -> bool:
    """Whether everybody has a place in groups that were fixed when some answers had not been given yet."""
    known = ({a for group in rows for a in group}, {a for group in columns for a in group})
    return all(row in known[0] and column in known[1] for (row, column), n in counts.items() if n)


def _as_shares(
    asked: Asked, table: list[list[int]], *, by: SplitBy, splits: Groups, answers: Groups
) -> Tabulated:
    shown = [number for number, group in enumerate(answers) if group != (NONE,)]
    order = {choice.key: place for place, choice in enumerate(choices_of(asked))}
    shown.sort(key=lambda number: _place(heading_of(asked, answers[number]), order))
    lines = [
        Line(
            heading,
            sum(row[n] for n in shown),
            tuple(_share(row[n], sum(row[m] for m in shown)) for n in shown),
        )
        for heading, row in _with_whole(table, splits, by)
    ]
    return Tabulated(
        tuple(heading_of(asked, answers[number]) for number in shown),
        tuple(lines),
        answers=answers,
        splits=splits,
        of_all=any(NONE in group and len(group) > 1 for group in answers),
    )


def _in_order(splits: Groups, by: SplitBy) -> list[tuple[Heading, int]]:
    """The heading and the number of each group, in the order of the choices."""
    order = {choice.key: place for place, choice in enumerate(by.choices)}
    pairs = [(by.heading(group), number) for number, group in enumerate(splits)]
    return sorted(pairs, key=lambda pair: _place(pair[0], order))


def _with_whole(table: list[list[int]], splits: Groups, by: SplitBy) -> list[tuple[Heading, list[int]]]:
    """The sum of all lines, then each under its heading."""
    whole = [sum(column) for column in zip(*table, strict=True)]
    return [(Heading(""), whole), *((heading, table[number]) for heading, number in _in_order(splits, by))]


def _several_by(
    asked: Asked, rows: list[tuple[Any, str, int]], *, by: SplitBy, fixed: Groups
) -> Tabulated | None:
    """Each option beside its line; an option stays out where it would tell a few apart in any line."""
    chosen: dict[str, Counter[tuple[str, str]]] = {option.key: Counter() for option in asked.options}
    answered: Counter[tuple[str, str]] = Counter()
    for value, group, count in rows:
        answered[group, ANSWERED if value else NONE] += count
        for option in value or ():
            chosen[option][group, ANSWERED] += count
    best: tuple[int, Tabulated] | None = None
    for splits in by.side(_totals(answered, 0)).candidates():
        table = _options_table(asked, chosen, answered, by=by, splits=splits, fixed=fixed)
        if table is None or not _covers(answered, splits, ((ANSWERED, NONE),)):
            continue
        shown = sum(number.value is not None for line in table.lines[1:] for number in line.numbers)
        if best is None or shown > best[0]:
            best = (shown, table)
    return best[1] if best and best[0] else None


def _options_table(
    asked: Asked,
    chosen: Mapping[str, Counter[tuple[str, str]]],
    answered: Counter[tuple[str, str]],
    *,
    by: SplitBy,
    splits: Groups,
    fixed: Groups,
) -> Tabulated | None:
    answers = _answered_groups(answered, splits, fixed)
    loose = _loose(answered, splits, answers)
    bases = [row[0] for row in blocks(answered, splits, answers[:1])]
    if len(splits) < 2 or min(bases) < SMALLEST:
        return None
    columns: list[list[int] | None] = []
    for option in asked.options:
        inside = [row[0] for row in blocks(chosen[option.key], splits, ((ANSWERED,),))]
        pairs = [[n, base - n] for n, base in zip(inside, bases, strict=True)]
        least = [[SMALLEST + extra, SMALLEST + extra + loose[1]] for extra in loose[0]]
        columns.append(inside if may_be_crossed(pairs, least=least) else None)
    table = [
        [base, *((column or [0] * len(bases))[row] for column in columns)] for row, base in enumerate(bases)
    ]
    lines = [
        Line(
            heading,
            sums[0],
            tuple(
                _share(n, sums[0]) if column else Number(None)
                for n, column in zip(sums[1:], columns, strict=True)
            ),
        )
        for heading, sums in _with_whole(table, splits, by)
    ]
    headings = tuple(heading_of(asked, [option.key]) for option in asked.options)
    return Tabulated(headings, tuple(lines), answers, splits, of_all=len(answers[0]) > 1)


def _answered_groups(answered: Counter[tuple[str, str]], splits: Groups, fixed: Groups) -> Groups:
    """Whether those who gave no answer stand apart: only where each line has 10 of them, or nobody has."""
    if fixed:
        return fixed
    none = [row[0] for row in blocks(answered, splits, ((NONE,),))]
    if not any(none):
        return ((ANSWERED,),)
    return ((ANSWERED,), (NONE,)) if min(none) >= SMALLEST else ((ANSWERED, NONE),)


def _loose(answered: Counter[tuple[str, str]], splits: Groups, answers: Groups) -> tuple[list[int], int]:
    """What each line needs beyond 10 for those in it who gave no answer to the one question or the other."""
    of_split = _totals(answered, 0).get(NONE, 0)
    of_answer = _totals(answered, 1).get(NONE, 0)
    lines = [of_split if NONE in group and len(group) > 1 and of_split < SMALLEST else 0 for group in splits]
    return lines, of_answer if len(answers[0]) > 1 and of_answer < SMALLEST else 0


def _averages_by(
    asked: Asked, rows: list[tuple[Any, str, int]], *, by: SplitBy, fixed: Groups
) -> Tabulated | None:
    """Mean and middle answer of each line of 10 or more; how many stays out where it tells too much."""
    values: dict[str, Counter[Decimal]] = {}
    answered: Counter[tuple[str, str]] = Counter()
    for value, group, count in rows:
        answered[group, ANSWERED if value else NONE] += count
        if value:
            values.setdefault(group, Counter())[Decimal(value)] += count
    for splits in by.side(_totals(answered, 0)).candidates():
        answers = _answered_groups(answered, splits, fixed)
        bases = [row[0] for row in blocks(answered, splits, ((ANSWERED,),))]
        apart = len(answers[0]) == 1
        if len(splits) < 2 or min(bases) < SMALLEST or not _covers(answered, splits, ((ANSWERED, NONE),)):
            continue
        if not apart and asked.only_if:
            continue
        of = [sum((values.get(a, Counter()) for a in group), Counter[Decimal]()) for group in splits]
        whole = sum(of, Counter[Decimal]())
        lines = [Line(Heading(""), whole.total(), _mean_and_median(whole))]
        for heading, number in _in_order(splits, by):
            base = bases[number] if apart else None
            lines.append(Line(heading, base, _mean_and_median(of[number])))
        return Tabulated(MEASURES, tuple(lines), answers, splits)
    return None


# --- the same groups, counted again -----------------------------------------------------------------------


def blocks_of(asked: Asked, crossed: Crossed, *, shown: Tabulated, line: str = "") -> list[list[list[int]]]:
    """The counts of people that a table tells of, in these replies: what two of its kind are compared by."""
    splits = shown.splits or ((NONE,),)
    counts: Counter[tuple[str, str]] = Counter()
    chosen: Counter[tuple[str, str]] = Counter()
    for value, group, count in crossed:
        if asked.kind in SORTED_BY:
            counts[group, key_of(asked, line, value)] += count
            continue
        counts[group, ANSWERED if value else NONE] += count
        if asked.kind in ("multiple", "rank"):
            for option in list(value or ())[: 1 if asked.kind == "rank" else None]:
                chosen[group, option] += count
    answers = shown.answers or ((ANSWERED,),)
    whole = blocks(counts, splits, answers)
    left = sum(n for (_, key), n in counts.items() if key or shown.splits) - sum(map(sum, whole))
    tables = [whole, [[left]]]
    for heading, number in zip(shown.columns, shown.lines[-1].numbers, strict=True):
        if asked.kind in ("multiple", "rank") and number.numerator is not None:
            option = heading.key.removeprefix("first-") if asked.kind == "rank" else heading.key
            inside = blocks(chosen, splits, ((option,),))
            tables.append([[n, row[0] - n] for [n], row in zip(inside, whole, strict=True)])
    return tables
