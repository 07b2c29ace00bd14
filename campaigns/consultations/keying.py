"""Keying what came on paper or by telephone: by staff, so that the acts are audited, the answers are not.

Only the form and the batch are known; a keyed reply points at nobody on the roll, whatever the mode.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.consultations.answering import keep_answers, leave_out
from campaigns.consultations.codes import ALPHABET, hash_of, new_code
from campaigns.consultations.concerns import Gone, keep_concerns
from campaigns.consultations.consenting import consents_of, note_consents
from campaigns.consultations.editions import MEANWHILE
from campaigns.consultations.errors import (
    BatchFinished,
    ConsultationClosed,
    DecidedMeanwhile,
    FormTaken,
    NothingToSend,
)
from campaigns.consultations.fitting import fit_all
from campaigns.consultations.models import Consultation, KeyedReply, PaperBatch, Quote, Reply
from campaigns.consultations.questionnaire import Asked, Given, Questionnaire, thaw
from campaigns.consultations.recalling import recall_quotes
from union.accounts.models import User
from union.asking import PRESSED_TWICE
from union.audit.recording import record
from union.editions import digest

MOST_FORMS = 2000
TOO_LATE = (
    "Forms can be keyed and corrected until seven days after the consultation closed. That time is over."
)


@transaction.atomic
def make_batch(
    consultation: Consultation, *, channel: str, forms: int, note: str = "", by: User, at: datetime
) -> PaperBatch:
    """A batch of so many forms, with a code to write on the pile; pressed twice, it makes one.

    Refuses a consultation that never opened, or closed more than seven days ago.
    """
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    just_made = consultation.paper_batches.filter(made_by=by, made_at__gt=at - PRESSED_TWICE, keyed=None)
    if same := just_made.filter(channel=channel, forms=forms, note=note.strip()).first():
        return same
    batch = PaperBatch(
        consultation=consultation,
        code="PB-" + "".join(secrets.choice(ALPHABET) for _ in range(4)),
        channel=channel,
        forms=forms,
        note=note.strip(),
        made_by=by,
        made_at=at,
    )
    _check_in_time(batch, at)
    if PaperBatch.objects.filter(code=batch.code).exists():  # one in a million: draw again
        return make_batch(consultation, channel=channel, forms=forms, note=note, by=by, at=at)
    batch.save()
    _note("paper.batch_made", batch, by=by, at=at, forms=forms)
    return batch


@transaction.atomic
def key_reply(
    batch: PaperBatch,
    *,
    number: int,
    answers: Mapping[str, Given],
    consents: Collection[str],
    by: User,
    at: datetime,
) -> KeyedReply:
    """One form as a reply that counts at once; its free texts wait for a moderator like any other.

    What is required on the web may be blank on paper: nobody can be asked again. An answer to a question that
    the form's other answers lead around is left out. Refuses an empty form, an answer that does not fit, a
    number outside the batch or keyed already, and a finished batch.
    """
    batch = _lock(batch, at=at)
    if batch.finished_at:
        raise BatchFinished("This batch is finished. Make another one for forms that turned up later.")
    if not 1 <= number <= batch.forms:
        raise FormTaken(f"This batch has forms 1 to {batch.forms}. Look at the number again.")
    questionnaire = thaw(batch.consultation.current_version().content)
    fitted = _fitted(questionnaire, answers)
    reply = _new_reply(batch, at=at)
    _write(reply, questionnaire, fitted, at=at)
    note_consents(reply, purposes=consents, at=at, source=batch.channel)
    keyed = _numbered(batch, reply, number=number, by=by)
    _note("paper.keyed", batch, by=by, at=at, form=number)
    return keyed


@transaction.atomic
def correct_reply(
    keyed: KeyedReply,
    *,
    answers: Mapping[str, Given],
    consents: Collection[str],
    by: User,
    at: datetime,
    seen: str = "",
) -> None:
    """Key a form anew, as it stands on the paper. A free text that changed is read by a moderator again.

    Raises DecidedMeanwhile where somebody else corrected it since its `edition` was seen.
    """
    batch = _lock(keyed.batch, at=at)
    reply = _lock_reply(keyed)
    if seen not in ("", edition(reply)):
        raise DecidedMeanwhile(MEANWHILE)
    questionnaire = thaw(reply.version.content)
    _write(reply, questionnaire, _fitted(questionnaire, answers), at=at)
    note_consents(reply, purposes=consents, at=at, source=batch.channel)
    _note("paper.corrected", batch, by=by, at=at, form=keyed.number)


@transaction.atomic
def delete_reply(keyed: KeyedReply, *, by: User, at: datetime) -> None:
    """Take out a form that was keyed twice, or should not be there: its answers go, and its quotes; a concern
    that somebody is at risk stays.
    """
    batch = _lock(keyed.batch, at=at)
    reply = _lock_reply(keyed)
    recall_quotes(Quote.objects.filter(answer__reply=reply), reason=Quote.Recall.WITHDRAWN, at=at)
    keep_concerns(reply.answers.all(), gone=Gone.TAKEN_OUT)
    reply.delete()
    _note("paper.deleted", batch, by=by, at=at, form=keyed.number)


@transaction.atomic
def give_receipt(keyed: KeyedReply, *, by: User, at: datetime) -> str:
    """A receipt code for the member who asks for one; an earlier code of this form stops working.

    It is returned once and kept nowhere: print it, or read it out.
    """
    batch = _lock(keyed.batch, at=at)
    reply = _lock_reply(keyed)
    code = new_code()
    Reply.objects.filter(pk=reply.pk).update(code_hash=hash_of(code))
    _note("paper.receipt", batch, by=by, at=at, form=keyed.number)
    return code


@transaction.atomic
def finish_batch(batch: PaperBatch, *, by: User, at: datetime) -> None:
    """Every form that can be keyed is keyed: nothing is added from now on. Finishing twice is harmless."""
    batch = PaperBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.finished_at is None:
        PaperBatch.objects.filter(pk=batch.pk).update(finished_by=by, finished_at=at)
        keyed = batch.keyed.count()
        _note("paper.batch_finished", batch, by=by, at=at, forms=batch.forms, keyed=keyed)


def edition(reply: Reply) -> str:
    """Other answers or consents are another edition of a form."""
    answers = reply.answers.order_by("question").values_list("question", "value")
    return digest((list(answers), sorted(consents_of(reply))))


def next_number(batch: PaperBatch) -> int | None:
    """The first form after the last one keyed that is still free, else the first gap; None if all are."""
    taken = set(batch.keyed.values_list("number", flat=True))
    after = range(max(taken, default=0) + 1, batch.forms + 1)
    return next((n for n in [*after, *range(1, batch.forms + 1)] if n not in taken), None)


def on_paper(asked: Asked) -> Asked:
    """The question as it is keyed: nothing has to be answered."""
    return replace(asked, required=False)


def _fitted(questionnaire: Questionnaire, answers: Mapping[str, Given]) -> dict[str, Given]:
    """What is stored, without blanks and without answers that no question leads to."""
    fitted = fit_all(questionnaire, answers, may_be_blank=True)
    if not fitted:
        raise NothingToSend("Key at least one answer. A form without any is not counted: leave it out.")
    return fitted


def _write(reply: Reply, questionnaire: Questionnaire, fitted: Mapping[str, Given], *, at: datetime) -> None:
    gone = set(reply.answers.values_list("question", flat=True)) - set(fitted)
    leave_out(reply, gone, at=at)
    wanted = {asked: fitted[asked.key] for asked in questionnaire.every() if asked.key in fitted}
    keep_answers(reply, wanted, at=at)


def _new_reply(batch: PaperBatch, *, at: datetime) -> Reply:
    day = timezone.localdate(at)
    return Reply.objects.create(
        consultation=batch.consultation,
        version=batch.consultation.current_version(),
        mode=batch.consultation.mode,
        channel=batch.channel,
        code_hash=hash_of(new_code()),  # nobody holds it until somebody asks for a receipt
        state=Reply.State.SENT,
        started_on=day,
        sent_on=day,
    )


def _numbered(batch: PaperBatch, reply: Reply, *, number: int, by: User) -> KeyedReply:
    """Give the reply its number in the batch; two people who key one form cannot both have it."""
    try:
        with transaction.atomic():
            return KeyedReply.objects.create(
                batch=batch, reply=reply, number=number, keyed_by=by, keyed_on=reply.started_on
            )
    except IntegrityError as taken:
        raise FormTaken(f"Form {number} is keyed already. Look at the number on the paper again.") from taken


def _lock(batch: PaperBatch, *, at: datetime) -> PaperBatch:
    locked = PaperBatch.objects.select_for_update(of=("self",)).select_related("consultation")
    batch = locked.get(pk=batch.pk)
    _check_in_time(batch, at)
    return batch


def _lock_reply(keyed: KeyedReply) -> Reply:
    """The reply of a form, unless the member took it back with a receipt code."""
    reply = Reply.objects.select_for_update(of=("self",)).select_related("version", "consultation")
    found = reply.filter(keyed=keyed.pk, state=Reply.State.SENT).first()
    if found is None:
        raise ConsultationClosed("This form was deleted, or the member withdrew it.")
    return found


def _check_in_time(batch: PaperBatch, at: datetime) -> None:
    if batch.consultation.state == Consultation.State.DRAFT or not batch.can_be_corrected(at):
        raise ConsultationClosed(TOO_LATE)


def _note(action: str, batch: PaperBatch, *, by: User, at: datetime, **numbers: int) -> None:
    record(action, subject=f"paper_batch:{batch.pk}", by=by, at=at, detail=numbers)
