"""Reads for the pages: a reply's own answers, and what moderators have to do."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from campaigns.consultations.models import Answer, Consultation, Quote, Reply, SafeguardingMark
from campaigns.consultations.questionnaire import OF_OTHER, Asked, Given
from campaigns.consultations.speaking import questions_of
from union.members.models import Employer
from union.statements import run

ANSWERS_OF = """
SELECT a.question, a.value FROM consultations_answer a
JOIN consultations_reply r ON r.id = a.reply_id WHERE r.code_hash = %s
"""


@dataclass(frozen=True)
class Row:
    """A line of the check-answers page."""

    asked: Asked
    shown: str


def given_in(reply: Reply) -> dict[str, Given]:
    """All answers of a reply by the key of their question; also when it was mixed since it was found."""
    return {question: json.loads(value) for question, value in run(ANSWERS_OF, [reply.code_hash])}


def review_rows(reply: Reply) -> list[Row]:
    """Every question that was asked, with the answer as its giver reads it back, blank ones too."""
    given = given_in(reply)
    return [Row(asked, _said(asked, given)) for asked in questions_of(reply).route(given)]


def _said(asked: Asked, given: Mapping[str, Given]) -> str:
    """The answer, and below it the words beside its "other"."""
    chosen = given.get(asked.key, "")
    words = given.get(asked.key + OF_OTHER) if asked.asks_which(chosen) else ""
    return f"{asked.shown(chosen)}\n“{words}”" if words else asked.shown(chosen)


def texts(consultation: Consultation) -> QuerySet[Answer]:
    """The free texts of replies that were sent: all that moderators ever see."""
    return (
        Answer.objects.counted()
        .filter(reply__consultation=consultation)
        .exclude(moderation=Answer.Moderation.NOT_NEEDED)
        .order_by("pk")
    )


def names_of_employers() -> tuple[str, ...]:
    """Every employer on the roll, for the risk flags."""
    return tuple(Employer.objects.order_by("name").values_list("name", flat=True))


def by_channel(consultation: Consultation) -> dict[str, int]:
    """How many counted replies came on the web, on paper and by telephone; for the union's own eyes."""
    replies = Reply.objects.counted().filter(consultation=consultation).order_by()
    counts = dict(replies.values_list("channel").annotate(n=Count("pk")))
    return {channel: counts.get(channel, 0) for channel in Reply.Channel.values}


def with_work() -> list[Consultation]:
    """Consultations that were opened, with what waits in each, beside them.

    Each kind is counted once for all of them: asked in one statement with the list, every consultation would
    read the waiting texts of all the others.
    """
    replies, answers = Reply.objects.counted(), Answer.objects.counted()
    marks = SafeguardingMark.objects.filter(cleared_at=None)
    unread = answers.filter(moderation=Answer.Moderation.UNREAD)
    quotes = Quote.objects.filter(state=Quote.State.PROPOSED)
    sent = _number_of(replies, "consultation")
    waiting = _number_of(unread, "reply__consultation")
    at_risk = _number_of(marks.filter(answer__in=answers), "answer__reply__consultation")
    at_risk += _number_of(marks.filter(answer=None).exclude(consultation=None), "consultation")
    quoted = _number_of(quotes.exclude(answer=None), "answer__reply__consultation")
    found: list[Any] = list(Consultation.objects.public())
    for row in found:
        row.sent, row.waiting = sent[row.pk], waiting[row.pk]
        row.at_risk, row.quotes_waiting = at_risk[row.pk], quoted[row.pk]
    return found


def _number_of(found: QuerySet[Any], by: str) -> Counter[int]:
    """How many rows each consultation has; none where it is not named."""
    return Counter(dict(found.order_by().values_list(by).annotate(n=Count("pk"))))
