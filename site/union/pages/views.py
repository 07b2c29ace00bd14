import logging

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve as give_out

from union.numbers import number_in
from union.pages import searching
from union.pages.context import organisation, organisation_of
from union.pages.style import StyleForm, shown_blocks, wrong_form
from union.pages.theme import stylesheet, version

logger = logging.getLogger(__name__)
A_PAGE = 10


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The organisation's colours; an address with the present version may be kept for a year."""
    found = organisation_of(request)
    css = stylesheet(found.brand_colour, found.accent_colour)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if request.GET.get("v") == version(css):
        patch_cache_control(response, public=True, max_age=31_536_000, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=60)
    return response


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Every part of the design on one page, for those who build; not in production."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    context = {**organisation(request), "request": request, "csrf_token": get_token(request)}
    shown = {"form": StyleForm(prefix="style"), "wrong_form": wrong_form(), "blocks": shown_blocks(context)}
    return render(request, "pages/style.html", shown)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Published pages with the words of `q`; whatever else is typed finds nothing and does no harm."""
    asked = searching.tidy(request.GET.get("q", ""))
    pages = Paginator(searching.search(asked), A_PAGE).get_page(request.GET.get("p"))
    first, records = pages.number == 1, searching.records(asked)
    context = {
        "asked": asked,
        "results": pages,
        "found": [*(records if first else []), *searching.shown(pages, asked=asked)],
        "count": pages.paginator.count + len(records),
        "start": 1 if first else pages.start_index() + len(records),
    }
    return render(request, "pages/search.html", context)


def document(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """Wagtail's own; what some alone may fetch is kept by no browser that others use too, and by no proxy."""
    answer: HttpResponseBase = give_out(request, number_in(number), name)
    if request.session.accessed:  # somebody had to show who they are
        add_never_cache_headers(answer)
    return answer


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with what may have been meant: the words of the address to search for, and pages of like names."""
    context: dict[str, object] = {}
    try:
        context = {"asked": searching.words_in(request.path), "near": searching.near(request.path)}
    except Exception as error:  # a page that says what is wrong must not go wrong itself
        logger.warning("no suggestions for a missing page: %s", type(error).__name__)
    return render(request, "404.html", context, status=404)
