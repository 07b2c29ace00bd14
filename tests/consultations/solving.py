"""The attacker: how far a hidden count can be narrowed down from published sums. Knows nothing of our rules.

Linear programming over exact fractions (the simplex method with Bland's rule): the smallest and the largest
value of one unknown, given that all are at least nothing and that certain sums of them are known.
"""

from collections.abc import Collection, Hashable, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, Phase

# Solving takes its time, and what was found is found again from nothing.
SLOWLY: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate, Phase.shrink],
}
Known = tuple[Collection[Hashable], int]  # these unknowns together make so many


def interval(
    unknowns: Sequence[Hashable], known: Sequence[Known], target: Collection[Hashable]
) -> tuple[Fraction, Fraction]:
    """The least and the most that the target, a sum of unknowns, can be."""
    place = {unknown: number for number, unknown in enumerate(unknowns)}
    rows = [
        [Fraction(int(unknown in set(cells))) for unknown in unknowns] + [Fraction(n)] for cells, n in known
    ]
    tableau = _feasible(rows, len(unknowns))
    wanted = [Fraction(0)] * len(unknowns)
    for unknown in target:
        wanted[place[unknown]] = Fraction(1)
    most = _largest(tableau, wanted)
    least = -_largest(tableau, [-value for value in wanted])
    return least, most


class Tableau:
    def __init__(self, rows: list[list[Fraction]], basis: list[int]) -> None:
        self.rows, self.basis = rows, basis

    def copy(self) -> "Tableau":
        return Tableau([row[:] for row in self.rows], self.basis[:])

    def pivot(self, at: int, column: int) -> None:
        row = self.rows[at]
        by = row[column]
        self.rows[at] = row = [value / by for value in row] if by != 1 else row
        for number, other in enumerate(self.rows):
            if number != at and other[column]:
                times = other[column]
                self.rows[number] = [a - times * b if b else a for a, b in zip(other, row, strict=True)]
        self.basis[at] = column


def _feasible(rows: list[list[Fraction]], width: int) -> Tableau:
    """A first solution, found with one helping unknown for each row."""
    helped = [
        [*row[:width], *(Fraction(int(n == number)) for n in range(len(rows))), row[width]]
        for number, row in enumerate(rows)
    ]
    tableau = Tableau(helped, [width + number for number in range(len(rows))])
    costs = [Fraction(0)] * width + [Fraction(-1)] * len(rows)
    assert _maximise(tableau, costs) == 0, "the published numbers contradict each other"
    for number in range(len(rows)):
        if tableau.basis[number] >= width:
            column = next((c for c in range(width) if tableau.rows[number][c]), None)
            if column is not None:
                tableau.pivot(number, column)
    kept = [number for number, column in enumerate(tableau.basis) if column < width]
    return Tableau(
        [[*tableau.rows[n][:width], tableau.rows[n][-1]] for n in kept], [tableau.basis[n] for n in kept]
    )


def _largest(tableau: Tableau, wanted: list[Fraction]) -> Fraction:
    return _maximise(tableau.copy(), wanted)


def _maximise(tableau: Tableau, wanted: list[Fraction]) -> Fraction:
    """The largest value; bounded, as the counts of people are."""
    width = len(wanted)
    gains = [*wanted, Fraction(0)]
    for row, column in zip(tableau.rows, tableau.basis, strict=True):
        if gains[column]:
            times = gains[column]
            gains = [a - times * b if b else a for a, b in zip(gains, row, strict=True)]
    while True:
        entering = next((column for column in range(width) if gains[column] > 0), None)
        if entering is None:
            return -gains[-1]
        leaving = min(
            (row[-1] / row[entering], tableau.basis[number], number)
            for number, row in enumerate(tableau.rows)
            if row[entering] > 0
        )[2]
        tableau.pivot(leaving, entering)
        times, row = gains[entering], tableau.rows[leaving]
        gains = [a - times * b if b else a for a, b in zip(gains, row, strict=True)]
