from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from union import health


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, else 503, with each part's finding."""
    findings = health.examine(at=timezone.now())
    well = all(finding.ok for finding in findings)
    body = {"ok": well, "findings": {finding.name: finding.detail for finding in findings}}
    return JsonResponse(body, status=200 if well else 503)
