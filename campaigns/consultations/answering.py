"""Starting, saving, sending and withdrawing a reply. Never audited: it would be a log of who said what.

Whoever answers is known by a receipt code alone, of which the database keeps the hash.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.consultations.codes import hash_of, new_code
from campaigns.consultations.concerns import Gone, keep_concerns
from campaigns.consultations.consenting import note_consents
from campaigns.consultations.errors import ConsultationClosed, NeedsLink, NothingToSend, UnsuitableAnswer
from campaigns.consultations.finding import CLOSED, open_reply
from campaigns.consultations.fitting import NOT_ASKED, fit
from campaigns.consultations.frozen import frozen_questions
from campaigns.consultations.models import (
    Answer,
    Consultation,
    Participation,
    Quote,
    Redaction,
    Reply,
    SafeguardingMark,
)
from campaigns.consultations.questionnaire import Asked, Given
from campaigns.consultations.reading import given_in
from campaigns.consultations.recalling import recall_quotes
from campaigns.consultations.speaking import questions_of
from union import statements
from union.languages import language_here

ANSWERED = """
INSERT INTO consultations_answer (reply_id, question, value, moderation) VALUES (%s, %s, %s, %s)
ON CONFLICT (reply_id, question) DO UPDATE
SET value = EXCLUDED.value, moderation = EXCLUDED.moderation, flagged_by = ''
WHERE consultations_answer.value <> EXCLUDED.value
"""
IN_WORDS = (
    ANSWERED
    + """
