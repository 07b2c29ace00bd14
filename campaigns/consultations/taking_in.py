"""Replies that come in whole, many at a time: each is held to the rules of one sent page by page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from campaigns.consultations.answering import NEEDS_LINK, answer_to
from campaigns.consultations.codes import hash_of, new_code
from campaigns.consultations.errors import ConsultationClosed, NeedsLink, NothingToSend
from campaigns.consultations.finding import CLOSED
from campaigns.consultations.fitting import fit_all
from campaigns.consultations.models import Answer, Consent, Consultation, Reply
from campaigns.consultations.questionnaire import Given, Questionnaire, thaw
from campaigns.consultations.wordings import current

AT_A_TIME = 500


@dataclass(frozen=True)
class Whole:
    """All that one person said: answers by the key of their question, and the purposes they allow."""

    given: Mapping[str, Given]
    consents: Collection[str] = ()


@transaction.atomic
def take_in(consultation: Consultation, replies: Iterable[Whole], *, at: datetime) -> list[str]:
    """Keep the replies as sent, all or none, and return their receipt codes in the same order.

    Refuses a consultation for members on the roll or one that is not open, an answer that does not fit, and a
    reply that is empty or lacks a required answer. Answers to questions that were not asked after the others
    are left out.
    """
    consultation = Consultation.objects.get(pk=consultation.pk)
    if consultation.for_members:
        raise NeedsLink(str(NEEDS_LINK))
    if not consultation.is_open(at):
        raise ConsultationClosed(str(CLOSED))
    questionnaire = thaw(consultation.current_version().content)
    fitted = [(_fitted(questionnaire, whole.given), whole.consents) for whole in replies]
    codes = [new_code() for _ in fitted]
    rows = _keep_replies(consultation, codes, on=timezone.localdate(at))
    _keep_answers(questionnaire, [(row, given) for row, (given, _) in zip(rows, fitted, strict=True)])
    _keep_consents([(row, consents) for row, (_, consents) in zip(rows, fitted, strict=True)])
    return codes


def _keep_replies(consultation: Consultation, codes: Iterable[str], *, on: date) -> list[Reply]:
    version = consultation.current_version()
    rows = [
        Reply(
            consultation=consultation,
            version=version,
            mode=consultation.mode,
            code_hash=hash_of(code),
            state=Reply.State.SENT,
            started_on=on,
            sent_on=on,
        )
        for code in codes
    ]
    return Reply.objects.bulk_create(rows, batch_size=AT_A_TIME)


def _keep_answers(questionnaire: Questionnaire, given: Iterable[tuple[Reply, Mapping[str, Given]]]) -> None:
    every = {asked.key: asked for asked in questionnaire.every()}
    rows = [answer_to(every[key], value, of=row) for row, answers in given for key, value in answers.items()]
    Answer.objects.bulk_create(rows, batch_size=AT_A_TIME)


def _keep_consents(given: Iterable[tuple[Reply, Collection[str]]]) -> None:
    wording = current()
    rows = [
        Consent(
            reply=row, purpose=purpose, given=True, wording=wording, source="reply", given_on=row.started_on
        )
        for row, purposes in given
        for purpose in sorted(set(purposes) & set(Consent.Purpose.values))
    ]
    Consent.objects.bulk_create(rows, batch_size=AT_A_TIME)


def _fitted(questionnaire: Questionnaire, given: Mapping[str, Given]) -> dict[str, Given]:
    fitted = fit_all(questionnaire, given)
    missing = next((q for q in questionnaire.route(fitted) if q.required and q.key not in fitted), None)
    if missing or not fitted:
        raise NothingToSend(f"Answer “{missing.label}”." if missing else "Answer at least one question.")
    return fitted
