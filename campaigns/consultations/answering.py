"""Starting, saving, sending and withdrawing a reply. Never audited: it would be a log of who said what.

Whoever answers is known by a receipt code alone, of which the database keeps the hash.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns.consultations.codes import hash_of, new_code
from campaigns.consultations.consenting import note_consents
from campaigns.consultations.errors import ConsultationClosed, NothingToSend, UnsuitableAnswer
from campaigns.consultations.finding import CLOSED, open_reply
from campaigns.consultations.fitting import fit
from campaigns.consultations.models import Answer, Consultation, Quote, Reply
from campaigns.consultations.questionnaire import Given, thaw
from campaigns.consultations.recalling import recall_quotes


@transaction.atomic
def start_reply(consultation: Consultation, *, at: datetime) -> str:
    """An empty reply to an open consultation; returns its receipt code, which nobody can look up again."""
    if not consultation.is_open(at):
        raise ConsultationClosed(CLOSED)
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
def save_answer(code: str, *, question: str, value: Given, at: datetime) -> None:
    """Keep one answer, or forget it when the value is empty.

    Refuses a value that does not fit, and everything once the consultation is closed. A free text that
    changed waits for a moderator again: its redactions go, and its quotes are recalled.
    """
    reply = open_reply(code, at=at)
    asked = thaw(reply.version.content).get(question)
    if asked is None:
        raise UnsuitableAnswer("This question is not part of the consultation.")
    fitted = fit(asked, value)
    answer = reply.answers.filter(question=question).first()
    if answer and answer.value == fitted:
        return
    if answer and asked.is_text:
        recall_quotes(answer.quotes.all(), reason=Quote.Recall.EDITED, at=at)
        answer.redactions.all().delete()
    if not fitted:
        if answer:
            answer.delete()
        return
    waiting = Answer.Moderation.UNREAD if asked.is_text else Answer.Moderation.NOT_NEEDED
    if answer:
        reply.answers.filter(pk=answer.pk).update(value=fitted, moderation=waiting)
    else:
        Answer.objects.create(reply=reply, question=question, value=fitted, moderation=waiting)


@transaction.atomic
def send_reply(code: str, *, consents: Collection[str], at: datetime) -> None:
    """Hand the reply in, and note for which purposes it may be quoted: those named, no others.

    Refuses an empty reply and one without a required answer. Answers to questions that are no longer asked,
    since an earlier answer changed, are left out. Sending again only changes the consents.
    """
    reply = open_reply(code, at=at)
    given = dict(reply.answers.values_list("question", "value"))
    if not given:
        raise NothingToSend("Answer at least one question before you send your reply.")
    questionnaire = thaw(reply.version.content)
    missing = [q for q in questionnaire.route(given) if q.required and q.key not in given]
    if missing:
        raise NothingToSend(f"Answer “{missing[0].label}” before you send your reply.")
    _leave_out(reply, questionnaire.not_asked(given), at=at)
    note_consents(reply, purposes=consents, at=at)
    if reply.state == Reply.State.STARTED:
        reply.state, reply.sent_on = Reply.State.SENT, timezone.localdate(at)
        reply.save(update_fields=["state", "sent_on"])


@transaction.atomic
def withdraw_reply(code: str, *, at: datetime) -> None:
    """Take a reply back for good: its answers are deleted, and its quotes leave every page."""
    reply = open_reply(code, at=at)
    recall_quotes(Quote.objects.filter(answer__reply=reply), reason=Quote.Recall.WITHDRAWN, at=at)
    reply.answers.all().delete()
    reply.state, reply.withdrawn_on = Reply.State.WITHDRAWN, timezone.localdate(at)
    reply.save(update_fields=["state", "withdrawn_on"])


def _leave_out(reply: Reply, questions: Collection[str], *, at: datetime) -> None:
    if questions:
        left = reply.answers.filter(question__in=questions)
        recall_quotes(Quote.objects.filter(answer__in=left), reason=Quote.Recall.EDITED, at=at)
        left.delete()
