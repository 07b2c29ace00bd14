"""An address from which a page was withdrawn, or whose time is over, says so: 410 in the place of 404."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Site

from union.accounts.gate import GUARDED
from union.publishing.planning import run_out_at
from union.publishing.recalling import withdrawn_at
from union.publishing.views import gone, run_out


class WithdrawnMiddleware:
    """Looks only where nothing was found, so that no page that is there pays for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        if request.path_info.startswith(GUARDED) or "\0" in request.path_info:  # no page has ever stood there
            return response
        if request.path == "/cy/":
            return redirect("/")  # there is no Welsh home yet
        if withdrawal := withdrawn_at(request.path):
            return gone(request, withdrawal)
        page = run_out_at(request.path, Site.find_for_request(request))
        return run_out(request, page) if page else response
