"""The site map: every live page that anybody may read, in each language, with its other sides."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from union.pages.addresses import address
from union.pages.templatetags.languages import TAGS

Line = dict[str, Any]


def site_map(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = sitemap(request, {"pages": PageMap})
    return answer


class PageMap(Sitemap):
    """Wagtail's own looks beneath the home of one language only."""

    def items(self) -> PageQuerySet[Page]:
        homes = self.get_wagtail_site().root_page.get_translations(inclusive=True)
        beneath = Q()
        for path in homes.values_list("path", flat=True):
            beneath |= Q(path__startswith=path)
        pages: PageQuerySet[Page] = Page.objects.live().public().filter(beneath).order_by("path")
        return pages

    def _urls(self, page: int, protocol: str, domain: str) -> list[Line]:
        """What Wagtail asks each page for, from all of them at once."""
        lines = lines_of(self.paginator.page(page).object_list)
        if lines and all(line["lastmod"] for line in lines):
            self.latest_lastmod = max(line["lastmod"] for line in lines)
        return lines


def lines_of(pages: Iterable[Page]) -> list[Line]:
    """One line for each page. Each language of a page names itself and all others, as search engines want."""
    tags = {locale.pk: TAGS[locale.language_code][0] for locale in Locale.objects.all()}
    sides: dict[object, list[Line]] = defaultdict(list)
    lines: list[Line] = []
    for page in pages:
        where = address(page)
        sides[page.translation_key].append({"lang_code": tags[page.locale_id], "location": where})
        alternates = sides[page.translation_key]
        lines.append({"location": where, "lastmod": page.last_published_at, "alternates": alternates})
    for line in lines:
        line["alternates"] = line["alternates"] if len(line["alternates"]) > 1 else []
    return lines
