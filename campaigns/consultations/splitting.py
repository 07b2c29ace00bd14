"""A question split by another: groups put together until no cell tells of a few. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from campaigns.consultations.questionnaire import Asked, Choice, Given
from campaigns.consultations.tabulating import (
    AVERAGED,
    MEASURES,
    OTHERS,
    SORTED_BY,
    Heading,
    Line,
    Number,
    Tabulated,
    choices_of,
    exclusive_of,
    heading_of,
    key_of,
    mean_and_median,
    one_way_groups,
    place_of,
    share_of,
    tabulate,
    tells_of_an_end,
)
from union.disclosure import (
    NONE,
    SMALLEST,
    Chosen,
    Groups,
    Side,
    blocks,
    cross_groups,
    publishable_options,
)

Crossed = Iterable[tuple[Given | None, str, int]]
SPLIT = {"single", "scale", "matrix", "multiple"} | AVERAGED
SPLITTING = {"single", "scale"}
HAVE_AVERAGES = AVERAGED | {"rank"}  # beside what is counted
ANSWERED = "*"


@dataclass(frozen=True)
class SplitBy:
    """What a table is split by: its choices, and the groups that bind it (see `Side`)."""

    choices: tuple[Choice, ...]
    units: Groups = ()
    inside: Groups = ()
    fixed: Groups = ()
    around: Mapping[str, Choice] = field(default_factory=dict)  # the region of each choice that lies in one
    apart: bool = False

    def side(self, counts: Mapping[str, int]) -> Side:
        return side_of(counts, units=self.units, inside=self.inside, fixed=self.fixed, apart=self.apart)

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
        if all(answer in group for answer, around in self.around.items() if around == region):
            return Heading(key, region.label, region.label_cy)
        return Heading(key, f"{region.label}: all others", f"{region.label_cy or region.label}: pob un arall")


def side_of(
    counts: Mapping[str, int],
    *,
    units: Groups = (),
    inside: Groups = (),
    fixed: Groups = (),
    apart: bool = False,
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
    if fixed:
        # What nobody had answered when the groups were fixed is a group of its own from now on.
        known = {answer for group in fixed for answer in group}
        more = tuple(answer for answer, n in counts.items() if n and answer not in known)
        fixed = (*fixed, more) if more else fixed
    loose = none if none < SMALLEST else 0
    return Side(sizes, loose=loose, inside=inside, fixed=fixed, apart=apart)


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
    answers = side_of(_totals(counts, 1), units=units, fixed=fixed, apart=bool(asked.only_if))
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
    shown.sort(key=lambda number: place_of(heading_of(asked, answers[number]), order))
    lines = [
        Line(
            heading,
            sum(row[n] for n in shown),
            tuple(share_of(row[n], sum(row[m] for m in shown)) for n in shown),
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
    return sorted(pairs, key=lambda pair: place_of(pair[0], order))


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
        if (
            table is None
            or (table.of_all and asked.only_if)
            or not _covers(answered, splits, ((ANSWERED, NONE),))
        ):
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
    counts = {
        option.key: [row[0] for row in blocks(chosen[option.key], splits, ((ANSWERED,),))]
        for option in asked.options
    }
    shown = _shown_options(asked, counts, bases, loose, sum(n for (_, key), n in answered.items() if key))
    columns = [inside if key in shown else None for key, inside in counts.items()]
    table = [
        [base, *((column or [0] * len(bases))[row] for column in columns)] for row, base in enumerate(bases)
    ]
    lines = [
        Line(
            heading,
            sums[0],
            tuple(
                share_of(n, sums[0]) if column else Number(None)
                for n, column in zip(sums[1:], columns, strict=True)
            ),
        )
        for heading, sums in _with_whole(table, splits, by)
    ]
    headings = tuple(heading_of(asked, [option.key]) for option in asked.options)
    return Tabulated(headings, tuple(lines), answers, splits, of_all=len(answers[0]) > 1)


def _shown_options(
    asked: Asked, counts: Mapping[str, list[int]], bases: list[int], loose: tuple[list[int], int], n: int
) -> set[str]:
    """What may be shown in each line, of what may be shown of the `n` who answered: see there for why."""
    rules_out = exclusive_of(asked)
    whole = Chosen(n, {key: sum(inside) for key, inside in counts.items()})
    lines = [
        Chosen(
            base,
            {key: inside[row] for key, inside in counts.items()},
            least=SMALLEST + loose[0][row],
            rest=SMALLEST + loose[0][row] + loose[1],
            nobody_will_do=False,
        )
        for row, base in enumerate(bases)
    ]
    return publishable_options(
        lines, exclusive=rules_out, among=publishable_options([whole], exclusive=rules_out)
    )


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
        if any(tells_of_an_end(asked, inside) for inside in of):
            continue
        whole = sum(of, Counter[Decimal]())
        lines = [Line(Heading(""), whole.total(), mean_and_median(whole))]
        for heading, number in _in_order(splits, by):
            base = bases[number] if apart else None
            lines.append(Line(heading, base, mean_and_median(of[number])))
        return Tabulated(MEASURES, tuple(lines), answers, splits)
    return None


def put_together(found: Tabulated, asked: Asked, *, across: Asked | None) -> dict[str, list[list[str]]]:
    """The words, English and Welsh, of the answers that “all others together” may count, so that no small
    group is left unsaid.

    Every answer without a number of its own, given by anybody or not: which of the two is not told.
    """
    sides = [("answers", asked, found.columns)] if asked.kind in {"single", "scale", "matrix"} else []
    if across:
        sides.append(("splits", across, tuple(line.heading for line in found.lines)))
    together = {}
    for side, question, headings in sides:
        known = {heading.key for heading in headings}
        if any(heading.key.startswith(OTHERS) and not heading.label for heading in headings):
            choices = [choice for choice in choices_of(question) if choice.key not in known]
            together[side] = [[choice.label, choice.label_cy or choice.label] for choice in choices]
    return together


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


def is_another_average(asked: Asked, crossed: Crossed, *, shown: Tabulated, unmoved: Sequence[bool]) -> bool:
    """Whether an average is not what it was in a line from which nobody went and to which nobody came.

    Then somebody changed an answer, and the two averages tell by how much.
    """
    rows = [(value, group, count) for value, group, count in crossed if value]
    if asked.kind == "rank":
        now = tabulate(asked, [(value, count) for value, _, count in rows])
        pairs = zip(shown.lines[0].numbers, now.lines[0].numbers, strict=True) if now and unmoved[0] else ()
        return any(a.value != b.value for a, b in pairs if a.value is not None and b.value is not None)
    known = {line.numbers for line in shown.lines}
    for group, stood in zip(shown.splits or ((NONE,),), unmoved, strict=True):
        values: Counter[Decimal] = Counter()
        for value, place, count in rows:
            if place in group:
                values[Decimal(str(value))] += count
        if stood and values and mean_and_median(values) not in known:
            return True
    return False
