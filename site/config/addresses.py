"""What can be no address of ours finds nothing, before anything asks the database for it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve


class AddressMiddleware:
    """404 for a NUL, which PostgreSQL takes in no text, and in the CMS for a number that is none.

    Wagtail's choosers take any word for the number of what was chosen, and trip over it. Where a token would
    stand the page itself says that the link does not work: it asks the database for no forged one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info and not _has_a_token(request.path_info):
            raise Http404("No address of ours holds a NUL.")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, arguments: object, named: dict[str, Any]
    ) -> None:
        number = named.get("pk", named.get("object_id"))
        if request.path_info.startswith("/cms/") and isinstance(number, str) and not number.isdecimal():
            raise Http404("What is chosen in the CMS has a number.")


def _has_a_token(address: str) -> bool:
    try:
        return "token" in resolve(address).kwargs
    except Resolver404:
        return False
