"""The commonest ballot of a branch, ready made: which of two pay claims should the union make?"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from ballots.drafting import Choice, draw_up_ballot, revise_ballot, set_question
from ballots.models import Ballot, Option
from union.accounts.models import User
from union.members.models import Branch
from union.pay.claims import Claim
from union.pay.models import PayScale


@dataclass(frozen=True)
class TwoClaims:
    """What a branch decides: A is an index plus a margin, in per cent; B a flat sum, in pounds a year."""

    title: str
    introduction: str
    question: str
    pay_scale: PayScale
    a_label: str
    index: Decimal
    margin: Decimal
    b_label: str
    flat: Decimal
    opens_at: datetime
    closes_at: datetime

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(self.a_label, claim=Claim("index_plus", index=self.index, margin=self.margin)),
            Choice(self.b_label, claim=Claim("flat", flat=self.flat)),
        ]


def draw_up_two_claims(two: TwoClaims, *, branch: Branch, by: User, at: datetime) -> Ballot:
    """A new draft of `branch` with its one question, or nothing. Raises what draw_up_ballot raises."""
    with transaction.atomic():
        ballot = draw_up_ballot(
            title=two.title,
            slug=_free_slug(two.title),
            branch=branch,
            introduction=two.introduction,
            pay_scale=two.pay_scale,
            opens_at=two.opens_at,
            closes_at=two.closes_at,
            by=by,
            at=at,
        )
        set_question(ballot, number=1, text=two.question, options=two.choices, by=by, at=at)
    return ballot


def redraw_two_claims(ballot: Ballot, two: TwoClaims, *, by: User, at: datetime) -> Ballot:
    """The draft with everything as in `two`, or unchanged. Raises what revise_ballot raises."""
    with transaction.atomic():
        ballot = revise_ballot(
            ballot,
            title=two.title,
            introduction=two.introduction,
            pay_scale=two.pay_scale,
            opens_at=two.opens_at,
            closes_at=two.closes_at,
            by=by,
            at=at,
        )
        set_question(ballot, number=1, text=two.question, options=two.choices, by=by, at=at)
    return ballot


def read_two_claims(ballot: Ballot) -> TwoClaims | None:
    """What `ballot` decides, or None when it is not a ballot of this shape."""
    questions = list(ballot.questions.prefetch_related("options"))
    if len(questions) != 1 or ballot.pay_scale is None:
        return None
    claims = [(option, option.claim()) for option in questions[0].options.all() if not option.abstains]
    match claims:
        case [(Option() as a, Claim(kind="index_plus") as rpi), (Option() as b, Claim(kind="flat") as flat)]:
            return TwoClaims(
                title=ballot.title,
                introduction=ballot.introduction,
                question=questions[0].text,
                pay_scale=ballot.pay_scale,
                a_label=a.label,
                index=Decimal(rpi.index),
                margin=Decimal(rpi.margin),
                b_label=b.label,
                flat=Decimal(flat.flat),
                opens_at=ballot.opens_at,
                closes_at=ballot.closes_at,
            )
    return None


def _free_slug(title: str) -> str:
    """A slug made of the title that no ballot has yet."""
    stem = slugify(title)[:70] or "ballot"
    taken = set(Ballot.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    tries = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 3))
    return next(slug for slug in tries if slug not in taken and slug != "new")
