"""What a moderator decides about a free text. All of it can be undone; nothing changes the answer itself.

`seen` is what `as_seen` said of the text when it was put before the moderator: a decision about something
that has changed since is refused. Left empty, nothing is compared.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from campaigns.consultations.concerns import NOTE_MISSING
from campaigns.consultations.cutting import cut, find_words
from campaigns.consultations.errors import (
    DecidedMeanwhile,
    NotForPublication,
    NotTheirWords,
    ReasonMissing,
)
from campaigns.consultations.models import Answer, Quote, Redaction, SafeguardingMark
from campaigns.consultations.recalling import recall_quotes
from campaigns.consultations.safeguarding import tell_leads
from union.accounts.models import User
from union.audit.models import Entry
from union.audit.recording import record

READY = [Answer.Moderation.APPROVED, Answer.Moderation.REDACTED]
DECISIONS = ["answer.approved", "answer.redacted", "answer.refused", "answer.unread"]


class Refusal(models.TextChoices):
    """Why no word of a text is published."""

    CHILD = "child", "A child or family could be recognised, whatever is taken out"
    PERSON = "person", "It is about one person, whatever is taken out"
    LAW = "law", "Publishing it could break the law or a court order"
    INSULT = "insult", "It insults or threatens"
    OFF_TOPIC = "off_topic", "It does not answer the question"


def as_seen(answer: Answer) -> str:
    """What a decision is about: the text, and what was decided of it so far."""
    cuts = sorted((cut_out.start, cut_out.end) for cut_out in answer.redactions.all())
    return f"{_short_hash(answer.value)}.{_short_hash(f'{answer.moderation} {cuts}')}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def redacted_text(answer: Answer) -> str:
    """The text as it may be shown outside moderation: every redaction replaced by [...]."""
    return cut(answer.value, [(cut_out.start, cut_out.end) for cut_out in answer.redactions.all()])


@transaction.atomic
def approve(answer: Answer, *, by: User, at: datetime, seen: str = "") -> None:
    """Nobody can be recognised in the text as it stands, without its redactions."""
    answer = lock_sent_text(answer, seen=seen)
    has_cuts = answer.redactions.exists()
    _decide(answer, Answer.Moderation.REDACTED if has_cuts else Answer.Moderation.APPROVED, by=by, at=at)


@transaction.atomic
def redact(
    answer: Answer, *, words: Iterable[str], reason: str, by: User, at: datetime, seen: str = ""
) -> None:
    """Take out every place where one of the words stands, and call the rest fit to be read.

    Refuses all of it where one of the words is not in the text: a name that was mistyped would stay; and
    where nothing would be left. Quotes made from the text before are recalled.
    """
    answer = lock_sent_text(answer, seen=seen)
    words = [word.strip() for word in words if word.strip()]
    spans = find_words(answer.value, words)
    if not spans:
        raise NotTheirWords("None of these words is in the answer. Copy them from the text, one to a line.")
    if missed := [word for word in words if not find_words(answer.value, [word])]:
        named = ", ".join(f"“{word}”" for word in missed)
        raise NotTheirWords(
            f"Nothing is taken out yet, for this is not in the answer: {named}. "
            "Copy it from the text, or leave it away."
        )
    standing = [(cut_out.start, cut_out.end) for cut_out in answer.redactions.all()]
    if not re.search(r"\w", cut(answer.value, [*standing, *spans])):
        raise NotForPublication(
            "No word would be left. Choose “Do not publish any of it” below: the answer still counts."
        )
    Redaction.objects.bulk_create(
        Redaction(answer=answer, start=start, end=end, reason=reason, by=by, at=at) for start, end in spans
    )
    recall_quotes(answer.quotes.all(), reason=Quote.Recall.MODERATOR, at=at)
    _decide(answer, Answer.Moderation.REDACTED, by=by, at=at, detail={"reason": reason, "cuts": len(spans)})


@transaction.atomic
def refuse(answer: Answer, *, reason: str, by: User, at: datetime, seen: str = "") -> None:
    """The text is counted as an answer, but no word of it is published; its quotes are recalled.

    `reason` is one of `Refusal`, else ReasonMissing is raised; it stands in the history of the text.
    """
    if reason not in Refusal.values:
        raise ReasonMissing("Choose why no word of it is published.")
    answer = lock_sent_text(answer, seen=seen)
    recall_quotes(answer.quotes.all(), reason=Quote.Recall.MODERATOR, at=at)
    _decide(answer, Answer.Moderation.REFUSED, by=by, at=at, detail={"reason": reason})


@transaction.atomic
def restore(answer: Answer, *, by: User, at: datetime, seen: str = "") -> None:
    """Undo every decision: the text waits unread, its redactions are gone, its quotes are recalled."""
    answer = lock_sent_text(answer, seen=seen)
    answer.redactions.all().delete()
    recall_quotes(answer.quotes.all(), reason=Quote.Recall.MODERATOR, at=at)
    _decide(answer, Answer.Moderation.UNREAD, by=by, at=at)


@transaction.atomic
def mark_safeguarding(answer: Answer, *, by: User, at: datetime) -> None:
    """Somebody may be at risk now: the answer goes to the safeguarding queue, and the leads get a letter.

    Marking twice is harmless: the first mark stands, and nobody is written to again.
    """
    answer = lock_sent_text(answer)
    mark, new = SafeguardingMark.objects.get_or_create(
        answer=answer, defaults={"marked_by": by, "marked_at": at}
    )
    was_cleared = SafeguardingMark.objects.filter(pk=mark.pk, cleared_at__isnull=False)
    again = was_cleared.update(cleared_by=None, cleared_at=None)
    record("answer.safeguarding", subject=f"answer:{answer.pk}", by=by, at=at, detail={"first": new})
    if new or again:
        tell_leads(mark, at=at)


@transaction.atomic
def clear_safeguarding(answer: Answer, *, note: str, by: User, at: datetime) -> None:
    """The concern was passed on, or there was none; `note` says which, and goes with the answer.

    Refuses an empty note. The audit log holds that it was cleared, and not the note.
    """
    if not note.strip():
        raise ReasonMissing(NOTE_MISSING)
    answer = lock_sent_text(answer)
    SafeguardingMark.objects.filter(answer=answer, cleared_at=None).update(
        cleared_by=by, cleared_at=at, note=note.strip()
    )
    record("answer.safeguarding_cleared", subject=f"answer:{answer.pk}", by=by, at=at)


def lock_sent_text(answer: Answer, *, seen: str = "") -> Answer:
    """A free text of a reply that was sent, locked.

    Raises NotForPublication for any other answer, DecidedMeanwhile where it is no longer as it was `seen`.
    """
    locked = (
        Answer.objects.counted()
        .select_for_update(of=("self",))
        .filter(pk=answer.pk)
        .exclude(moderation=Answer.Moderation.NOT_NEEDED)
        .select_related("reply__consultation", "reply__version")
        .first()
    )
    if locked is None:
        raise NotForPublication("This answer was withdrawn, or is no free text. Go back to the queue.")
    if seen and as_seen(locked) != seen:
        raise DecidedMeanwhile(_what_happened(locked, seen))
    return locked


def _what_happened(answer: Answer, seen: str) -> str:
    if seen.partition(".")[0] != _short_hash(answer.value):
        return "The member changed this text while you read it. Read it again, then decide."
    last = Entry.objects.filter(subject=f"answer:{answer.pk}", action__in=DECISIONS).order_by("pk").last()
    who = last.by if last and last.by else "Somebody else"
    stands = answer.get_moderation_display().lower()
    return f"{who} decided on this text while you read it: {stands}. Your decision was not saved."


def _decide(
    answer: Answer, decision: str, *, by: User, at: datetime, detail: dict[str, object] | None = None
) -> None:
    if answer.moderation == Answer.Moderation.UNREAD:
        answer.codings.all().delete()  # they were about other words
    Answer.objects.filter(pk=answer.pk).update(moderation=decision)
    record(f"answer.{decision}", subject=f"answer:{answer.pk}", by=by, at=at, detail=detail)
