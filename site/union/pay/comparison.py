"""Setting the options of a claim beside each other, at each pay point. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from union.pay.claims import (
    FULL_TIME,
    POUND,
    Claim,
    Worked,
    hourly,
    in_words,
    new_pay,
    pay_for,
    rise,
    rise_percentage,
)

BAR = 1000


@dataclass(frozen=True)
class Gain:
    """What an option gives at a point: whole pounds a year, per cent to 0.1, new pay, bar in thousandths."""

    label: str
    number: int
    pounds: Decimal
    percentage: Decimal
    pay: Decimal
    bar: int


@dataclass(frozen=True, eq=False)
class PointRow:
    """A point: pay now in whole pounds a year for the hours worked, pounds an hour, and what options give.

    A row equals itself alone, so that what is drawn of it can be kept without comparing all its figures.
    """

    number: int
    now: Decimal
    hourly: Decimal
    gains: tuple[Gain, ...]
    own: bool = False


@dataclass(frozen=True)
class Comparison:
    """`rows` has the member's own point first, then every point in order, the own one not repeated."""

    options: list[tuple[str, str]]
    rows: list[PointRow]
    worked: Worked

    @property
    def own(self) -> PointRow | None:
        return next((row for row in self.rows if row.own), None)

    @property
    def samples(self) -> list[PointRow]:
        """The bottom, the middle and the top of the scale, for somebody who has not said where they stand."""
        rows = sorted(self.rows, key=lambda row: row.number)
        return [rows[place] for place in sorted({0, len(rows) // 2, len(rows) - 1})] if rows else []


def compare(
    options: Iterable[tuple[str, Claim | None]],
    annual: Mapping[int, Decimal],
    *,
    own_point: int | None,
    worked: Worked = FULL_TIME,
) -> Comparison:
    """Each option at each point, for the hours worked; an option without a claim is left out.

    An own point that the scale does not have counts as none. The longest bar is the greatest rise of all.
    """
    claims = tuple((label, claim) for label, claim in options if claim is not None)
    rows = _rows(claims, tuple(sorted(annual.items())), worked)
    own = [replace(row, own=True) for row in rows if row.number == own_point]
    others = [row for row in rows if row.number != own_point]
    return Comparison([(label, in_words(claim)) for label, claim in claims], own + others, worked)


@lru_cache(maxsize=64)
def _rows(
    claims: tuple[tuple[str, Claim], ...], annual: tuple[tuple[int, Decimal], ...], worked: Worked
) -> list[PointRow]:
    """Every point in order. Kept, since everybody in a booth sees the same: the fractions take 10 ms."""
    rises = {
        number: [rise(pounds, claim, worked=worked, to=POUND) for _, claim in claims]
        for number, pounds in annual
    }
    greatest = max((pounds for row in rises.values() for pounds in row), default=POUND)
    return [
        PointRow(
            number=number,
            now=pay_for(pounds, worked, to=POUND),
            hourly=hourly(pounds, hours=worked.full_time),
            gains=_gains(claims, pounds, rises=rises[number], worked=worked, greatest=max(greatest, POUND)),
        )
        for number, pounds in annual
    ]


def _gains(
    claims: Sequence[tuple[str, Claim]],
    annual: Decimal,
    *,
    rises: Sequence[Decimal],
    worked: Worked,
    greatest: Decimal,
) -> tuple[Gain, ...]:
    return tuple(
        Gain(
            label=label,
            number=number,
            pounds=pounds,
            percentage=rise_percentage(annual, claim),
            pay=new_pay(annual, claim, worked=worked, to=POUND),
            bar=int(pounds * BAR / greatest),
        )
        for number, ((label, claim), pounds) in enumerate(zip(claims, rises, strict=True), start=1)
    )
