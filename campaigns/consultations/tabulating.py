"""Counting answers into tables. Pure, one pass over the values, flat memory for shares."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from campaigns.consultations.questionnaire import Asked
from union.disclosure import SMALLEST, publishable_cells


@dataclass(frozen=True)
class Cell:
    """One number of a table. `publishable` says whether it may leave the union."""

    measure: str
    option: str
    label: str
    value: Decimal
    numerator: int | None
    base: int
    publishable: bool

    @property
    def key(self) -> str:
        return self.option or self.measure


def tabulate(question: Asked, values: Iterable[str]) -> list[Cell]:
    """The cells of one question from its non-empty answers; free text has none."""
    if question.kind == "single":
        return _shares(question, Counter(values))
    if question.kind == "number":
        return _averages(Counter(Decimal(value) for value in values))
    return []


def _shares(question: Asked, counts: Counter[str]) -> list[Cell]:
    table = {choice.key: counts[choice.key] for choice in question.options}
    base = sum(table.values())
    safe = publishable_cells(table)
    return [
        Cell(
            measure="share",
            option=choice.key,
            label=choice.label,
            value=Decimal(100 * table[choice.key]) / base if base else Decimal(0),
            numerator=table[choice.key],
            base=base,
            publishable=choice.key in safe,
        )
        for choice in question.options
    ]


def _averages(counts: Counter[Decimal]) -> list[Cell]:
    base = counts.total()
    if not base:
        return []
    mean = sum(value * count for value, count in counts.items()) / Decimal(base)
    middle = Decimal(median(sorted(counts.elements())))
    return [
        Cell(measure, "", label, value, None, base, base >= SMALLEST)
        for measure, label, value in [("mean", "Average", mean), ("median", "Middle answer", middle)]
    ]


def rounded(value: Decimal, *, decimals: int) -> Decimal:
    """Half up, as people round."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
