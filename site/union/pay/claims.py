"""What a pay claim gives: arithmetic, no ORM, no clock; pure, but for the language of its phrase.

Pounds and percentages come out as Decimal, rounded half up, once, from the exact fraction. A float is
refused: 0.1 + 0.2 has no place in a pay claim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from typing import Literal, get_args

from django.utils.translation import gettext as _

# The divisors of the NJC national agreement: weeks in a year and hours in the standard week.
WEEKS_IN_A_YEAR = Decimal("52.143")
FULL_TIME_HOURS = Decimal(37)
PENNY = Decimal("0.01")
POUND = Decimal(1)
TENTH = Decimal("0.1")

Kind = Literal["flat", "percentage", "index_plus", "greater"]
Number = Decimal | int
AMOUNTS = ("flat", "percentage", "index", "margin")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "flat": ("flat",),
    "percentage": ("percentage",),
    "index_plus": ("index", "margin"),
    "greater": AMOUNTS,
}
KINDS: Mapping[str, str] = {
    "flat": "Flat sum",
    "percentage": "Percentage",
    "index_plus": "Index plus margin",
    "greater": "Greater of two",
}
NAMES: Mapping[str, str] = {
    "flat": "flat sum",
    "percentage": "percentage",
    "index": "index",
    "margin": "margin",
}
MOST_POUNDS, MOST_PER_CENT = 1_000_000, 100


def _exact(number: Number | Fraction) -> Fraction:
    if not isinstance(number, Decimal | int | Fraction):
        raise TypeError(f"Give pounds and per cent as Decimal or int, not {type(number).__name__}.")
    if isinstance(number, Decimal) and not number.is_finite():
        raise ClaimUnclear("An amount is a finite number.")
    return Fraction(number)


class ClaimUnclear(ValueError):
    """The parts of a claim do not make a claim; the message says what to put right."""


@dataclass(frozen=True)
class Claim:
    """What is asked for, in pounds a year (`flat`) and per cent (`percentage`, `index`, `margin`).

    flat: `flat`. percentage: `percentage`. index_plus: `index` + `margin`, such as RPI 7.8 plus 2.
    greater: for each point, the greater of `flat` and either `percentage` or `index` + `margin`.
    Raises ClaimUnclear when an amount does not belong to the kind, is missing, negative or past all reason.
    """

    kind: Kind
    flat: Number = 0
    percentage: Number = 0
    index: Number = 0
    margin: Number = 0
    index_name: str = "RPI"

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ClaimUnclear(f"A claim is one of {', '.join(get_args(Kind))}, not {self.kind!r}.")
        given = [name for name in AMOUNTS if _exact(getattr(self, name))]
        self._refuse_amounts_past_reason(given)
        if strays := [NAMES[name] for name in given if name not in ALLOWED[self.kind]]:
            raise ClaimUnclear(f"{self._called} has no {' or '.join(strays)}: leave it out.")
        if not given:
            needed = " or ".join(NAMES[name] for name in ALLOWED[self.kind])
            raise ClaimUnclear(f"{self._called} needs its {needed} above nought.")
        if self.kind == "greater":
            self._refuse_other_than_two(given)

    @property
    def _called(self) -> str:
        return f"A claim of the kind “{KINDS[self.kind]}”"

    def _refuse_amounts_past_reason(self, given: Sequence[str]) -> None:
        if any(_exact(getattr(self, name)) < 0 for name in given):
            raise ClaimUnclear("A claim asks for nought or more: no amount may be negative.")
        if _exact(self.flat) > MOST_POUNDS:
            raise ClaimUnclear(f"A flat sum is pounds a year, {MOST_POUNDS:,} at the most.")
        if self.rate > MOST_PER_CENT:
            raise ClaimUnclear(f"Percentages come to {MOST_PER_CENT} at the most: write 7.8 for 7.8%.")

    def _refuse_other_than_two(self, given: Sequence[str]) -> None:
        if "flat" not in given or len(given) == 1:
            raise ClaimUnclear(
                f"{self._called} needs both: a flat sum, and a percentage or an index with its margin."
            )
        if "percentage" in given and len(given) > 2:
            raise ClaimUnclear(
                f"{self._called} has a percentage or an index with its margin, not both: leave one out."
            )

    @cached_property
    def rate(self) -> Fraction:
        """The per cent that is asked for; nought for a flat sum."""
        return _exact(self.percentage) + _exact(self.index) + _exact(self.margin)


@dataclass(frozen=True)
class Worked:
    """Hours a week and weeks a year that are paid; weeks as the contract counts them, holiday included.

    `full_time` is the week of full time on the scale: 37 hours nationally, fewer or more elsewhere.
    """

    hours: Number = FULL_TIME_HOURS
    weeks: Number = WEEKS_IN_A_YEAR
    full_time: Number = FULL_TIME_HOURS

    def __post_init__(self) -> None:
        if not (0 < _exact(self.hours) <= 168 and 0 < _exact(self.weeks) <= 53):
            raise ValueError("Hours a week lie above 0 and up to 168, weeks a year above 0 and up to 53.")
        if not 0 < _exact(self.full_time) <= 168:
            raise ValueError("The full-time week has more than 0 and up to 168 hours.")

    @cached_property
    def share(self) -> Fraction:
        """The part of full-time pay."""
        return _exact(self.hours) / _exact(self.full_time) * _exact(self.weeks) / _exact(WEEKS_IN_A_YEAR)

    @property
    def is_full_time(self) -> bool:
        return self.share == 1


FULL_TIME = Worked()


def rise(annual: Number, claim: Claim, *, worked: Worked = FULL_TIME, to: Decimal = PENNY) -> Decimal:
    """The rise in pounds a year, for full-time pay of `annual` and the hours worked."""
    return rounded(_rise(annual, claim) * worked.share, to=to)


def rise_percentage(annual: Number, claim: Claim) -> Decimal:
    """The rise in per cent of `annual`, to 0.1; the same for every number of hours."""
    return rounded(_rise(annual, claim) / _positive(annual) * 100, to=TENTH)


def new_pay(annual: Number, claim: Claim, *, worked: Worked = FULL_TIME, to: Decimal = PENNY) -> Decimal:
    """Pounds a year once the claim is won, for the hours worked."""
    return rounded((_positive(annual) + _rise(annual, claim)) * worked.share, to=to)


def pay_for(annual: Number, worked: Worked, *, to: Decimal = PENNY) -> Decimal:
    """Pounds a year for the hours and weeks worked, from full-time pay."""
    return rounded(_positive(annual) * worked.share, to=to)


def hourly(annual: Number, *, hours: Number = FULL_TIME_HOURS) -> Decimal:
    """Pounds an hour: annual / 52.143 / 37, as the national agreement works it out, or `hours` for 37."""
    return rounded(_positive(annual) / _exact(WEEKS_IN_A_YEAR) / _exact(hours), to=PENNY)


def annual_of(rate: Decimal, *, hours: Decimal) -> Decimal:
    """Pounds a year of an hourly rate, exactly: rate x hours x 52.143, with every place it takes."""
    return rate * hours * WEEKS_IN_A_YEAR


def rounded(exact: Fraction, *, to: Decimal) -> Decimal:
    """`exact` to the nearest multiple of `to`, a half going up (away from nought)."""
    steps = abs(exact) / Fraction(to)
    whole = int(steps + Fraction(1, 2))
    return Decimal(whole if exact >= 0 else -whole) * to


def in_words(claim: Claim) -> str:
    """The claim in a phrase, for captions: "RPI (7.8%) plus 2%"."""
    by_index = f"{claim.index_name} ({_plain(claim.index)}%)"
    if claim.margin:
        by_index = _("%(index)s plus %(margin)s%%") % {"index": by_index, "margin": _plain(claim.margin)}
    by_rate = f"{_plain(claim.percentage)}%" if claim.percentage else by_index
    by_flat = _("a flat £%(sum)s") % {"sum": _plain(claim.flat)}
    either = _("%(flat)s or %(rate)s, whichever is the greater") % {"flat": by_flat, "rate": by_rate}
    return {"flat": by_flat, "percentage": by_rate, "index_plus": by_index, "greater": either}[claim.kind]


def claim_data(claim: Claim) -> dict[str, str]:
    """The claim as plain strings, for a JSON field; `claim_from` reads it back equal."""
    return {field.name: str(getattr(claim, field.name)) for field in fields(claim)}


def claim_from(data: Mapping[str, object]) -> Claim:
    """The claim that `claim_data` wrote; raises ClaimUnclear for anything else."""
    if unknown := set(data) - {field.name for field in fields(Claim)}:
        raise ClaimUnclear(f"A claim has no {' or '.join(sorted(map(str, unknown)))}.")
    amounts = {name: _number(data[name]) for name in AMOUNTS if name in data}
    kind = str(data.get("kind", ""))
    return Claim(kind, index_name=str(data.get("index_name", "RPI")), **amounts)  # type: ignore[arg-type]


def _rise(annual: Number | Fraction, claim: Claim) -> Fraction:
    by_rate = _positive(annual) * claim.rate / 100
    return max(_exact(claim.flat), by_rate)


def _positive(annual: Number | Fraction) -> Fraction:
    exact = _exact(annual)
    if exact <= 0:
        raise ValueError("Annual pay is above nought.")
    return exact


def _number(text: object) -> Decimal:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        raise ClaimUnclear(f"{text!r} is not an amount: write it like 2000 or 7.8.") from None


def _plain(number: Number) -> str:
    amount = Decimal(number)
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount.normalize():,f}"
