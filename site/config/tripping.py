"""What Wagtail's own views trip over in the CMS is told as what it is: something that nobody can read."""

import logging
from collections.abc import Callable
from types import TracebackType

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import NoReverseMatch
from django.views.defaults import bad_request

logger = logging.getLogger(__name__)
UNREADABLE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    ValidationError,
    NoReverseMatch,
    DataError,
    IntegrityError,
)
OURS = ("ballots", "campaigns", "config", "petitions", "union")


class TrippedMiddleware:
    """400 in the place of 500 where Wagtail fell over a field or a word that it took for granted.

    What falls in a module of ours stays a 500, and so does what falls although nobody sent anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        sent = request.method == "POST" or request.META.get("QUERY_STRING")
        if not (sent and request.path_info.startswith("/cms/") and isinstance(error, UNREADABLE)):
            return None
        if _where_it_fell(error.__traceback__) != "wagtail":
            return None
        logger.warning("Wagtail could not read what was sent to the CMS", exc_info=error)
        return bad_request(request, error)


def _where_it_fell(steps: TracebackType | None) -> str:
    """The package, ours or Wagtail's, in which the last step was taken before those of Django and Python."""
    found = ""
    while steps is not None:
        package = str(steps.tb_frame.f_globals.get("__name__")).partition(".")[0]
        if package.startswith("wagtail"):
            found = "wagtail"
        elif package in OURS:
            found = package
        steps = steps.tb_next
    return found
