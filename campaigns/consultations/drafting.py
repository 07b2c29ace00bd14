"""Drafting a consultation: its words, dates and questions, before anybody can answer."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from campaigns.consultations.models import Consultation, Option, Question, Section
from campaigns.consultations.questionnaire import Asked
from union.accounts.models import User
from union.audit.recording import record


@transaction.atomic
def draft_consultation(
    title: str,
    *,
    slug: str,
    words: Mapping[str, str],
    opens: datetime,
    closes: datetime,
    report_by: date,
    asked: Iterable[Asked],
    by: User | None,
    at: datetime,
    mode: str = Consultation.Mode.PUBLIC,
) -> Consultation:
    """A draft with its sections, questions and options, all at once.

    `words` holds purpose, already_decided, who_reads and attribution; `asked` comes section by section.
    """
    consultation = Consultation.objects.create(
        title=title, slug=slug, opens=opens, closes=closes, report_by=report_by, mode=mode, **words
    )
    for order, (heading, questions) in enumerate(groupby(asked, key=lambda question: question.section), 1):
        section = Section.objects.create(consultation=consultation, title=heading, order=order)
        for place, question in enumerate(questions, 1):
            _add_question(section, question, order=place)
    record("consultation.drafted", subject=f"consultation:{consultation.pk}", by=by, at=at)
    return consultation


def _add_question(section: Section, asked: Asked, *, order: int) -> None:
    question = Question.objects.create(
        consultation=section.consultation,
        section=section,
        key=asked.key,
        kind=asked.kind,
        label=asked.label,
        help_text=asked.help_text,
        required=asked.required,
        order=order,
        unit=asked.unit,
        decimals=asked.decimals,
        soft_min=asked.soft_min or None,
        soft_max=asked.soft_max or None,
        max_length=asked.max_length,
    )
    Option.objects.bulk_create(
        Option(question=question, key=choice.key, label=choice.label, order=place)
        for place, choice in enumerate(asked.options, 1)
    )
