"""Counting answers into tables that give nobody away. Pure: what is counted comes in, a table goes out.

What comes in is each answer that was given, with how many gave it, so that memory follows the number of
different answers and not of replies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from campaigns.consultations.questionnaire import Asked, Choice, Given
from union.disclosure import NONE, SMALLEST, Chosen, Groups, publishable_cells, publishable_options

Counted = Iterable[tuple[Given | None, int]]
SORTED_BY = {"single", "scale", "date", "matrix"}  # each reply has one answer, which is a group of people
AVERAGED = {"number", "money"}
COUNTABLE = SORTED_BY | AVERAGED | {"multiple", "rank"}
OTHERS = "others"
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
    """The table that was frozen with `freeze`."""
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
    """What may be shown by itself, and what is held back together; within each of the groups it lies in.

    Branches that were named without a region hide none of a region: ten of them are a group of their own, and
    fewer go with what is held back anyway.
    """
    groups: list[tuple[str, ...]] = []
    for around in inside or (tuple(counts),):
        cells = {answer: counts[answer] for answer in around if answer in counts}
        loose = {answer: n for answer, n in cells.items() if answer.startswith("/")}
        placed = {answer: n for answer, n in cells.items() if answer not in loose}
        if sum(loose.values()) >= SMALLEST or not placed:
            groups += _shown_and_rest(placed) + _shown_and_rest(loose)
        else:
            groups += _shown_and_rest(placed, loose)
    return tuple(groups)


def _shown_and_rest(
    cells: Mapping[str, int], loose: Mapping[str, int] | None = None
) -> list[tuple[str, ...]]:
    shown = publishable_cells(cells)
    if shown and any((loose or {}).values()) and not any(n for cell, n in cells.items() if cell not in shown):
        shown.remove(min(shown, key=lambda cell: (cells[cell], cell)))
    rest = tuple(answer for answer in (*cells, *(loose or ())) if answer not in shown)
    return [*((answer,) for answer in cells if answer in shown), *([rest] if rest else [])]


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
            numbers.append(share_of(n, base))
    if asked.kind == "scale" and all(len(g) == 1 or n == 0 for g, n in zip(groups, sums, strict=True)):
        columns.append(Heading("mean", measure="mean"))
        numbers.append(Number(_mean({Decimal(step): n for step, n in counts.items()})))
    order = {choice.key: place for place, choice in enumerate(choices_of(asked))}
    pairs = sorted(zip(columns, numbers, strict=True), key=lambda pair: place_of(pair[0], order))
    return Tabulated(
        tuple(column for column, _ in pairs),
        (Line(Heading(""), base, tuple(number for _, number in pairs)),),
        answers=groups,
    )


def place_of(heading: Heading, order: Mapping[str, int]) -> tuple[int, int]:
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
    counts = {option.key: chosen[option.key] for option in asked.options}
    shown = publishable_options([Chosen(base, counts)], exclusive=exclusive_of(asked))
    numbers = tuple(share_of(n, base) if key in shown else Number(None) for key, n in counts.items())
    columns = tuple(heading_of(asked, [option.key]) for option in asked.options)
    return Tabulated(columns, (Line(Heading(""), base, numbers),))


def exclusive_of(asked: Asked) -> set[str]:
    """The options that rule out all others."""
    return {option.key for option in asked.options if option.exclusive}


def _average(asked: Asked, given: Counted) -> Tabulated | None:
    values = _values(given)
    if values.total() < SMALLEST or tells_of_an_end(asked, values):
        return None
    return Tabulated(MEASURES, (Line(Heading(""), values.total(), mean_and_median(values)),))


MEASURES = (Heading("mean", measure="mean"), Heading("median", measure="median"))


def _values(given: Iterable[tuple[Any, int]]) -> Counter[Decimal]:
    values: Counter[Decimal] = Counter()
    for value, count in given:
        values[Decimal(value)] += count
    return values


def tells_of_an_end(asked: Asked, values: Counter[Decimal]) -> bool:
    """Whether fewer than 10 gave anything but the least, or but the greatest, that can be given.

    The average then lies so near that end that it says of nearly everybody what they gave.
    """
    ends = [Decimal(end) for end in (asked.least or "0", asked.greatest) if end]
    return any(values.total() - values[end] < SMALLEST for end in ends)


def mean_and_median(values: Counter[Decimal]) -> tuple[Number, Number]:
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
    """For each option how many put it first, and its average place among those who gave it one.

    Beside how many put it first, the average of three places tells how many gave it the second and the third;
    and what one average hides, the others tell. So averages stand only where each place of each option was
    given by ten, or by nobody.
    """
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
    tell_nothing = not any(
        0 < n < SMALLEST
        for given_to in places.values()
        for n in (*given_to.values(), base - given_to.total())
    )
    columns, numbers = [], []
    for option in asked.options:
        columns += [
            replace(heading_of(asked, [option.key]), key=f"first-{option.key}", measure="first"),
            replace(heading_of(asked, [option.key]), key=f"place-{option.key}", measure="place"),
        ]
        numbers += [
            share_of(first[option.key], base) if option.key in shown else Number(None),
            Number(
                _mean(places[option.key]) if tell_nothing and _is_wide(places[option.key], lowest) else None
            ),
        ]
    return Tabulated(tuple(columns), (Line(Heading(""), base, tuple(numbers)),))


def _is_wide(places: Counter[Decimal], lowest: int) -> bool:
    beyond = sum((place - 1) * count for place, count in places.items())
    below = places.total() * (lowest - 1) - beyond
    return lowest >= FEWEST_RANKED and min(beyond, below) >= FROM_THE_END


def share_of(n: int, base: int) -> Number:
    return Number((Decimal(100 * n) / base).quantize(EXACT, ROUND_HALF_UP), n)


def rounded(value: Decimal, *, decimals: int) -> Decimal:
    """Half up, as people round."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
