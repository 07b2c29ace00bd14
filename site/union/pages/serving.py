"""Finding the page at an address in two statements, however deep it lies, and giving it out.

The first brings the pages on the way, with what may lock them and the languages the one that was asked for is
live in; the second the page as the kind it is. They are written out, since every page that is drawn begins
with them.
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail import views
from wagtail.models import Locale, Page, PageViewRestriction, Site

from union.pages.base import UnionPage
from union.pages.context import home_of, site_of
from union.pages.kept_pages import kept_or_drawn
from union.statements import ALL, Tables, by_key, records

DEEPEST = 20  # an address with more parts is none of ours: let Wagtail say so
ON_THE_WAY = (
    "id", "path", "depth", "title", "url_path", "live", "content_type_id", "alias_of_id", "locale_id",
)  # fmt: skip
WAY: Tables = (
    ("p", Page, ON_THE_WAY),
    ("lock", PageViewRestriction, ("id",)),
    ("side", Page, ("id", "url_path", "locale_id")),
    ("locale", Locale, ALL),
)
FROM_WAY = """FROM wagtailcore_page p
    LEFT JOIN wagtailcore_pageviewrestriction lock ON lock.page_id = p.id
    LEFT JOIN wagtailcore_page side
        ON side.translation_key = p.translation_key AND side.live AND p.url_path = %s
    LEFT JOIN wagtailcore_locale locale ON locale.id = side.locale_id"""


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's own view of the page tree, with the page kept for ten seconds where that may be."""
    return kept_or_drawn(request, lambda: _drawn(request, path))


def _drawn(request: HttpRequest, path: str) -> HttpResponseBase:
    parts = [part for part in path.split("/") if part]
    site = site_of(request)
    if site is not None and len(parts) <= DEEPEST:
        # Where Wagtail looks first.
        setattr(request, "_wagtail_route_for_request", _route(request, site, parts))  # noqa: B010
    return views.serve(request, path)


def _route(request: HttpRequest, site: Site, parts: list[str]) -> object:
    """Wagtail asks each page on the way for the next one; here the deepest is asked for the rest.

    Raises Http404.
    """
    home = home_of(request, site)
    way = _way([home.url_path + "".join(f"{part}/" for part in parts[:n]) for n in range(len(parts) + 1)])
    if not way:
        raise Http404("The front page itself is gone.")
    page = _whole(way[-1].page)
    if isinstance(page, UnionPage):
        page.trail = [step.page for step in way[:-1] if step.page.live]
        if way[-1].sides:
            page.live_sides = way[-1].sides
        page.found_open = home.depth == 2 and not any(step.may_be_locked for step in way)
    return page.route(request, parts[page.depth - home.depth :])


@dataclass(frozen=True)
class _Step:
    """A page on the way to the one that was asked for."""

    page: Page
    sides: list[Page]  # of the page asked for itself: in each language in which it is live
    may_be_locked: bool


def _way(paths: list[str]) -> list[_Step]:
    """The pages at these addresses, the last of which was asked for; the highest first, in one statement."""
    rows: dict[int, list[Any]] = {}
    sql = f"{FROM_WAY} WHERE p.url_path IN ({', '.join(['%s'] * len(paths))})"
    for row in records(WAY, sql, [paths[-1], *paths]):
        rows.setdefault(row[0].pk, []).append(row)  # type: ignore[union-attr]
    return sorted((_step(found) for found in rows.values()), key=lambda step: step.page.depth)


def _step(rows: list[Any]) -> _Step:
    page, sides = rows[0][0], {}
    for _page, _lock, side, locale in rows:
        if side is not None:
            side.locale, sides[side.pk] = locale, side
    locked = page.alias_of_id is not None or any(row[1] is not None for row in rows)
    return _Step(page, sorted(sides.values(), key=lambda side: side.locale_id), locked)


def _whole(page: Page) -> Page:
    """The page as the kind of page it is. Raises Http404 where it went meanwhile."""
    kind = page.specific_class or Page
    found: Page | None = by_key(kind, [page.pk], along=getattr(kind, "read_along", ())).get(page.pk)
    if found is None:
        raise Http404("This page has just gone.")
    return found
