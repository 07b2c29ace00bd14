"""The content security policy of each side: strict in public, as strict as Wagtail allows in the CMS."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """django-csp with a second policy for everything under /cms/."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/cms/") and not hasattr(response, "_csp_replace"):
            response._csp_replace = settings.CONTENT_SECURITY_POLICY_CMS  # type: ignore[attr-defined]
        return super().process_response(request, response)
