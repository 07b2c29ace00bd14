"""What the options of a pay ballot give, in the words of the booth and the comparison beside it."""

from collections.abc import Iterable
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


def _gain(claim: Claim, annual: Decimal) -> str:
    pounds = rise(annual, claim, to=Decimal(1))
    return f"At your pay point: £{pounds:,} more a year, {rise_percentage(annual, claim)}%"
