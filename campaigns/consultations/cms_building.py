"""Building a consultation in the CMS: words, audience, opening, a later close, asking again. For drafters."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import drafting, opening
from campaigns.consultations.audience import in_words
from campaigns.consultations.checking import minutes
from campaigns.consultations.cms_building_forms import (
    MODES_MEAN,
    AudienceForm,
    ExtendForm,
    WordsForm,
    people_asked,
)
from campaigns.consultations.cms_meanwhile import given_back, posted, save, since
from campaigns.consultations.cms_views import DRAFTERS, attempt
from campaigns.consultations.editions import edition_of
from campaigns.consultations.errors import AddressTaken, ConsultationError
from campaigns.consultations.extending import MOVED, extend_consultation
from campaigns.consultations.models import Consultation
from campaigns.consultations.questionnaire import Questionnaire, thaw
from campaigns.consultations.waves import draft_next_wave
from union.accounts.permitted import for_holders, staff
from union.methods import READ_OR_POST

for_drafters = for_holders(DRAFTERS)


def built(pk: int) -> Consultation:
    return get_object_or_404(Consultation.objects.select_related("earlier_wave"), pk=pk)


def drafted(pk: int) -> Consultation:
    """The draft; 404 for what was opened, whose pages of building are gone."""
    return get_object_or_404(
        Consultation.objects.select_related("earlier_wave"), pk=pk, state=Consultation.State.DRAFT
    )


def page(
    request: HttpRequest, name: str, building: Consultation, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(
        request, f"consultations/cms/building/{name}.html", {"building": building, **more}, status=status
    )


def asked_in(building: Consultation) -> Questionnaire:
    """The questions as they stand: of the draft, or frozen."""
    if building.state == Consultation.State.DRAFT:
        return drafting.as_drafted(building)
    return thaw(building.current_version().content)


@READ_OR_POST
@for_drafters
def new(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = WordsForm(request.POST if request.method == "POST" else None, draft=None, at=now)
    if form.is_valid():
        words = form.changes()
        said = {name: words.pop(name) for name in ("title", "slug", "opens", "closes", "report_by")}
        try:
            draft = drafting.draft_consultation(**said, words=words, asked=(), by=staff(request), at=now)
        except AddressTaken as refusal:
            form.add_error("slug", str(refusal))
        else:
            messages.success(request, "The draft is there. Go on with the questions; nobody sees it yet.")
            return redirect("consultations_building:build", pk=draft.pk)
    context = {"form": form}
    return render(
        request, "consultations/cms/building/words.html", context, status=422 if form.errors else 200
    )


@require_safe
@for_drafters
def build(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a consultation on one page, with what is missing and the ways on."""
    building = built(pk)
    questionnaire = asked_in(building)
    is_draft = building.state == Consultation.State.DRAFT
    findings = opening.checks_before_opening(building, at=timezone.now()) if is_draft else []
    sections = building.sections.prefetch_related("questions__options", "questions__lines")
    rows = {("section", section.title): section.pk for section in sections}
    rows |= {("question", row.key): row.pk for section in sections for row in section.questions.all()}
    return page(
        request,
        "build",
        building,
        is_draft=is_draft,
        findings=[(finding, rows.get((finding.place, finding.about))) for finding in findings],
        faults=sum(finding.blocks for finding in findings),
        sections=sections if is_draft else [],
        questionnaire=questionnaire,
        labels={asked.key: asked.label for asked in questionnaire.asked},
        minutes=minutes(questionnaire),
        mode_means=MODES_MEAN[Consultation.Mode(building.mode)],
        audience=in_words(building),
        people=people_asked(building),
        next_wave=Consultation.objects.filter(earlier_wave=building).first(),
    )


