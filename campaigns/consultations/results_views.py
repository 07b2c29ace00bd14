"""The public page of a consultation's released tables, and each as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import override
from django.views.decorators.http import require_safe

from campaigns.consultations.models import ReleasedTable
from campaigns.consultations.results import csv_lines, first_of_next_wave, in_language, results_of
from campaigns.consultations.views import announced
from union.downloads import named
from union.members.spreadsheet import as_csv


@require_safe
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Every released table; 404 before the consultation was opened."""
    consultation = announced(slug)
    return render(
        request,
        "consultations/results.html",
        {
            "consultation": consultation,
            "title": in_language(consultation.title, consultation.title_cy),
            "tables": results_of(consultation),
            "again": first_of_next_wave(consultation),
            "in_welsh": _address(slug, "cy"),
            "in_english": _address(slug, "en-gb"),
        },
    )


@require_safe
def table_csv(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    """A released table for a spreadsheet."""
    table = get_object_or_404(ReleasedTable, pk=pk, consultation=announced(slug))
    response = StreamingHttpResponse(as_csv(csv_lines(table)), content_type="text/csv; charset=utf-8")
    named(response, f"{slugify(str(table))[:60]}-{pk}.csv")
    return response


def _address(slug: str, language: str) -> str:
    with override(language):
        return reverse("consultations:results", args=[slug])
