"""What the options of a pay ballot give, in the words of the booth and the comparison beside it."""

from decimal import Decimal

from ballots.models import Ballot, Option
from union.pay.claims import Claim, rise, rise_percentage
from union.pay.models import PayPoint


def claims_of(ballot: Ballot) -> list[tuple[str, Claim]]:
    """Label and claim of every option that carries one; empty where there is nothing to compare."""
    if ballot.pay_scale_id is None:
        return []
    options = Option.objects.filter(question__ballot=ballot).order_by("question__number", "number")
    claims = ((option.label, option.claim()) for option in options)
    return [(label, claim) for label, claim in claims if claim is not None]


def pay_at(ballot: Ballot, point: int | None) -> Decimal | None:
    """Pounds a year at a pay point of the ballot's scale, or None where either is unknown."""
    if ballot.pay_scale_id is None or point is None:
        return None
    found = PayPoint.objects.filter(scale=ballot.pay_scale_id, number=point).first()
    return found.annual if found else None


def gives(claim: Claim, annual: Decimal) -> str:
    """What a claim gives at full-time pay of `annual`: "£1,702 more a year, 7.9%"."""
    return f"£{rise(annual, claim, to=Decimal(1)):,} more a year, {rise_percentage(annual, claim)}%"
