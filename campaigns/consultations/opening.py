"""A consultation's states: opened with frozen questions, and closed. `reporting` ends it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns.consultations.checking import WORDS, Finding, check, check_dates
from campaigns.consultations.drafting import as_drafted
from campaigns.consultations.errors import (
    ConsultationClosed,
    DecidedMeanwhile,
    NobodyToAsk,
    NotADraft,
    NothingToAsk,
)
from campaigns.consultations.models import Consultation, QuestionnaireVersion
from campaigns.consultations.planning import check_audience
from campaigns.consultations.questionnaire import freeze, thaw
from campaigns.consultations.theming import take_codebook_over
from campaigns.consultations.under_way import PLAN
from union.accounts.models import User
from union.audit.recording import record
from union.editions import digest
from union.jobs.asking import ask_for

SAME_TITLE = "The last wave has the same title: add the year, so that people can tell the two apart."


@transaction.atomic
def open_consultation(
    consultation: Consultation, *, by: User | None, at: datetime, seen: str = ""
) -> QuestionnaireVersion:
    """Freeze the questions and open for replies from `opens` on.

    Refuses anything but a draft with a closing time to come, whatever `checks_before_opening` finds a fault,
    an audience that nobody fits, and a draft that was changed since its `edition` was seen (left empty,
    nothing is compared): what freezes is what somebody has read. A new wave takes the codebook of the one
    before over. The places of members are then planned by a job, and they are invited from `opens` on.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if consultation.state != Consultation.State.DRAFT:
        raise NotADraft("Only a draft can be opened.")
    if seen and seen != edition(consultation):
        raise DecidedMeanwhile(
            "Nothing is open yet: the draft was changed while you looked at it. Look at it again, then open."
        )
    if consultation.closes <= at:
        raise ConsultationClosed("Set a closing time that is still to come, then open.")
    questionnaire = as_drafted(consultation)
    if consultation.for_members:
        check_audience(consultation)
    _check_can_be_asked(consultation, at=at)
    if consultation.for_members:
        ask_for(PLAN, subject=consultation.subject, by=by, at=at)
    version = QuestionnaireVersion.objects.create(
        consultation=consultation, number=1, content=freeze(questionnaire), frozen_at=at
    )
    if consultation.earlier_wave_id:
        take_codebook_over(consultation, asked=[asked.key for asked in questionnaire.texts()])
    consultation.state, consultation.opened_at = Consultation.State.OPEN, at
    consultation.save(update_fields=["state", "opened_at"])
    record("consultation.opened", subject=f"consultation:{consultation.pk}", by=by, at=at)
    return version


@transaction.atomic
def close_consultation(consultation: Consultation, *, by: User | None, at: datetime) -> None:
    """No reply is sent, changed or withdrawn from now on. `by` is None when the clock closes it.

    Raises ConsultationClosed unless it is open.
    """
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


def checks_before_opening(consultation: Consultation, *, at: datetime) -> list[Finding]:
    """What is to be mended in a draft: the faults that block its opening first, then the hints."""
    welsh = [f"{name}_cy" for name in WORDS]
    words = {name: getattr(consultation, name) for name in (*WORDS, *welsh, "attribution")}
    earlier = consultation.earlier_wave
    found = [
        *check_dates(closes=timezone.localtime(consultation.closes), report_by=consultation.report_by, at=at),
        *check(
            as_drafted(consultation),
            words=words,
            in_welsh=consultation.in_welsh,
            earlier=thaw(earlier.current_version().content) if earlier else None,
        ),
    ]
    if earlier and earlier.title == consultation.title:
        found.append(Finding(SAME_TITLE, "words", blocks=False))
    if consultation.for_members:
        try:
            check_audience(consultation)
        except NobodyToAsk as nobody:
            found.append(Finding(str(nobody), "audience"))
    return sorted(found, key=lambda finding: not finding.blocks)


def edition(draft: Consultation) -> str:
    """Other words, dates, questions or people asked are another edition of a draft."""
    own = [getattr(draft, field.attname) for field in Consultation._meta.concrete_fields]
    asked = [
        sorted(getattr(draft, field.name).values_list("pk", flat=True))
        for field in Consultation._meta.many_to_many
    ]
    return digest((own, asked, as_drafted(draft)))


def _check_can_be_asked(consultation: Consultation, *, at: datetime) -> None:
    if fault := next((found for found in checks_before_opening(consultation, at=at) if found.blocks), None):
        raise NothingToAsk(fault.sentence)
