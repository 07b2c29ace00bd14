"""Tables and exports in the CMS: look, split, propose, release, withdraw; ask for a file and fetch it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from campaigns.consultations import exporting, reading, results, tabling
from campaigns.consultations.cms_views import EXPORTERS, attempt, for_moderators, opened
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.models import Consultation, Export, Table
from campaigns.consultations.questionnaire import thaw
from campaigns.consultations.tabling import Wanted
from campaigns.consultations.tabulating import AVERAGED
from union.accounts.permitted import for_holders, staff
from union.downloads import named
from union.jobs.asking import cancel, latest
from union.jobs.showing import look_again
from union.members.spreadsheet import WORKBOOK

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": WORKBOOK,
    "pdf": "application/pdf",
    "pdf-cy": "application/pdf",
}
TABLE_DECISIONS = {
    "release": (tabling.release_table, "Released: the table is on the page of results."),
    "withdraw": (tabling.withdraw_table, "Withdrawn: the table and its figures have left every page."),
}

for_exporters = for_holders(EXPORTERS)


class TableForm(forms.Form):
    """Which table to look at."""

    question = forms.ChoiceField(label="Question")
    split_by = forms.ChoiceField(label="Split by", required=False)

    def __init__(self, consultation: Consultation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        questionnaire = thaw(consultation.current_version().content)
        self.fields["question"].choices = [  # type: ignore[attr-defined]
            (f"{wanted.question}/{wanted.line}", asked.label)
            for wanted, asked in tabling.countable(questionnaire)
        ]
        self.fields["split_by"].choices = [  # type: ignore[attr-defined]
            ("", "Nothing: all who answered"),
            *((asked.key, asked.label) for asked in tabling.splitting(questionnaire)),
        ]

    def wanted(self) -> Wanted:
        question, _, line = self.cleaned_data["question"].partition("/")
        return Wanted(question, line, self.cleaned_data["split_by"])


@require_safe
@for_moderators
def tables(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits and what is released, and a look at any table as it would be shown."""
    consultation = opened(pk)
    form = TableForm(consultation, request.GET or None)
    context: dict[str, object] = {"consultation": consultation, "form": form, "preview": None, "refusal": ""}
    if form.is_bound and form.is_valid():
        try:
            context["preview"] = results.shown(
                tabling.looked_at(consultation, form.wanted(), at=timezone.now())
            )
        except ConsultationError as refused:
            context["refusal"] = str(refused)
    rows = consultation.tables.select_related("author", "released_by", "consultation")
    asked = thaw(consultation.current_version().content).asked
    context["unbounded"] = {one.key for one in asked if one.kind in AVERAGED and not one.greatest}
    context["channels"] = reading.by_channel(consultation)
    context["tables"] = [results.shown(row) for row in rows]
    return render(request, "consultations/cms/tables.html", context)


@require_POST
@for_moderators
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    form = TableForm(consultation, request.POST)
    if not form.is_valid():
        messages.error(request, tabling.NOT_SPLIT)
        return redirect("consultations_cms:tables", pk=pk)
    try:
        tabling.propose_table(consultation, form.wanted(), by=staff(request), at=timezone.now())
    except ConsultationError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Proposed. Somebody else has to release the table.")
    return redirect("consultations_cms:tables", pk=pk)


@require_POST
@for_moderators
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in TABLE_DECISIONS:
        raise Http404
    table = get_object_or_404(Table, pk=pk)
    attempt(request, TABLE_DECISIONS[decision][0], table, TABLE_DECISIONS[decision][1])
    return redirect("consultations_cms:tables", pk=table.consultation_id)


@require_safe
@for_exporters
def exports(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    job = latest(exporting.KIND, subject=exporting.subject_of(consultation))
    context = {
        "consultation": consultation,
        "exports": consultation.exports.filter(ready_at__isnull=False).select_related("by"),
        "formats": [
            choice
            for choice in Export.Format.choices
            if consultation.in_welsh or choice[0] != Export.Format.PDF_CY
        ],
        "job": job,
    }
    return look_again(render(request, "consultations/cms/exports.html", context), job)


@require_POST
@for_exporters
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    consultation, format = opened(pk), request.POST.get("format", "")
    if format not in Export.Format.values:
        raise Http404
    try:
        exporting.ask_for_export(consultation, format=format, by=staff(request), at=timezone.now())
    except ConsultationError as refused:
        messages.error(request, str(refused))
    return redirect("consultations_cms:exports", pk=pk)


@require_POST
@for_exporters
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    job = latest(exporting.KIND, subject=exporting.subject_of(consultation))
    if job is not None:
        cancel(job, at=timezone.now())
    return redirect("consultations_cms:exports", pk=pk)


@require_POST
@for_exporters
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The file. It is asked for by POST, as it writes an entry of who took it."""
    export = get_object_or_404(Export.objects.select_related("consultation"), pk=pk, ready_at__isnull=False)
    pieces = exporting.fetch(export, by=staff(request), at=timezone.now())
    response = StreamingHttpResponse(pieces, content_type=TYPES[export.format])
    named(response, export.file_name)
    return response  # type: ignore[return-value]
