"""A concern that somebody is at risk outlives the text it was read in, until somebody dealt with it.

Nothing else of a reply is kept: neither other answers nor whose it was, unless its mode knows that anyway
(docs/decisions/0222).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaigns.consultations.errors import DecidedMeanwhile, ReasonMissing
from campaigns.consultations.models import Answer, Consultation, Participation, SafeguardingMark
from campaigns.consultations.questionnaire import thaw
from union.accounts.models import User
from union.audit.recording import record

Gone = SafeguardingMark.Gone
NOTE_MISSING = "Write down what was done, or why nothing had to be."


def keep_concerns(answers: QuerySet[Answer], *, gone: Gone) -> int:
    """Let marks that nobody cleared stand by themselves, with the words they are about; how many.

    In the transaction of the caller, before these answers are changed or deleted. A mark that was cleared
    goes with its answer.
    """
    marks = SafeguardingMark.objects.filter(answer__in=answers, cleared_at=None)
    kept = list(marks.select_related("answer__reply__version"))
    for mark in kept:
        answer = mark.answer
        assert answer is not None
        reply = answer.reply
        asked = thaw(reply.version.content).get(answer.question)
        mark.consultation_id, mark.place_id = reply.consultation_id, reply.participation_id
        mark.kept_words, mark.gone = str(answer.value), gone
        mark.question = asked.label if asked else answer.question
        mark.answer = None
        mark.save(update_fields=["answer", "consultation", "place", "kept_words", "question", "gone"])
    return len(kept)


@transaction.atomic
def clear_kept(mark: SafeguardingMark, *, note: str, by: User, at: datetime) -> None:
    """Somebody dealt with a concern whose answer is gone: the words go now, and `note` stays for a year.

    Refuses an empty note, and a mark that somebody else cleared meanwhile.
    """
    if not note.strip():
        raise ReasonMissing(NOTE_MISSING)
    standing = SafeguardingMark.objects.filter(pk=mark.pk, answer=None, cleared_at=None)
    cleared = {"cleared_by": by, "cleared_at": at, "note": note.strip(), "kept_words": "", "place": None}
    if not standing.update(**cleared):
        raise DecidedMeanwhile("Somebody else cleared this mark before you. Your note was not kept.")
    record("answer.safeguarding_cleared", subject=f"safeguarding:{mark.pk}", by=by, at=at)


def words_kept_of(places: Iterable[Participation], consultation: Consultation) -> list[str]:
    """What a known member wrote in this consultation and took back, while somebody deals with it."""
    kept = SafeguardingMark.objects.filter(place__in=places, consultation=consultation, answer=None)
    return list(kept.order_by("pk").values_list("kept_words", flat=True))
