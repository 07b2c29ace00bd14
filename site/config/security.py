"""What holds for every request: the content security policy of each side, how forms are written, who keeps
an answer."""

from collections.abc import Callable
from functools import cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """django-csp with a second policy for everything under /cms/, as strict as Wagtail allows."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith("/cms/") and not hasattr(response, "_csp_replace"):
            # A preview was drawn as the page itself and has the public policy, which no frame may show.
            response.headers.pop("Content-Security-Policy", None)
            response._csp_replace = settings.CONTENT_SECURITY_POLICY_CMS  # type: ignore[attr-defined]
        if not settings.DEBUG and _is_plain(
            request, response
        ):  # Django's own pages of faults have styles inside
            response.headers.setdefault(HEADER, _plain_policy())
            return response
        return super().process_response(request, response)


def _is_plain(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Nobody took a nonce or asked for another policy: what django-csp would write is the same each time."""
    return not hasattr(request, "_csp_nonce") and not any(name.startswith("_csp") for name in vars(response))


@cache
def _plain_policy() -> str:
    """Put together once: it was a tenth of what a kept page costs."""
    return build_policy()


class Utf8Middleware:
    """Forms are UTF-8, whatever a header says of them.

    Django raises at another charset, and again in each error page that looks for the token of the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding is not None:
            request.encoding = "utf-8"
        return self.get_response(request)


class AskFirstMiddleware:
    """What says nothing else is kept by no cache on the way, and by a browser that asks before it shows it.

    Where nothing is said, either may guess how long: a tenth of the age of a file, for instance.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
