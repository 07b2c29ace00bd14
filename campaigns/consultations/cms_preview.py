"""A questionnaire before anybody is asked: as members see it, and with the tables of invented replies."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaigns.consultations import wordings
from campaigns.consultations.cms_building import asked_in, built, for_drafters, page
from campaigns.consultations.cms_question_forms import step_or_label
from campaigns.consultations.forms import AnswerForm
from campaigns.consultations.inventing import invent
from campaigns.consultations.questionnaire import Asked, Given, Questionnaire
from campaigns.consultations.tabulating import Heading, Number, part_of, tabulate

REPLIES = 20


@dataclass(frozen=True)
class Shown:
    """A question as the preview draws it: the form of the answering pages, and after what it is asked."""

    asked: Asked
    form: forms.Form
    after: str


@require_safe
@for_drafters
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Every question through the form and the template of the answering pages. Nothing can be sent."""
    building = built(pk)
    welsh = building.in_welsh and request.GET.get("in") == "welsh"
    questionnaire = asked_in(building)
    questionnaire = questionnaire.in_welsh() if welsh else questionnaire
    shown = [
        Shown(
            asked,
            AnswerForm(asked, prefix=asked.key, auto_id="%s", heading="h2"),
            _after(asked, questionnaire),
        )
        for asked in questionnaire.asked
    ]
    return page(request, "preview", building, shown=shown, welsh=welsh, consents=wordings.choices())


@require_safe
@for_drafters
def preview_replies(request: HttpRequest, pk: int) -> HttpResponse:
    """What the union will have in its hands: tables and answers of twenty invented replies."""
    building = built(pk)
    questionnaire = asked_in(building)
    replies = invent(questionnaire, count=REPLIES)
    return page(
        request,
        "preview_replies",
        building,
        tables=_tables(questionnaire, replies),
        texts=_texts(questionnaire, replies),
        replies=[_rows(questionnaire, given) for given in replies],
        number=REPLIES,
    )


def _after(asked: Asked, questionnaire: Questionnaire) -> str:
    """`“Yes” to “Do you hold cases?”`; empty for a question that everybody is asked."""
    on = questionnaire.get(asked.only_if) if asked.only_if else None
    if on is None:
        return ""
    answers = " or ".join(f"“{step_or_label(on, key)}”" for key in asked.only_if_answers)
    return f"{answers} to “{on.label}”"


@dataclass(frozen=True)
class Table:
    """What a question would give; no rows where fewer than 10 of the invented people answered it."""

    asked: Asked
    answered: int
    rows: list[tuple[Heading, Number]]


def _tables(questionnaire: Questionnaire, replies: list[dict[str, Given]]) -> list[Table]:
    return [
        _table(asked, line, [given[asked.key] for given in replies if asked.key in given])
        for asked in questionnaire.asked
        if not asked.is_text
        for line in [row.key for row in asked.lines] or [""]
    ]


def _table(asked: Asked, line: str, values: list[Given]) -> Table:
    table = tabulate(asked, [(value, 1) for value in values], line=line)
    rows = list(zip(table.columns, table.lines[0].numbers, strict=True)) if table else []
    return Table(part_of(asked, line), len(values), rows)


def _texts(questionnaire: Questionnaire, replies: list[dict[str, Given]]) -> list[tuple[Asked, list[Given]]]:
    return [
        (asked, [given[asked.key] for given in replies if asked.key in given])
        for asked in questionnaire.texts()
    ]


def _rows(questionnaire: Questionnaire, given: dict[str, Given]) -> list[tuple[str, str]]:
    return [(asked.label, asked.shown(given.get(asked.key))) for asked in questionnaire.route(given)]
