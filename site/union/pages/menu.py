"""The main menu: pages directly beneath the front of the site that an editor ticked “Show in menus” for."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet

from union.pages.context import home_of, keep, organisation_of
from union.pages.models import Organisation

MOST = 4  # what else is in the menu leaves room for so many on a phone


@dataclass(frozen=True)
class MenuLine:
    """A page in the menu; `lang` is its language where that is not the reader's."""

    title: str
    path: str
    lang: str = ""


def menu_of(request: HttpRequest) -> tuple[MenuLine, ...]:
    """The pages of the menu in the language of the request, kept and forgotten with the site's settings."""
    organisation, language = organisation_of(request), str(get_language())
    if not organisation.site_id:  # a host that is not ours is refused on a page as well
        return ()
    menus: dict[str, tuple[MenuLine, ...]] = organisation.__dict__.setdefault("menus", {})
    if language not in menus:
        menus[language] = _menu(request, organisation)
        keep(request, organisation)
    return menus[language]


def _menu(request: HttpRequest, organisation: Organisation) -> tuple[MenuLine, ...]:
    site: Site = organisation.site
    front = site.root_page
    home = front if get_language() == settings.LANGUAGE_CODE else home_of(request, site)
    lines = {page.translation_key: MenuLine(page.title, page.get_url() or "") for page in _in_menu(home)}
    if home.pk != front.pk:  # what is not there in the reader's language is there in the site's own
        for page in _in_menu(front):
            lines.setdefault(page.translation_key, MenuLine(page.title, page.get_url() or "", "en-GB"))
    return tuple(lines.values())[:MOST]


def _in_menu(home: Page) -> PageQuerySet[Page]:
    """Live pages beneath `home` that anybody may read, in the editors' order. One query."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    locks = PageViewRestriction.objects.annotate(of=path).filter(of__startswith=F("page__path"))
    found: PageQuerySet[Page] = Page.objects.live().in_menu().child_of(home).filter(~Exists(locks))
    return found.order_by("path")[:MOST]