@READ_OR_POST
@for_drafters
def words(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        draft, now = drafted(pk), timezone.now()
    except Http404:
        return given_back(request, "it was deleted, or opened,", names=WordsForm.order)
    spoke_welsh = draft.in_welsh
    form = WordsForm(posted(request), draft=draft, at=now)
    if form.is_valid():
        said = {"words": form.changes()}
        if save(request, drafting.change_consultation, draft, "Saved.", form, "slug", **said):
            here = form.cleaned_data["in_welsh"] and not spoke_welsh
            return redirect("consultations_building:words" if here else "consultations_building:build", pk=pk)
    draft = drafted(pk)
    standing = WordsForm(posted(request), draft=draft, at=now)
    meanwhile = since(request, standing, edition_of(draft, drafting.START_PAGE))
    return page(request, "words", draft, form=form, meanwhile=meanwhile, status=meanwhile.status_of(form))


@READ_OR_POST
@for_drafters
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    draft = drafted(pk)
    form = AudienceForm(posted(request), draft=draft)
    if form.is_valid():
        said = {"words": form.cleaned_data}
        if save(request, drafting.change_consultation, draft, "Saved.", form, "mode", **said):
            counts = "count" in request.POST
            where = "consultations_building:audience" if counts else "consultations_building:build"
            return redirect(where, pk=pk)
    draft = drafted(pk)
    standing = AudienceForm(posted(request), draft=draft)
    meanwhile = since(request, standing, edition_of(draft, drafting.AUDIENCE))
    return page(
        request,
        "audience",
        draft,
        form=form,
        people=people_asked(draft),
        audience=in_words(draft),
        meanwhile=meanwhile,
        status=meanwhile.status_of(form),
    )


@READ_OR_POST
@for_drafters
def open_it(request: HttpRequest, pk: int) -> HttpResponse:
    """What freezes, when it closes and who is asked; then the button."""
    if request.method == "POST":
        building, done = built(pk), "It is open. The questions are frozen from now on."
        if building.state == Consultation.State.DRAFT:  # else the button was pressed twice
            seen = request.POST.get("seen", "")
            attempt(request, opening.open_consultation, building, done, seen=seen)
        return redirect("consultations_building:build", pk=pk)
    draft = drafted(pk)
    findings = opening.checks_before_opening(draft, at=timezone.now())
    return page(
        request,
        "open",
        draft,
        findings=findings,
        faults=[finding for finding in findings if finding.blocks],
        questionnaire=drafting.as_drafted(draft),
        mode_means=MODES_MEAN[Consultation.Mode(draft.mode)],
        people=people_asked(draft),
        audience=in_words(draft),
        opens_at_once=draft.opens <= timezone.now(),
        seen=opening.edition(draft),
    )


@READ_OR_POST
@for_drafters
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    draft = drafted(pk)
    if request.method == "POST":
        attempt(request, drafting.discard_draft, draft, f"The draft “{draft.title}” is deleted.")
        return redirect("consultations_cms:index")
    return page(request, "discard", draft, number=draft.questions.count())


@READ_OR_POST
@for_drafters
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether it is to close before its time, and close it."""
    building = built(pk)
    if building.state != Consultation.State.OPEN:
        raise Http404
    if request.method == "POST":
        attempt(request, opening.close_consultation, building, "It is closed.")
        return redirect("consultations_building:build", pk=pk)
    return page(request, "close", building)


@READ_OR_POST
@for_drafters
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    building = built(pk)
    if building.state != Consultation.State.OPEN:
        raise Http404
    form = ExtendForm(posted(request), consultation=building)
    if form.is_valid():
        done = "It is open for longer. The start page says so, and why."
        said = {"closes": form.closes, "reason": form.cleaned_data["reason"]}
        if save(request, extend_consultation, building, done, form, "closes_on", **said):
            return redirect("consultations_building:build", pk=pk)
    building = built(pk)
    standing = ExtendForm(posted(request), consultation=building)
    meanwhile = since(request, standing, edition_of(building, MOVED))
    status = meanwhile.status_of(form)
    return page(request, "extend", building, form=form, meanwhile=meanwhile, status=status)


@require_POST
@for_drafters
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new wave: a draft with the same questions and keys."""
    earlier = built(pk)
    try:
        draft = draft_next_wave(earlier, by=staff(request), at=timezone.now())
    except ConsultationError as refusal:
        messages.error(request, str(refusal))
        return redirect("consultations_building:build", pk=pk)
    messages.success(
        request, "A new wave with the same questions. Look at the dates, change what you like, and open it."
    )
    return redirect("consultations_building:build", pk=draft.pk)
