"""What a result is held against, in words: before the vote, and beside the result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ballots.asking import FIXED_LABELS
from ballots.models import Ballot, Question, Threshold


@dataclass(frozen=True)
class Bar:
    """A threshold as members read it before the count."""

    label: str
    sentence: str
    note: str


def needed(numerator: int, denominator: int) -> str:
    """The fraction as people say it: per cent where that is a whole number."""
    if 100 * numerator % denominator == 0:
        return f"{100 * numerator // denominator}%"
    return f"{numerator:,}/{denominator:,}"


def bars_of(ballot: Ballot, questions: Iterable[Question]) -> list[Bar]:
    """The thresholds of a ballot in the order in which they were set, each in a sentence. One query."""
    asked = {question.number: question for question in questions}
    return [Bar(one.label, _sentence(one, asked), one.note) for one in ballot.thresholds.all()]


def favoured(question: Question) -> str:
    """What a share of this question is the share of."""
    fixed = FIXED_LABELS.get(question.kind)
    return f"“{fixed[0]}”" if fixed else _("the leading option")


def _sentence(threshold: Threshold, asked: dict[int, Question]) -> str:
    share = needed(threshold.numerator, threshold.denominator)
    question = asked.get(threshold.question or 0)
    if question is None:
        return _("At least %(share)s of the members on the roll vote.") % {"share": share}
    if len(asked) == 1:
        return _("At least %(share)s of the votes are for %(choice)s.") % {
            "share": share,
            "choice": favoured(question),
        }
    return _("At least %(share)s of the votes on question %(number)s are for %(choice)s.") % {
        "share": share,
        "number": question.number,
        "choice": favoured(question),
    }
