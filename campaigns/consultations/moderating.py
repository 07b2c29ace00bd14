"""What a moderator decides about a free text. All of it can be undone; nothing changes the answer itself."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from campaigns.consultations.cutting import cut, find_words
from campaigns.consultations.errors import NotForPublication, NotTheirWords
from campaigns.consultations.models import Answer, Quote, Redaction, SafeguardingMark
from campaigns.consultations.recalling import recall_quotes
from union.accounts.models import User
from union.audit.recording import record

READY = [Answer.Moderation.APPROVED, Answer.Moderation.REDACTED]


def redacted_text(answer: Answer) -> str:
    """The text as it may be shown outside moderation: every redaction replaced by [...]."""
    return cut(answer.value, [(cut_out.start, cut_out.end) for cut_out in answer.redactions.all()])


@transaction.atomic
def approve(answer: Answer, *, by: User, at: datetime) -> None:
    """Nobody can be recognised in the text as it stands, without its redactions."""
    answer = lock_sent_text(answer)
    has_cuts = answer.redactions.exists()
    _decide(answer, Answer.Moderation.REDACTED if has_cuts else Answer.Moderation.APPROVED, by=by, at=at)


@transaction.atomic
def redact(answer: Answer, *, words: Iterable[str], reason: str, by: User, at: datetime) -> None:
    """Take out every place where one of the words stands, and call the rest fit to be read.

    Refuses words that are not in the text. Quotes made from the text before are recalled.
    """
    answer = lock_sent_text(answer)
    spans = find_words(answer.value, words)
    if not spans:
        raise NotTheirWords("None of these words is in the answer. Copy them from the text, one to a line.")
    Redaction.objects.bulk_create(
        Redaction(answer=answer, start=start, end=end, reason=reason, by=by, at=at) for start, end in spans
    )
    recall_quotes(answer.quotes.all(), reason=Quote.Recall.MODERATOR, at=at)
    _decide(answer, Answer.Moderation.REDACTED, by=by, at=at, detail={"reason": reason, "cuts": len(spans)})


@transaction.atomic
def refuse(answer: Answer, *, by: User, at: datetime) -> None:
    """The text is counted as an answer, but no word of it is published; its quotes are recalled."""
    answer = lock_sent_text(answer)
    recall_quotes(answer.quotes.all(), reason=Quote.Recall.MODERATOR, at=at)
    _decide(answer, Answer.Moderation.REFUSED, by=by, at=at)


@transaction.atomic
def restore(answer: Answer, *, by: User, at: datetime) -> None:
    """Undo every decision: the text waits unread, its redactions are gone, its quotes are recalled."""
    answer = lock_sent_text(answer)
    answer.redactions.all().delete()
    recall_quotes(answer.quotes.all(), reason=Quote.Recall.MODERATOR, at=at)
    _decide(answer, Answer.Moderation.UNREAD, by=by, at=at)


@transaction.atomic
def mark_safeguarding(answer: Answer, *, by: User, at: datetime) -> None:
    """Somebody may be at risk now: the answer goes to the safeguarding queue. Marking twice is harmless."""
    answer = lock_sent_text(answer)
    _, new = SafeguardingMark.objects.update_or_create(
        answer=answer,
        defaults={"cleared_by": None, "cleared_at": None},
        create_defaults={"marked_by": by, "marked_at": at},
    )
    record("answer.safeguarding", subject=f"answer:{answer.pk}", by=by, at=at, detail={"first": new})


@transaction.atomic
def clear_safeguarding(answer: Answer, *, by: User, at: datetime) -> None:
    """The concern was passed on, or there was none."""
    answer = lock_sent_text(answer)
    SafeguardingMark.objects.filter(answer=answer, cleared_at=None).update(cleared_by=by, cleared_at=at)
    record("answer.safeguarding_cleared", subject=f"answer:{answer.pk}", by=by, at=at)


def lock_sent_text(answer: Answer) -> Answer:
    """The answer, locked, if it is a free text of a reply that was sent."""
    locked = (
        Answer.objects.counted()
        .select_for_update(of=("self",))
        .filter(pk=answer.pk)
        .exclude(moderation=Answer.Moderation.NOT_NEEDED)
        .select_related("reply__consultation")
        .first()
    )
    if locked is None:
        raise NotForPublication("This answer was withdrawn, or is no free text. Go back to the queue.")
    return locked


def _decide(
    answer: Answer, decision: str, *, by: User, at: datetime, detail: dict[str, object] | None = None
) -> None:
    if answer.moderation == Answer.Moderation.UNREAD:
        answer.codings.all().delete()  # they were about other words
    Answer.objects.filter(pk=answer.pk).update(moderation=decision)
    record(f"answer.{decision}", subject=f"answer:{answer.pk}", by=by, at=at, detail=detail)
