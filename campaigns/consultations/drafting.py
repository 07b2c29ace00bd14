"""Drafting a consultation: its words, dates and questions, before anybody can answer."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from campaigns.consultations.models import Consultation, Line, Option, Question, Section
from campaigns.consultations.questionnaire import Asked
from union.accounts.models import User
from union.audit.recording import record

# What a question in a draft and a frozen one call by the same name.
AS_THEY_ARE = (
    "key",
    "kind",
    "label",
    "label_cy",
    "help_text",
    "help_text_cy",
    "describes",
    "required",
    "unit",
    "unit_cy",
    "decimals",
    "max_length",
    "steps",
    "low_label",
    "low_label_cy",
    "high_label",
    "high_label_cy",
    "only_if",
)


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
        inside = list(questions)
        section = Section.objects.create(
            consultation=consultation, title=heading, title_cy=inside[0].section_cy, order=order
        )
        for place, question in enumerate(inside, 1):
            _add_question(section, question, order=place)
    record("consultation.drafted", subject=f"consultation:{consultation.pk}", by=by, at=at)
    return consultation


def _add_question(section: Section, asked: Asked, *, order: int) -> None:
    question = Question.objects.create(
        consultation=section.consultation,
        section=section,
        order=order,
        soft_min=asked.soft_min or None,
        soft_max=asked.soft_max or None,
        only_if_answers=list(asked.only_if_answers),
        **{name: getattr(asked, name) for name in AS_THEY_ARE},
    )
    Option.objects.bulk_create(
        Option(question=question, order=place, **asdict(choice))
        for place, choice in enumerate(asked.options, 1)
    )
    Line.objects.bulk_create(
        Line(question=question, order=place, key=line.key, label=line.label, label_cy=line.label_cy)
        for place, line in enumerate(asked.lines, 1)
    )
