"""What the options of a pay ballot give, in the words of the booth and the comparison beside it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ballots.fixing import scale_of
from ballots.models import BEFORE_FREEZE, Act, Approval, Ballot, Question
from ballots.own_words import as_written
from union.pay.claims import FULL_TIME, POUND, Claim, Worked, rise, rise_percentage
from union.pay.models import PayPoint, PayScale

SUMS = re.compile(r"£(\d[\d,]*(?:\.\d+)?)")
RATES = re.compile(r"(\d+(?:\.\d+)?) ?(?:%|per cent)")


def claims_of(ballot: Ballot, questions: Iterable[Question]) -> list[tuple[str, Claim]]:
    """Label and claim of every option that carries one; empty where there is nothing to compare.

    A label is as officers wrote it, marked as theirs where the page is in another language.
    """
    if ballot.pay_scale_id is None:
        return []
    claims = ((option, option.claim()) for question in questions for option in question.options.all())
    return [(as_written(o.label, ballot.language), claim) for o, claim in claims if claim is not None]


def pay_at(ballot: Ballot, point: int | None) -> Decimal | None:
    """Pounds a year at a pay point of the ballot's scale, or None where either is unknown."""
    scale = scale_of(ballot)
    return scale.annual.get(point) if scale and point is not None else None


def gains_at(
    questions: Iterable[Question], annual: Decimal | None, *, worked: Worked | None = None
) -> dict[int, str]:
    """What each option that carries a claim gives for full-time pay of `annual`, by the option's key.

    With `worked`, it is the share of somebody who works these hours and weeks.
    """
    if annual is None:
        return {}
    options = (option for question in questions for option in question.options.all())
    claims = ((option.pk, option.claim()) for option in options)
    return {key: _gain(claim, annual, worked or FULL_TIME) for key, claim in claims if claim is not None}


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
    return f"£{rise(annual, claim, to=POUND):,} ({rise_percentage(annual, claim)}%)"


def other_figures(questions: Iterable[Question]) -> list[str]:
    """The labels of options whose words name a sum or a percentage, and none that their figures have.

    Somebody changed one without the other, and members would read both.
    """
    options = [option for question in questions for option in question.options.all()]
    claims = ((option, option.claim()) for option in options)
    return [o.label for o, claim in claims if claim and _says_otherwise(f"{o.label} {o.detail}", claim)]


def _says_otherwise(words: str, claim: Claim) -> bool:
    sums = {Decimal(named.replace(",", "")) for named in SUMS.findall(words)}
    rates = {Decimal(named) for named in RATES.findall(words)}
    asked = {claim.percentage, claim.index, claim.margin, claim.rate}
    return bool(
        (claim.flat and sums and claim.flat not in sums) or (claim.rate and rates and not rates & asked)
    )


def fixed_with(scale: PayScale) -> list[str]:
    """The titles of ballots that show `scale` and that two people fix, have fixed or have held.

    It holds the rows of the drafts too until the end of the transaction, so that none is fixed meanwhile.
    """
    ballots = list(Ballot.objects.select_for_update(of=("self",)).filter(pay_scale=scale).order_by("pk"))
    asked = Approval.objects.filter(act=Act.FREEZE, done_at=None, ballot__in=ballots).values_list("ballot")
    proposed = {key for (key,) in asked}
    return [ballot.title for ballot in ballots if ballot.state not in BEFORE_FREEZE or ballot.pk in proposed]


def _gain(claim: Claim, annual: Decimal, worked: Worked) -> str:
    pounds = rise(annual, claim, worked=worked, to=POUND)
    sentence = (
        _("At your pay point: £%(pounds)s more a year, %(percentage)s%%")
        if worked.is_full_time
        else _("At your pay point and hours: £%(pounds)s more a year, %(percentage)s%%")
    )
    return sentence % {"pounds": f"{pounds:,}", "percentage": rise_percentage(annual, claim)}
