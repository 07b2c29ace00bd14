"""Finding the page at an address in two queries, however deep it lies, and giving it out."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import views
from wagtail.models import Page, Site

from union.pages.context import home_of, site_of
from union.pages.kept_pages import kept_or_drawn

DEEPEST = 20  # an address with more parts is none of ours: let Wagtail say so


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
    paths = [home.url_path + "".join(f"{part}/" for part in parts[:n]) for n in range(len(parts) + 1)]
    found = sorted(Page.objects.filter(url_path__in=paths), key=lambda page: page.depth)
    deepest = found[-1].specific
    deepest.trail = found[:-1]
    return deepest.route(request, parts[deepest.depth - home.depth :])
