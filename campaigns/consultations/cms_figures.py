"""Figures in the CMS: a number of a released table put into a sentence, and released by somebody else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from campaigns.consultations import figuring
from campaigns.consultations.cms_forms import FigureForm
from campaigns.consultations.cms_meanwhile import posted
from campaigns.consultations.cms_views import attempt, for_moderators, opened
from campaigns.consultations.errors import ConsultationError
from campaigns.consultations.models import Figure, ReleasedTable
from campaigns.consultations.results import in_words
from union.accounts.permitted import staff
from union.methods import READ_OR_POST

FIGURE_DECISIONS = {
    "release": (figuring.release_figure, "Released: editors may now use the figure."),
    "withdraw": (figuring.withdraw_figure, "Withdrawn: the figure has left every page."),
}


@READ_OR_POST
@for_moderators
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    consultation = opened(pk)
    tables = {str(table.pk): table for table in ReleasedTable.objects.filter(consultation=consultation)}
    cells = [
        (f"{key}/{line.heading.key}/{column.key}", in_words(table, line, column, number))
        for key, table in tables.items()
        for line, column, number in figuring.cells_of(table)
    ]
    form = FigureForm(cells, posted(request))
    if form.is_valid() and write(request, tables, form):
        return redirect("consultations_cms:figures", pk=pk)
    found = consultation.figures.select_related("author", "released_by", "table")
    context = {"consultation": consultation, "cells": cells, "form": form, "figures": found}
    return render(request, "consultations/cms/figures.html", context)


def write(request: HttpRequest, tables: dict[str, ReleasedTable], form: FigureForm) -> bool:
    key, _, rest = form.cleaned_data["cell"].partition("/")
    group, _, cell = rest.rpartition("/")
    words = {name: form.cleaned_data[name] for name in ("sentence", "sentence_cy", "decimals")}
    try:
        figuring.write_figure(
            tables[key], group=group, cell=cell, by=staff(request), at=timezone.now(), **words
        )
    except ConsultationError as refusal:
        form.add_error("sentence", str(refusal))
        return False
    messages.success(request, "Written. Somebody else has to release the figure.")
    return True


@require_POST
@for_moderators
def decide_figure(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    if decision not in FIGURE_DECISIONS:
        raise Http404
    figure = get_object_or_404(Figure, pk=pk)
    attempt(request, FIGURE_DECISIONS[decision][0], figure, FIGURE_DECISIONS[decision][1])
    return redirect("consultations_cms:figures", pk=figure.consultation_id)
