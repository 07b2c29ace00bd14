"""What every template knows."""

from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page, Site

from union.pages.kept_pages import forget_pages
from union.pages.models import Organisation
from union.pages.theme import stylesheet, version

SECONDS = 10
KEPT = "organisations"


def organisation_of(request: HttpRequest) -> Organisation:
    """The settings of the site asked for, or the defaults where none are written; kept for ten seconds.

    Every page asks, and several times: the cache is asked once a request, and the database hardly ever.
    """
    found: Organisation | None = getattr(request, "_organisation", None)
    if found is None:
        found = _organisation_of(request)
        setattr(request, "_organisation", found)  # noqa: B010
    return found


def _organisation_of(request: HttpRequest) -> Organisation:
    try:
        host = request.get_host()
    except DisallowedHost:  # the page that refuses it is drawn as well
        return Organisation()
    kept = _kept(request)
    if host not in kept:
        site = Site.find_for_request(request)
        kept[host] = Organisation.objects.filter(site=site).first() or Organisation(site=site)
        kept[host].site = site
        cache.set(KEPT, kept, SECONDS)
    found: Organisation = kept[host]
    return found


def _kept(request: HttpRequest) -> dict[object, Any]:
    """What the cache has of all sites, as it was when this request first asked."""
    kept: dict[object, Any] | None = getattr(request, "_organisations", None)
    if kept is None:
        kept = cache.get(KEPT) or {}
        setattr(request, "_organisations", kept)  # noqa: B010
    return kept


def keep(request: HttpRequest, organisation: Organisation) -> None:
    """Keep with the settings what was found out about the site, for as long as they are kept."""
    kept: dict[str, Organisation] = cache.get(KEPT) or {}
    cache.set(KEPT, {**kept, request.get_host(): organisation}, SECONDS)


def site_of(request: HttpRequest) -> Site | None:
    """The site asked for, from what is kept; Wagtail too asks no more once it is known."""
    organisation = organisation_of(request)
    site: Site | None = organisation.site if organisation.site_id else None
    if site is not None:
        setattr(request, "_wagtail_site", site)  # noqa: B010 - where Wagtail keeps it
    return site


def home_of(request: HttpRequest, site: Site) -> Page:
    """The front page of the site in the language of the request; kept and forgotten with its settings."""
    kept = _kept(request)
    key = (site.pk, get_language())
    if key not in kept:
        kept[key] = site.root_page.localized
        cache.set(KEPT, kept, SECONDS)
    home: Page = kept[key]
    return home


def looks(organisation: Organisation) -> tuple[object, ...]:
    """All that is written of an organisation: two that look the same are equal."""
    return tuple(getattr(organisation, field.attname) for field in Organisation._meta.concrete_fields)


def read_anew(**kwargs: object) -> None:
    """Forget what was kept, once the change in hand is committed: the signal of a saved site or setting."""
    transaction.on_commit(lambda: cache.delete(KEPT), robust=True)
    forget_pages()


def organisation(request: HttpRequest) -> dict[str, object]:
    """`organisation`, once a request, the address of its colours, its menu, and whether this is the demo."""
    from union.pages.menu import menu_of  # which knows what is kept here

    return {**around_a_page(organisation_of(request)), "menu": partial(menu_of, request)}


def around_a_page(organisation: Organisation) -> dict[str, object]:
    """The same, but for the menu, of an organisation that is known."""
    css = stylesheet(organisation.brand_colour, organisation.accent_colour)
    return {
        "organisation": organisation,
        "theme_href": f"{reverse('theme')}?v={version(css)}",
        "demo": settings.DEMO,
    }
