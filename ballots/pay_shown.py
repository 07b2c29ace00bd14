"""What the options of a pay ballot give, in the words of the booth and the comparison beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ballots.models import Ballot, Question
from union.pay.claims import Claim, rise, rise_percentage
from union.pay.models import PayPoint


def claims_of(ballot: Ballot, questions: Iterable[Question]) -> list[tuple[str, Claim]]:
    """Label and claim of every option that carries one; empty where there is nothing to compare."""
    if ballot.pay_scale_id is None:
        return []
    claims = ((option.label, option.claim()) for question in questions for option in question.options.all())
    return [(label, claim) for label, claim in claims if claim is not None]


def pay_at(ballot: Ballot, point: int | None) -> Decimal | None:
    """Pounds a year at a pay point of the ballot's scale, or None where either is unknown."""
    if ballot.pay_scale_id is None or point is None:
        return None
    found = PayPoint.objects.filter(scale=ballot.pay_scale_id, number=point).first()
    return found.annual if found else None


def gains_at(questions: Iterable[Question], annual: Decimal | None) -> dict[int, str]:
    """What each option that carries a claim gives at full-time pay of `annual`, by the option's key."""
    if annual is None:
        return {}
    options = (option for question in questions for option in question.options.all())
    claims = ((option.pk, option.claim()) for option in options)
    return {key: _gain(claim, annual) for key, claim in claims if claim is not None}


@dataclass(frozen=True)
class GainRow:
    """What each option that carries a claim gives at one pay point, in words, by its label."""

    point: int
    gains: list[tuple[str, str]]


def three_points(ballot: Ballot, questions: Sequence[Question]) -> list[GainRow]:
    """What the options give at the lowest, the middle and the highest point of the scale: a check."""
    claims = claims_of(ballot, questions)
    points = list(PayPoint.objects.filter(scale=ballot.pay_scale_id).order_by("number")) if claims else []
    if not points:
        return []
    chosen = {point.number: point for point in (points[0], points[len(points) // 2], points[-1])}
    return [
        GainRow(number, [(label, _figures(claim, point.annual)) for label, claim in claims])
        for number, point in chosen.items()
    ]


def _figures(claim: Claim, annual: Decimal) -> str:
    return f"£{rise(annual, claim, to=Decimal(1)):,} ({rise_percentage(annual, claim)}%)"


def _gain(claim: Claim, annual: Decimal) -> str:
    pounds = rise(annual, claim, to=Decimal(1))
    return f"At your pay point: £{pounds:,} more a year, {rise_percentage(annual, claim)}%"
