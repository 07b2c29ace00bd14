"""Counting single choices: integers and Fractions, no rounding before the last step. No ORM, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

Answers = dict[int, int]
"""Question number to option number."""

Tally = tuple[int, ...]
"""Votes per option, in the order of the options."""


def tally(papers: Iterable[Answers], *, question: int, options: Sequence[int]) -> Tally:
    """How many papers chose each of `options`; raises KeyError for a paper that chose none."""
    counts = dict.fromkeys(options, 0)
    for answers in papers:
        counts[answers[question]] += 1
    return tuple(counts.values())


def shares(votes: Sequence[int]) -> list[Decimal]:
    """Per cent to 0.1 by largest remainder: they add up to exactly 100.0, or are all 0.0 without votes.

    Equal remainders go to the larger count, then to the earlier option: the same votes, the same shares.
    """
    total = sum(votes)
    if total == 0:
        return [Decimal("0.0")] * len(votes)
    exact = [Fraction(1000 * count, total) for count in votes]
    tenths = [int(part) for part in exact]
    by_remainder = sorted(range(len(votes)), key=lambda i: (tenths[i] - exact[i], -votes[i], i))
    for index in by_remainder[: 1000 - sum(tenths)]:
        tenths[index] += 1
    return [Decimal(part).scaleb(-1) for part in tenths]


def leading(votes: Sequence[int]) -> list[int]:
    """The places (from 0) with most votes: two or more are a tie, which is reported and never broken."""
    most = max(votes, default=0)
    return [i for i, count in enumerate(votes) if count == most] if most else []


def per_cent(part: int, whole: int) -> Decimal:
    """`part` of `whole` in per cent, rounded once, half up, to 0.1; nought of nought is 0.0."""
    exact = Fraction(1000 * part, whole) if whole else Fraction(0)
    return Decimal(int(exact + Fraction(1, 2))).scaleb(-1)
