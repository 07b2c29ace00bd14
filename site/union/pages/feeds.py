"""What tells other programs of pages: RSS and the rules for robots."""

import hashlib
import re
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from wagtail.models import Page

from union.pages.addresses import address
from union.pages.base import UnionPage
from union.pages.context import organisation_of
from union.pages.kept_pages import of_now
from union.pages.models import Organisation
from union.pasted import fit

NEWEST = 20
MADE_AT = re.compile(rb"<lastBuildDate>.*?</lastBuildDate>")
CLOSED = (
    "/cms/",
    "/desk/",
    "/me/",
    "/accounts/",
    "/vote/",
    "/embargo/",
    "/search/",
    "/cy/search/",
    "/_util/",
)


class PageFeed(Feed):
    """The newest pages beneath one, for everybody; from the front page it is the whole site."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: HttpRequest, *, page: UnionPage) -> tuple[UnionPage, Organisation]:
        return page, organisation_of(request)

    def title(self, shown: tuple[UnionPage, Organisation]) -> str:
        page, organisation = shown
        return fit(organisation.name if page.depth <= 2 else f"{page.title} – {organisation.name}")

    def link(self, shown: tuple[UnionPage, Organisation]) -> str:
        return address(shown[0])

    def feed_url(self, shown: tuple[UnionPage, Organisation]) -> str:
        return f"{address(shown[0])}feed/"

    def description(self, shown: tuple[UnionPage, Organisation]) -> str:
        page, organisation = shown
        return fit(page.search_description or page.summary or organisation.shown_strapline)

    def items(self, shown: tuple[UnionPage, Organisation]) -> list[Page]:
        page = shown[0]
        news = Page.objects.descendant_of(page).live().public().filter(first_published_at__isnull=False)
        return list(news.order_by("-first_published_at", "-pk").specific()[:NEWEST])

    def item_title(self, item: Page) -> str:
        return fit(item.title)

    def item_description(self, item: Page) -> str:
        return fit(item.search_description or getattr(item, "summary", ""))

    def item_link(self, item: Page) -> str:
        return address(item)

    def item_guid(self, item: Page) -> str:
        return f"{settings.BASE_URL}/#page-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Page) -> datetime:
        assert item.first_published_at is not None
        return item.first_published_at

    def item_updateddate(self, item: Page) -> datetime:
        return item.last_published_at or self.item_pubdate(item)


def answer_feed(page: UnionPage, request: HttpRequest) -> HttpResponseBase:
    """Whoever has this very feed is told so and sent nothing.

    It is kept with us until any page changes, and with nobody who does not ask: a recall takes it at once.
    """
    key = of_now(f"pages:feed:{get_language()}:{request.get_host()}:{page.pk}")
    body: bytes | None = cache.get(key)
    if body is None:
        body = PageFeed()(request, page=page).content
        cache.set(key, body, settings.PAGES_KEPT_SECONDS)
    lasting = MADE_AT.sub(b"", body)
    answer = HttpResponse(body, content_type=Rss201rev2Feed.content_type)
    return asked_each_time(answer, request, shows=lasting)


def asked_each_time(answer: HttpResponse, request: HttpRequest, *, shows: bytes) -> HttpResponseBase:
    """The answer, or 304 to whoever has what it `shows`; caches on the way keep it and ask before use."""
    etag = f'"{hashlib.sha256(shows).hexdigest()[:32]}"'
    answer["ETag"] = etag
    patch_cache_control(answer, public=True, no_cache=True)
    found: HttpResponseBase = get_conditional_response(request, etag=etag, response=answer) or answer
    return found


def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; the demo is nobody's business."""
    closed = ["/"] if settings.DEMO else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    text = "\n".join([*lines, f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}", ""])
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    patch_cache_control(answer, public=True, max_age=3600)
    return answer
