"""The lines of a table, and whether each holds."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.measuring import Cost


@dataclass(frozen=True)
class Row:
    """One piece of work with its cost or its figure, and the bound the design sets."""

    work: str
    cost: Cost | None = None
    at_most: float | None = None
    statements_at_most: int | None = None
    figure: float | None = None
    unit: str = ""

    @classmethod
    def ratio(cls, work: str, figure: float, *, at_most: float | None = None) -> Row:
        return cls(work, figure=figure, unit="x", at_most=at_most)

    @property
    def holds(self) -> bool:
        value = self.cost.total if self.cost else self.figure
        dear = self.at_most is not None and value is not None and value > self.at_most
        many = self.statements_at_most is not None and self.cost is not None
        return not dear and not (many and self.cost.statements > self.statements_at_most)  # type: ignore[operator, union-attr]

    def __str__(self) -> str:
        if self.cost is None:
            value = f"{self.figure:10.2f} {self.unit:3}"
        else:
            parts = f"{self.cost.python:.2f} + {self.cost.database:.2f}"
            value = f"{self.cost.total:10.2f} ms  ({parts}; {self.cost.statements} statements)"
        bounds = [f"at most {self.at_most:g}"] if self.at_most is not None else []
        if self.statements_at_most is not None:
            bounds.append(f"{self.statements_at_most} statements")
        judgement = ("holds" if self.holds else "DOES NOT HOLD") if bounds else ""
        return f"{self.work:58}{value:48}{', '.join(bounds):30}{judgement}".rstrip()
