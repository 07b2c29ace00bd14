"""Setting the options of a claim beside each other, at each pay point. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from union.pay.claims import POUND, Claim, hourly, in_words, new_pay, rise, rise_percentage

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


@dataclass(frozen=True)
class PointRow:
    number: int
    annual: Decimal
    hourly: Decimal
    gains: list[Gain]
    own: bool


@dataclass(frozen=True)
class Comparison:
    """`rows` has the member's own point first, then every point in order, the own one not repeated."""

    options: list[tuple[str, str]]
    rows: list[PointRow]

    @property
    def own(self) -> PointRow | None:
        return next((row for row in self.rows if row.own), None)


def compare(
    options: Iterable[tuple[str, Claim | None]], annual: Mapping[int, Decimal], *, own_point: int | None
) -> Comparison:
    """Each option at each point. An option without a claim, such as an abstention, is left out.

    An own point that the scale does not have counts as none. The longest bar is the greatest rise of all.
    """
    claims = [(label, claim) for label, claim in options if claim is not None]
    numbers = sorted(annual, key=lambda number: (number != own_point, number))
    greatest = max((rise(annual[n], claim, to=POUND) for n in numbers for _, claim in claims), default=POUND)
    rows = [
        PointRow(
            number=number,
            annual=annual[number],
            hourly=hourly(annual[number]),
            gains=_gains(claims, annual[number], greatest=max(greatest, POUND)),
            own=number == own_point,
        )
        for number in numbers
    ]
    return Comparison(options=[(label, in_words(claim)) for label, claim in claims], rows=rows)


def _gains(claims: Sequence[tuple[str, Claim]], annual: Decimal, *, greatest: Decimal) -> list[Gain]:
    return [
        Gain(
            label=label,
            number=number,
            pounds=(pounds := rise(annual, claim, to=POUND)),
            percentage=rise_percentage(annual, claim),
            pay=new_pay(annual, claim, to=POUND),
            bar=int(pounds * BAR / greatest),
        )
        for number, (label, claim) in enumerate(claims, start=1)
    ]
