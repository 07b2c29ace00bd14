"""Sections and questions of a draft, in the CMS. For drafters."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from campaigns.consultations import drafting
from campaigns.consultations.cms_building import drafted, for_drafters, page
from campaigns.consultations.cms_building_forms import SectionForm
from campaigns.consultations.cms_meanwhile import (
    NOBODY,
    Meanwhile,
    given_back,
    posted,
    save,
    since,
)
from campaigns.consultations.cms_question_forms import KindForm, QuestionForm
from campaigns.consultations.cms_views import attempt
from campaigns.consultations.editions import edition_of
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.models import Consultation, Question, Section
from campaigns.consultations.questionnaire import Asked
from union.accounts.permitted import staff
from union.methods import READ_OR_POST

UP_OR_DOWN = {"up": True, "down": False}


def section_of_draft(pk: int) -> Section:
    return get_object_or_404(
        Section.objects.select_related("consultation"), pk=pk, consultation__state=Consultation.State.DRAFT
    )


def question_of_draft(pk: int) -> Question:
    return get_object_or_404(
        Question.objects.select_related("consultation", "section"),
        pk=pk,
        consultation__state=Consultation.State.DRAFT,
    )


def back_to(draft: Consultation, place: str) -> HttpResponse:
    """The page of the draft, where the section or question stands on it."""
    return redirect(f"{reverse('consultations_building:build', args=[draft.pk])}#{place}")


@READ_OR_POST
@for_drafters
def new_section(request: HttpRequest, pk: int) -> HttpResponse:
    draft = drafted(pk)
    form = SectionForm(request.POST if request.method == "POST" else None, in_welsh=draft.in_welsh)
    if form.is_valid():
        words = form.cleaned_data
        section = drafting.add_section(draft, **words, by=staff(request), at=timezone.now())
        return redirect("consultations_building:new_question", pk=section.pk)
    return page(request, "section", draft, form=form, status=422 if form.errors else 200)


@READ_OR_POST
@for_drafters
def section(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        return change_section(request, pk)
    except Http404:
        became = "the section was deleted, or its consultation was opened,"
        return given_back(request, became, names=("title", "title_cy"))


def change_section(request: HttpRequest, pk: int) -> HttpResponse:
    found = section_of_draft(pk)
    draft = found.consultation
    form = section_form(request, found)
    if form.is_valid():
        said = {"title": found.title, "title_cy": found.title_cy, **form.cleaned_data}
        if save(request, drafting.change_section, found, "Saved.", form, "title", **said):
            return back_to(draft, f"section-{pk}")
    found = section_of_draft(pk)
    meanwhile = since(request, section_form(request, found), edition_of(found, drafting.SECTION))
    status = meanwhile.status_of(form)
    return page(request, "section", draft, section=found, form=form, meanwhile=meanwhile, status=status)


def section_form(request: HttpRequest, found: Section) -> SectionForm:
    initial = {"title": found.title, "title_cy": found.title_cy}
    return SectionForm(posted(request), initial=initial, in_welsh=found.consultation.in_welsh)


@require_POST
@for_drafters
def move_section(request: HttpRequest, pk: int, where: str) -> HttpResponse:
    found = section_of_draft(pk)
    attempt(request, drafting.move_section, found, "Moved.", up=direction(where))
    return back_to(found.consultation, f"section-{pk}")


@READ_OR_POST
@for_drafters
def remove_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the section is to go, with its questions."""
    found = section_of_draft(pk)
    draft = found.consultation
    if request.method == "POST":
        attempt(request, drafting.remove_section, found, f"The section “{found.title}” is deleted.")
        return back_to(draft, "questions")
    return page(request, "remove_section", draft, section=found, questions=found.questions.all())