AND NOT EXISTS (SELECT 1 FROM consultations_quote WHERE answer_id = consultations_answer.id)
AND NOT EXISTS (SELECT 1 FROM consultations_redaction WHERE answer_id = consultations_answer.id)
AND NOT EXISTS (SELECT 1 FROM consultations_safeguardingmark WHERE answer_id = consultations_answer.id)
"""
)
NEEDS_LINK = gettext_lazy("Only members answer here, each by the link in their own letter.")


@transaction.atomic
def start_reply(consultation: Consultation, *, at: datetime) -> str:
    """An empty reply to an open consultation; returns its receipt code, which nobody can look up again.

    Refuses a consultation for members on the roll: they begin by their link, in `taking_part`.
    """
    if consultation.for_members:
        raise NeedsLink(NEEDS_LINK)
    if not consultation.is_open(at):
        raise ConsultationClosed(str(CLOSED))
    code = new_code()
    Reply.objects.create(
        consultation=consultation,
        version=consultation.current_version(),
        mode=consultation.mode,
        code_hash=hash_of(code),
        started_on=timezone.localdate(at),
    )
    return code


@transaction.atomic
def save_answer(code: str, *, question: str, value: Given, other: str = "", at: datetime) -> None:
    """Keep one answer, or forget it when the value is empty.

    `other` are the words beside the option that asks which: an answer of their own, forgotten when that
    option is not chosen. Refuses a value that does not fit, and everything once the consultation is closed.
    A free text that changed waits for a moderator again: its redactions go, and its quotes are recalled; a
    concern that somebody is at risk stays, with the words it was read in. In a reply that was sent already,
    answers to questions that are no longer asked go at once.
    """
    reply = open_reply(code, at=at)
    questionnaire = frozen_questions(reply.version)
    asked = questionnaire.get(question)
    if asked is None:
        raise UnsuitableAnswer(str(NOT_ASKED))
    fitted = fit(asked, value)
    wanted = {asked: fitted}
    if asked.other:
        wanted[asked.other] = fit(asked.other, other if asked.asks_which(fitted) else "")
    changed = keep_answer(reply, asked, fitted) if len(wanted) == 1 and fitted else None
    if changed is None:
        changed = keep_answers(reply, wanted, at=at)
    if changed and questionnaire.branches and reply.state == Reply.State.SENT:
        leave_out(reply, questionnaire.not_asked(given_in(reply)), at=at)


@transaction.atomic
def send_reply(code: str, *, consents: Collection[str], at: datetime) -> None:
    """Hand the reply in, and note for which purposes it may be quoted: those named, no others.

    Refuses an empty reply and one without a required answer. Answers to questions that are no longer asked,
    since an earlier answer changed, are left out. Sending again only changes the consents.
    """
    reply = open_reply(code, at=at)
    given = given_in(reply)
    questionnaire = questions_of(reply)
    beside = questionnaire.not_asked(given)
    missing = [q for q in questionnaire.route(given) if q.required and q.key not in given]
    if not given.keys() - beside:
        raise NothingToSend(_("Answer at least one question before you send your reply."))
    if missing:
        sentence = _("Answer “%(question)s” before you send your reply.") % {"question": missing[0].label}
        raise NothingToSend(sentence, question=missing[0].key)
    leave_out(reply, beside, at=at)
    note_consents(reply, purposes=consents, at=at)
    if reply.state == Reply.State.STARTED:
        reply.state, reply.sent_on = Reply.State.SENT, timezone.localdate(at)
        reply.language = language_here() if reply.participation_id else ""
        reply.save(update_fields=["state", "sent_on", "language"])
        if reply.participation_id:
            Participation.objects.filter(pk=reply.participation_id).update(answered_on=reply.sent_on)


@transaction.atomic
def withdraw_reply(code: str, *, at: datetime) -> None:
    """Take a reply back for good: its answers are deleted, and its quotes leave every page.

    A concern that somebody is at risk stays until it is dealt with. Of an anonymous member's reply nothing
    else stays: a row without answers would still lie beside a place.
    """
    reply = open_reply(code, at=at)
    recall_quotes(Quote.objects.filter(answer__reply=reply), reason=Quote.Recall.WITHDRAWN, at=at)
    keep_concerns(reply.answers.all(), gone=Gone.WITHDRAWN)
    reply.answers.all().delete()
    if reply.consultation.is_anonymous and reply.channel == Reply.Channel.WEB:
        reply.delete()
        return
    reply.state, reply.withdrawn_on = Reply.State.WITHDRAWN, timezone.localdate(at)
    reply.save(update_fields=["state", "withdrawn_on"])


def keep_answer(reply: Reply, asked: Asked, value: Given) -> bool | None:
    """Write one answer that is not empty in one statement; whether anything changed. On a locked reply.

    None where nothing was written of a text: it is the same, or it is quoted, cut or marked. `keep_answers`
    looks.
    """
    row = (reply.pk, asked.key, json.dumps(value))
    if asked.is_text:
        return True if statements.changed(IN_WORDS, [*row, Answer.Moderation.UNREAD]) else None
    return bool(statements.changed(ANSWERED, [*row, Answer.Moderation.NOT_NEEDED]))


def keep_answers(reply: Reply, wanted: Mapping[Asked, Given], *, at: datetime) -> bool:
    """Bring the answers to these questions to what is wanted; whether anything changed.

    On a locked reply, in the caller's transaction; empty ones go. Quotes, redactions and marks are only
    looked for where there are some; other kinds than texts never have any.
    """
    about_texts = any(asked.is_text for asked in wanted)
    there = reply.answers.filter(question__in=[asked.key for asked in wanted]).annotate(
        quoted=Exists(Quote.objects.filter(answer=OuterRef("pk"))) if about_texts else Value(False),
        cut=Exists(Redaction.objects.filter(answer=OuterRef("pk"))) if about_texts else Value(False),
        risk=Exists(SafeguardingMark.objects.filter(answer=OuterRef("pk"))) if about_texts else Value(False),
    )
    standing = {answer.question: answer for answer in there}
    changed = {asked: value for asked, value in wanted.items() if _differs(standing.get(asked.key), value)}
    texts = [standing[asked.key] for asked in changed if asked.is_text and asked.key in standing]
    if any(text.quoted for text in texts):
        recall_quotes(Quote.objects.filter(answer__in=texts), reason=Quote.Recall.EDITED, at=at)
    if any(text.cut for text in texts):
        Redaction.objects.filter(answer__in=texts).delete()
    if any(text.risk for text in texts):
        keep_concerns(reply.answers.filter(pk__in=[text.pk for text in texts]), gone=_gone(reply))
    for asked, value in changed.items():
        if not value:
            standing[asked.key].delete()
    Answer.objects.bulk_create(
        [answer_to(asked, value, of=reply) for asked, value in changed.items() if value],
        update_conflicts=True,
        unique_fields=["reply", "question"],
        update_fields=["value", "moderation", "flagged_by"],
    )
    return bool(changed)


def _differs(answer: Answer | None, value: Given) -> bool:
    return answer.value != value if answer else bool(value)


def answer_to(asked: Asked, value: Given, *, of: Reply) -> Answer:
    """An answer that is not written down yet; a free text waits for a moderator."""
    moderation = Answer.Moderation.UNREAD if asked.is_text else Answer.Moderation.NOT_NEEDED
    return Answer(reply=of, question=asked.key, value=value, moderation=moderation)


def leave_out(reply: Reply, questions: Collection[str], *, at: datetime) -> None:
    """Forget the answers to these questions, in the caller's transaction; their quotes are recalled, and
    concerns in them stay.
    """
    if questions:
        left = reply.answers.filter(question__in=questions)
        keep_concerns(left, gone=_gone(reply))
        recall_quotes(Quote.objects.filter(answer__in=left), reason=Quote.Recall.EDITED, at=at)
        left.delete()


def _gone(reply: Reply) -> Gone:
    """Who changed it: the member, or whoever keyed the form."""
    return Gone.CHANGED if reply.channel == Reply.Channel.WEB else Gone.TAKEN_OUT
