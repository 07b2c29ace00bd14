import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import server_error

from union import health
from union.away import is_away
from union.room import is_no_room


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, else 503, with each part's finding."""
    findings = health.examine(at=timezone.now())
    well = all(finding.ok for finding in findings)
    body = {"ok": well, "findings": {finding.name: finding.detail for finding in findings}}
    return JsonResponse(body, status=200 if well else 503)


def went_wrong(request: HttpRequest) -> HttpResponse:
    """503 where the database is away, can only be read, or a disk is full, which passes; else 500."""
    error = sys.exc_info()[1]
    if not is_no_room(error) and not is_away(error):
        return server_error(request)
    return HttpResponse(get_template("503.html").render(), status=503, headers={"Retry-After": "120"})
