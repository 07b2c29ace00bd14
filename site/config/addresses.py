"""What can be no address of ours finds nothing, before anything asks the database for it; what has nothing to
read says so."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from union.numbers import number_in

FORMS = "-TOTAL_FORMS"


class AddressMiddleware:
    """404 for a NUL, which PostgreSQL takes in no text, and in the CMS for a number that is none.

    Wagtail takes any word for the number of what was chosen or ticked, and trips over it, as it does over a
    way back that is no address and over more forms than were sent. Where a token would
    stand the page itself says that the link does not work: it asks the database for no forged one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info and not _has_a_token(request.path_info):
            raise Http404("No address of ours holds a NUL.")
        answer = self.get_response(request)
        return _in_words(request, answer) if isinstance(answer, HttpResponseNotAllowed) else answer

    def process_view(
        self, request: HttpRequest, view: object, arguments: object, named: dict[str, Any]
    ) -> None:
        if not request.path_info.startswith("/cms/"):
            return
        number = named.get("pk", named.get("object_id"))
        chosen = [number] if isinstance(number, str) else []
        many = request.path_info.startswith("/cms/bulk/") or request.path_info.endswith("/chosen-multiple/")
        ticked = [word for word in request.GET.getlist("id") if word != "all"] if many else []
        if not all(number_in(word) for word in [*chosen, *ticked]):
            raise Http404("What is chosen in the CMS has a number.")
        if any(back and "/" not in back for back in (request.GET.get("next"), request.POST.get("next"))):
            raise BadRequest("The way back is no address.")
        totals = [request.POST[name] for name in request.POST if name.endswith(FORMS)]
        if not all(_is_a_count(total, request) for total in totals):
            raise BadRequest("There are not so many forms.")


def _is_a_count(total: str, request: HttpRequest) -> bool:
    """Each form in a set of them sends one field at least; two thousand empty ones took twelve seconds."""
    return total == "0" or 0 < number_in(total) <= len(request.POST)


def _in_words(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponseNotAllowed:
    """Whoever reads what only takes a form, after a refusal or with a bookmark, is told so; it was blank."""
    if request.method != "GET" or refused.content:
        return refused
    refused.content = render_to_string("405.html", request=request)
    return refused


def _has_a_token(address: str) -> bool:
    try:
        return "token" in resolve(address).kwargs
    except Resolver404:
        return False
