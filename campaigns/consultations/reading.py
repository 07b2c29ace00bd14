"""Reads for the pages: a reply's own answers, and what moderators have to do."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from campaigns.consultations.models import (
    Answer,
    Consultation,
    PublishedQuote,
    ReleasedFigure,
    ReleasedTable,
    Reply,
)
from campaigns.consultations.questionnaire import Asked, Given, thaw


@dataclass(frozen=True)
class Row:
    """A line of the check-answers page."""

    asked: Asked
    shown: str


def given_in(reply: Reply) -> dict[str, Given]:
    """All answers of a reply by the key of their question."""
    return dict(reply.answers.values_list("question", "value"))


def review_rows(reply: Reply) -> list[Row]:
    """Every question that was asked, with the answer as its giver reads it back, blank ones too."""
    given = given_in(reply)
    return [
        Row(asked, asked.shown(given.get(asked.key))) for asked in thaw(reply.version.content).route(given)
    ]


def texts(consultation: Consultation) -> QuerySet[Answer]:
    """The free texts of replies that were sent: all that moderators ever see."""
    return (
        Answer.objects.counted()
        .filter(reply__consultation=consultation)
        .exclude(moderation=Answer.Moderation.NOT_NEEDED)
        .order_by("pk")
    )


def with_work() -> QuerySet[Consultation]:
    """Consultations that were opened, with what waits in each."""
    sent = Q(replies__state=Reply.State.SENT, replies__readable=True)
    return Consultation.objects.exclude(state=Consultation.State.DRAFT).annotate(
        sent=Count("replies", filter=sent, distinct=True),
        waiting=Count(
            "replies__answers", filter=sent & Q(replies__answers__moderation="unread"), distinct=True
        ),
        quotes_waiting=Count(
            "replies__answers__quotes", filter=Q(replies__answers__quotes__state="proposed"), distinct=True
        ),
    )


def published(consultation: Consultation) -> dict[str, object]:
    """What may be shown of a consultation: released figures, approved quotes, and whether it has tables."""
    quotes = PublishedQuote.objects.filter(answer__reply__consultation=consultation)
    return {
        "figures": ReleasedFigure.objects.filter(consultation=consultation).order_by("released_at"),
        "quotes": quotes.order_by("approved_at"),
        "has_tables": ReleasedTable.objects.filter(consultation=consultation).exists(),
    }
