"""Pages kept whole in the cache for ten seconds, for readers who bring nothing along.

A page is kept under its address and language, with the number of the last change to any page or to a record
that pages show: one change, and nothing that was kept before is given out. It is drawn for everybody, with
gaps for what is a reader's own, the token of a form and the time it was shown; the filled page is kept
nowhere.
Whoever has a cookie of ours other than that token, or a question in the address, gets a page drawn for them.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache as once
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.html import conditional_escape
from django.utils.translation import get_language
from wagtail import hooks

from union.gaps import Drawn, drawing_for_everybody

CHANGE = "pages:change"
CSRF_TOKEN = "csrf_token"
READING = ("GET", "HEAD")
Fill = Callable[[str, HttpRequest], str]


class PageGaps(Protocol):
    def __call__(self) -> Mapping[str, Fill]:
        """What is a reader's own on a page, by the first word of its gap: `stamp` fills `stamp_7` for "7"."""
        ...


@dataclass(frozen=True)
class KeptPage:
    change: str
    text: str
    content_type: str


def kept_or_drawn(request: HttpRequest, draw: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The page from the cache, or as `draw` draws it, which is then kept where it is fit for everybody."""
    if not _brings_nothing(request):
        return draw()
    key = f"pages:kept:{get_language()}:{request.get_host()}:{request.path}"
    found = cache.get_many([CHANGE, key])
    change, page = found.get(CHANGE), found.get(key)
    if isinstance(page, KeptPage) and page.change == change:
        return _filled(page, request)
    if change is None:  # before anything is read, so that no later change can be missed
        change = cache.get_or_set(CHANGE, _another, None)
    with drawing_for_everybody():
        answer = draw()
        if hasattr(answer, "render"):
            answer.render()
    if not isinstance(answer, HttpResponse) or not _is_for_everybody(answer, request):
        return answer
    page = KeptPage(str(change), answer.text, answer["Content-Type"])
    cache.set(key, page, settings.PAGES_KEPT_SECONDS)
    return _filled(page, request)


def of_now(key: str) -> str:
    """The key under which something about all pages is kept until any of them changes."""
    return f"{key}:{cache.get(CHANGE)}"


def forget_pages() -> None:
    """Give out nothing that was kept until now, once the change in hand is committed."""
    transaction.on_commit(lambda: cache.set(CHANGE, _another(), None), robust=True)


def _another() -> str:
    return uuid.uuid4().hex


def _brings_nothing(request: HttpRequest) -> bool:
    return (
        settings.PAGES_KEPT_SECONDS > 0
        and request.method in READING
        and not request.META.get("QUERY_STRING")
        and set(request.COOKIES) <= {settings.CSRF_COOKIE_NAME}
    )


def _is_for_everybody(answer: HttpResponse, request: HttpRequest) -> bool:
    """Nothing but a whole page, in whose making nobody's token, nonce, session or message was asked for."""
    return (
        answer.status_code == 200
        and answer["Content-Type"].startswith("text/html")
        and not answer.cookies
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META
        and not hasattr(request, "_csp_nonce")
        and not request.session.modified
    )


def _filled(page: KeptPage, request: HttpRequest) -> HttpResponse:
    drawn = Drawn(page.text)
    own = {name: conditional_escape(_own(name, request)) for name in set(drawn.gaps)}
    return HttpResponse(drawn.filled(own), content_type=page.content_type)


def _own(name: str, request: HttpRequest) -> str:
    if name == CSRF_TOKEN:
        return get_token(request)
    word, _, rest = name.partition("_")
    return _fills()[word](rest, request)


@once
def _fills() -> dict[str, Fill]:
    return {word: fill for gather in hooks.get_hooks("page_gaps") for word, fill in gather().items()}
