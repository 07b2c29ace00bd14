"""Whole pages that are drawn once in a process for everybody, with gaps for what is each visitor's own."""

from collections.abc import Callable, Hashable, Mapping

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from union.gaps import Kept, gaps
from union.pages.context import around_a_page, looks, organisation_of
from union.pages.menu import menu_of

CSRF_TOKEN = "csrf_token"
Context = Callable[[Mapping[str, object]], Mapping[str, object]]


def draw(
    request: HttpRequest,
    template: str,
    *,
    kept: Kept,
    shows: Hashable,
    context: Context,
    own: Mapping[str, str],
) -> HttpResponse:
    """The page as `render` would draw it with `context` and `own`, byte for byte.

    `own` is what belongs to this visitor, by the names the template uses: gaps in what is kept. `context` is
    asked for the rest only where nothing is kept, with `own` or with the gaps, and gives the same for all to
    whom the page shows what `shows` says. What is kept is drawn without the request. Whoever has a message
    waiting gets a page that is drawn for them alone.
    """
    if len(get_messages(request)):
        return render(request, template, {**context(own), **own})
    found = organisation_of(request)
    around = {**around_a_page(found), "menu": menu_of(request)}
    page = kept.drawn(
        (template, get_language(), looks(found), around["theme_href"], around["demo"], around["menu"], shows),
        lambda: _with_gaps(template, around, context, (CSRF_TOKEN, *own)),
    )
    filling: dict[str, str] = {name: conditional_escape(value) for name, value in own.items()}
    if CSRF_TOKEN in page.gaps:
        filling[CSRF_TOKEN] = get_token(request)
    return HttpResponse(page.filled(filling))


def _with_gaps(template: str, around: Mapping[str, object], context: Context, names: tuple[str, ...]) -> str:
    own = gaps(names)
    return render_to_string(template, {**around, **context(own), **own})
