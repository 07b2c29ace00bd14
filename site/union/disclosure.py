"""Small-number suppression: what may be published from counts without giving anybody away. Pure functions."""

from collections.abc import Collection, Mapping

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
