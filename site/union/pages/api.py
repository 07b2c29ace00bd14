"""Published pages under `/api/pages/`: what anybody may read on the site, for other programs."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.urls import reverse
from wagtail.models import Page

from union.api.routes import Route, Schema
from union.api.shapes import ADDRESS, TEXT, TIME_OR_NOT, a_list, an_object, time_of
from union.pages.addresses import address
from union.pages.base import UnionPage
from union.pages.kept_pages import of_now
from union.pages.printing import language_of
from union.pages.searching import page_text

MOST = 500  # pages in the list, the newest first
SECONDS = 10
HOME = 2  # the depth at which a site begins
Json = dict[str, Any]


def pages() -> Json:
    """Every published page; nothing is asked of the database while the list is in the cache."""
    key = of_now("pages:api")
    listed: list[Json] | None = cache.get(key)
    if listed is None:
        found = Page.objects.live().public().filter(depth__gt=1).order_by("-first_published_at", "-pk")
        every = found.specific().prefetch_related("locale")[:MOST]
        listed = [_page(page) for page in every if isinstance(page, UnionPage)]
        cache.set(key, listed, SECONDS)
    return {"pages": listed}


def page(number: int) -> Json:
    """One page with its words, and where it lies among the others; Http404 unless anybody may read it."""
    found = Page.objects.live().public().filter(pk=number, depth__gt=1).first()
    specific = found.specific if found else None
    if not isinstance(specific, UnionPage):
        raise Http404("There is no published page of this number.")
    beneath = specific.get_children().live().public().order_by("path").values_list("pk", flat=True)
    above = specific.get_parent() if specific.depth > HOME else None  # as open to all as the page itself
    return _page(specific) | {
        "text": page_text(specific),
        "parent": _link(above.pk) if above and above.live else None,
        "children": [_link(pk) for pk in beneath],
    }


def _page(page: UnionPage) -> Json:
    return {
        "id": page.pk,
        "type": page._meta.label_lower,
        "title": page.title,
        "summary": page.search_description or page.summary,
        "language": language_of(page),
        "published_at": time_of(page.first_published_at),
        "changed_at": time_of(page.last_published_at),
        "links": {"self": _link(page.pk), "page": address(page), "pdf": f"{address(page)}pdf/"},
    }


def _link(pk: int) -> str:
    return f"{settings.BASE_URL}{reverse('api:page', args=[pk])}"


# --- the shape of the answers -----------------------------------------------------------------------------

PAGE: dict[str, Schema] = {
    "id": {"type": "integer", "minimum": 1},
    "type": {**TEXT, "description": "the kind of page, such as campaigns.planpage"},
    "title": TEXT,
    "summary": TEXT,
    "language": TEXT,
    "published_at": TIME_OR_NOT,
    "changed_at": TIME_OR_NOT,
    "links": an_object({"self": ADDRESS, "page": ADDRESS, "pdf": ADDRESS}),
}


def api_routes() -> list[Route]:
    return [
        Route(
            path="pages/",
            name="pages",
            summary=f"Every published page, the newest {MOST}",
            answer=pages,
            schema=an_object({"pages": a_list(an_object(PAGE))}),
        ),
        Route(
            path="pages/<int:number>/",
            name="page",
            summary="One page with its words, and where it lies",
            answer=page,
            schema=an_object(
                {
                    **PAGE,
                    "text": {**TEXT, "description": "all it says, as plain words"},
                    "parent": {"type": ["string", "null"], "format": "uri"},
                    "children": a_list(ADDRESS),
                }
            ),
            in_list=False,
        ),
    ]
