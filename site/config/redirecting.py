"""Where editors' redirects are looked for."""

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from union.accounts.gate import GUARDED


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, for public addresses: one of the two back offices that is not there leads nowhere else."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(GUARDED) or "\0" in request.path_info:
            return response
        return super().process_response(request, response)
