"""Counting: integers and Fractions, no rounding before the last step. No ORM, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ballots.asking import Answer

Tally = tuple[int, ...]
"""Votes per option, in the order of the options."""


def tally(answers: Mapping[Answer, int], *, options: Sequence[int], first_only: bool = False) -> Tally:
    """How many papers name each of `options`, or name it first; KeyError for an option that is none.

    `answers` gives each answer with the number of its papers.
    """
    counts = dict.fromkeys(options, 0)
    for answer, papers in answers.items():
        for number in answer[:1] if first_only else answer:
            counts[number] += papers
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


# --- instant run-off


@dataclass(frozen=True)
class Round:
    """One round: votes of the options still in, papers that name none of them, and who goes out.

    `tied` names options of which one would have to go out and none can be told to: the rounds end there.
    """

    votes: Mapping[int, int]
    exhausted: int
    excluded: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()


@dataclass(frozen=True)
class RunOff:
    """The winner, or all who would win by one way or another of settling ties; and the rounds."""

    winners: tuple[int, ...]
    rounds: tuple[Round, ...]


def run_off(rankings: Mapping[Answer, int], *, options: Sequence[int]) -> RunOff:
    """Instant run-off over `rankings` (each with the number of its papers), of options still to be named.

    Each paper counts for the first option it names that is still in. Whoever has more than half of the papers
    that still count is elected; else the last goes out. Options that nobody names go out together, which
    moves no paper. Where several are last with equal votes, every way is followed: if all elect the same
    option it is elected, else all that may be elected are reported.
    """
    profile, still = _restricted(rankings, options), tuple(options)
    winners = _winners(profile, still, {})
    rounds: list[Round] = []
    while True:
        now = _round(profile, still)
        rounds.append(now)
        if not now.excluded:
            return RunOff(tuple(number for number in options if number in winners), tuple(rounds))
        still = tuple(number for number in still if number not in now.excluded)
        profile = _restricted(profile, still)


def _winners(
    profile: Mapping[Answer, int], still: tuple[int, ...], known: dict[tuple[int, ...], frozenset[int]]
) -> frozenset[int]:
    """All who may be elected of those `still` in; `known` remembers, as only who is in decides."""
    if still not in known:
        now = _round(profile, still)
        ways = [now.excluded] if now.excluded else [(number,) for number in now.tied]
        found = frozenset[int]() if ways else frozenset(leader for leader in still if _has_won(now, leader))
        for out in ways:
            left = tuple(number for number in still if number not in out)
            found |= _winners(_restricted(profile, left), left, known)
        known[still] = found
    return known[still]


def _round(profile: Mapping[Answer, int], still: tuple[int, ...]) -> Round:
    votes = dict.fromkeys(still, 0)
    for ranking, papers in profile.items():
        if ranking:
            votes[ranking[0]] += papers
    exhausted = profile.get((), 0)
    counted = Round(votes, exhausted)
    if not any(votes.values()) or any(_has_won(counted, number) for number in still):
        return counted
    fewest = min(votes.values())
    last = tuple(number for number in still if votes[number] == fewest)
    if fewest == 0 or len(last) == 1:
        return Round(votes, exhausted, excluded=last)
    return Round(votes, exhausted, tied=last)


def _has_won(now: Round, number: int) -> bool:
    return 2 * now.votes[number] > sum(now.votes.values())


def _restricted(profile: Mapping[Answer, int], still: Sequence[int]) -> Counter[Answer]:
    """The rankings without the options that are out; equal ones together."""
    inside = frozenset(still)
    found: Counter[Answer] = Counter()
    for ranking, papers in profile.items():
        found[tuple(number for number in ranking if number in inside)] += papers
    return found
