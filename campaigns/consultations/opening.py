"""A consultation's states: opened with frozen questions, and closed. `reporting` ends it."""

from datetime import datetime

from django.db import transaction

from campaigns.consultations.drafting import AS_THEY_ARE
from campaigns.consultations.errors import ConsultationClosed, ModeNotOffered, NotADraft, NothingToAsk
from campaigns.consultations.models import Consultation, Question, QuestionnaireVersion
from campaigns.consultations.questionnaire import Asked, Choice, Questionnaire, freeze
from union.accounts.models import User
from union.audit.recording import record

# The other modes need a mailed link to each member on the roll: docs/decisions/0071.
MODES_OFFERED = {Consultation.Mode.PUBLIC}
FEWEST_OPTIONS = 2


@transaction.atomic
def open_consultation(consultation: Consultation, *, by: User | None, at: datetime) -> QuestionnaireVersion:
    """Freeze the questions and open for replies from `opens` on.

    Refuses anything but a draft with a closing time to come, at least one question, two options to each
    choice, and a mode that the site offers.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.state != Consultation.State.DRAFT:
        raise NotADraft("Only a draft can be opened.")
    if consultation.mode not in MODES_OFFERED:
        raise ModeNotOffered(
            "Choose “anyone, without giving a name”: the other ways to answer are not offered."
        )
    if consultation.closes <= at:
        raise ConsultationClosed("Set a closing time that is still to come, then open.")
    questionnaire = as_drafted(consultation)
    _check_can_be_asked(questionnaire)
    version = QuestionnaireVersion.objects.create(
        consultation=consultation, number=1, content=freeze(questionnaire), frozen_at=at
    )
    consultation.state, consultation.opened_at = Consultation.State.OPEN, at
    consultation.save(update_fields=["state", "opened_at"])
    record("consultation.opened", subject=f"consultation:{consultation.pk}", by=by, at=at)
    return version


@transaction.atomic
def close_consultation(consultation: Consultation, *, by: User | None, at: datetime) -> None:
    """No reply is sent, changed or withdrawn from now on. `by` is None when the clock closes it."""
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.state != Consultation.State.OPEN:
        raise ConsultationClosed("This consultation is not open.")
    consultation.state, consultation.closed_at = Consultation.State.CLOSED, at
    consultation.save(update_fields=["state", "closed_at"])
    record("consultation.closed", subject=f"consultation:{consultation.pk}", by=by, at=at)


def close_due(*, at: datetime) -> int:
    """Close every consultation whose time has come; safe to run twice and beside itself."""
    closed = 0
    for consultation in Consultation.objects.filter(state=Consultation.State.OPEN, closes__lte=at):
        try:
            close_consultation(consultation, by=None, at=at)
            closed += 1
        except ConsultationClosed:
            continue
    return closed


def as_drafted(consultation: Consultation) -> Questionnaire:
    """The questions as they stand in the draft."""
    rows = consultation.questions.select_related("section").prefetch_related("options", "lines")
    return Questionnaire(tuple(_as_asked(row) for row in rows))


def _as_asked(row: Question) -> Asked:
    return Asked(
        section=row.section.title,
        section_cy=row.section.title_cy,
        soft_min="" if row.soft_min is None else str(row.soft_min),
        soft_max="" if row.soft_max is None else str(row.soft_max),
        only_if_answers=tuple(row.only_if_answers),
        options=tuple(
            Choice(option.key, option.label, option.label_cy, option.exclusive, option.asks_which)
            for option in row.options.all()
        ),
        lines=tuple(Choice(line.key, line.label, line.label_cy) for line in row.lines.all()),
        **{name: getattr(row, name) for name in AS_THEY_ARE},
    )


def _check_can_be_asked(questionnaire: Questionnaire) -> None:
    if not questionnaire.asked:
        raise NothingToAsk("Add at least one question before you open.")
    for question in questionnaire.asked:
        if question.kind == "single" and len(question.options) < FEWEST_OPTIONS:
            raise NothingToAsk(f"Give “{question.label}” at least two answers to choose from.")