@READ_OR_POST
@for_drafters
def new_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how it is answered; the next page has the fields for that."""
    found = section_of_draft(pk)
    form = KindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        return redirect("consultations_building:new_question_of_kind", pk=pk, kind=kind)
    status = 422 if form.errors else 200
    return page(request, "kind", found.consultation, section=found, form=form, status=status)


@READ_OR_POST
@for_drafters
def new_question_of_kind(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    if kind not in Question.Kind.values:
        raise Http404
    found = section_of_draft(pk)
    draft = found.consultation
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        earlier=asked_up_to(draft, found),
        taken=draft.questions.values_list("key", flat=True),
        in_welsh=draft.in_welsh,
    )
    if form.is_valid():
        try:
            question = drafting.add_question(found, form.asked(), by=staff(request), at=timezone.now())
        except ConsultationError as refusal:
            form.add_error("key", str(refusal))
        else:
            if "another" in request.POST:
                return redirect("consultations_building:new_question", pk=pk)
            return back_to(draft, f"question-{question.pk}")
    return draw(request, draft, found, form)


@READ_OR_POST
@for_drafters
def question(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        return change_question(request, pk)
    except Http404:
        names = (*QuestionForm.always_first, "lines", "lines_cy", "options", "options_cy")
        became = "the question was deleted, or its consultation was opened,"
        return given_back(request, became, names=names)


def change_question(request: HttpRequest, pk: int) -> HttpResponse:
    found = question_of_draft(pk)
    form = question_form(request, found)
    if form.is_valid():
        asked = form.asked()
        if save(request, drafting.change_question, found, "Saved.", form, "key", asked=asked):
            return back_to(found.consultation, f"question-{pk}")
    found = question_of_draft(pk)
    before = drafting.as_asked(found)
    meanwhile = since(request, question_form(request, found), drafting.edition(before))
    draft, section = found.consultation, found.section
    return draw(request, draft, section, form, question=found, before=before, meanwhile=meanwhile)


def question_form(request: HttpRequest, found: Question) -> QuestionForm:
    """The form over the question as it stands."""
    draft = found.consultation
    asked = drafting.as_drafted(draft).asked
    before = drafting.as_asked(found)
    return QuestionForm(
        posted(request),
        kind=found.kind,
        before=before,
        earlier=asked[: asked.index(before)],
        taken=draft.questions.exclude(pk=found.pk).values_list("key", flat=True),
        in_welsh=draft.in_welsh,
    )


def draw(
    request: HttpRequest,
    draft: Consultation,
    section: Section,
    form: QuestionForm,
    *,
    question: Question | None = None,
    before: Asked | None = None,
    meanwhile: Meanwhile = NOBODY,
) -> HttpResponse:
    return page(
        request,
        "question",
        draft,
        section=section,
        form=form,
        question=question,
        before=before,
        meanwhile=meanwhile,
        kind=Question.Kind(form.kind).label,
        status=meanwhile.status_of(form),
    )


def asked_up_to(draft: Consultation, section: Section) -> tuple[Asked, ...]:
    """The questions that come before one at the end of the section."""
    keys = draft.questions.filter(section__order__lte=section.order).values_list("key", flat=True)
    before = set(keys)
    return tuple(asked for asked in drafting.as_drafted(draft).asked if asked.key in before)


@require_POST
@for_drafters
def move_question(request: HttpRequest, pk: int, where: str) -> HttpResponse:
    found = question_of_draft(pk)
    attempt(request, drafting.move_question, found, "Moved.", up=direction(where))
    return back_to(found.consultation, f"question-{pk}")


@READ_OR_POST
@for_drafters
def remove_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the question is to go, and name those that depend on it."""
    found = question_of_draft(pk)
    draft = found.consultation
    if request.method == "POST":
        attempt(request, drafting.remove_question, found, f"“{found.label}” is deleted.")
        return back_to(draft, "questions")
    return page(
        request,
        "remove_question",
        draft,
        question=found,
        dependent=draft.questions.filter(only_if=found.key),
    )


def direction(where: str) -> bool:
    if where not in UP_OR_DOWN:
        raise Http404
    return UP_OR_DOWN[where]
