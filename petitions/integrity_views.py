"""The count by the hour, as a file for everybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from petitions.integrity import hours_csv
from petitions.views import found_or_404


@require_safe
def hours(request: HttpRequest, slug: str) -> HttpResponse:
    """How the count grew, hour by hour; it names nobody and is fit for every cache."""
    found = found_or_404(slug)
    answer = HttpResponse(hours_csv(found.petition), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.petition.slug}-hours.csv"'
    answer["Cache-Control"] = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
    return answer
