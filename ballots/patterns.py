"""The ballots that come ready made: an officer chooses one, and changes any word of it. Pure data."""

from dataclasses import dataclass
from decimal import Decimal

from ballots.drafting import Choice
from ballots.models import Ballot, Question
from union.pay.claims import Claim


@dataclass(frozen=True)
class Pattern:
    """One ready-made ballot, with a picture in words of what members will see."""

    slug: str
    name: str
    in_words: str
    kind: str
    title: str
    introduction: str
    question: str
    choices: tuple[Choice, ...]
    recommendation: str = ""
    question_kind: str = Question.Kind.SINGLE
    about_pay: bool = False

    @property
    def introduction_of_the_union(self) -> str:
        """The same words where the nation asks."""
        return self.introduction.replace("Your branch", "Your union")


TWO_CLAIMS = Pattern(
    slug="two-claims",
    name="Which of two pay claims (A or B)",
    in_words="Members see one question and two large buttons, A and B, each with what it gives in pounds at "
    "their own pay point, and a third to abstain. They choose one.",
    kind=Ballot.Kind.PAY_CLAIM,
    title="NJC pay claim: what should we ask for?",
    introduction="Your branch wants to know which claim its members would rather make.",
    question="Which pay claim should the union make?",
    choices=(
        Choice(
            "A: RPI plus 2%",
            "Inflation by the Retail Prices Index, and two per cent more.",
            claim=Claim("index_plus", index=Decimal("7.8"), margin=Decimal(2)),
        ),
        Choice(
            "B: a flat £2,000 on each pay point",
            "The same sum for everybody, part-time in proportion.",
            claim=Claim("flat", flat=Decimal(2000)),
        ),
    ),
    about_pay=True,
)

OFFER = Pattern(
    slug="offer",
    name="Accept or reject an offer",
    in_words="Members see the committee’s recommendation, then two large buttons, Accept and Reject, with "
    "what the offer gives at their own pay point, and a third to abstain. They choose one.",
    kind=Ballot.Kind.PAY_OFFER,
    title="The employers’ pay offer: accept or reject?",
    introduction="The employers have made their final offer. Your branch asks whether its members accept it.",
    question="Do you accept the employers’ offer?",
    recommendation="The committee recommends that members reject the offer.",
    choices=(
        Choice(
            "Accept",
            "1.75% on each pay point.",
            claim=Claim("percentage", percentage=Decimal("1.75")),
        ),
        Choice("Reject", "The union goes back to the employers for more."),
    ),
    question_kind=Question.Kind.ACCEPT_REJECT,
    about_pay=True,
)

PRIORITIES = Pattern(
    slug="priorities",
    name="Ranked priorities",
    in_words="Members see a list of demands and put them in order, first to last, as many as they like. "
    "The demand that a majority can agree on comes out first.",
    kind=Ballot.Kind.PAY_CLAIM,
    title="What should come first in this year’s claim?",
    introduction="Your branch wants to know what matters most to its members.",
    question="Put these demands in the order that matters to you.",
    choices=(
        Choice("A pay rise above inflation"),
        Choice("A shorter working week"),
        Choice("Another day of annual leave"),
        Choice("A fair mileage rate"),
        Choice("Safe staffing"),
    ),
    question_kind=Question.Kind.RANKED,
)

PATTERNS = {pattern.slug: pattern for pattern in (TWO_CLAIMS, OFFER, PRIORITIES)}
