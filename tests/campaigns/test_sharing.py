"""What a page says of itself to others, and how it is passed on."""

import json
import re
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from campaigns.models import (
    CampaignPage,
    HomePage,
    NewsletterPage,
    OpinionPage,
    PetitionPage,
    PlanPage,
    PolicyPaperPage,
    PressReleasePage,
)
from tests.conftest import SignIn
from tests.petitions.factories import open_petition
from union.accounts.models import User
from union.pages.share_picture import picture
from union.pages.sharing import qr_file
from union.publishing.recalling import recall

pytestmark = pytest.mark.django_db
PLAN = "/safe-visits/plan/"
HERE = "http://testserver/safe-visits/plan/"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def meta(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', html))


def described(html: str) -> list[dict[str, Any]]:
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    graph: list[dict[str, Any]] = json.loads(text)["@graph"]
    return graph


def publish(page: Page) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    page.refresh_from_db()


# --- what others show of it -------------------------------------------------------------------------------


def test_a_page_has_one_address_a_title_and_a_picture_for_those_who_link_to_it(
    client: Client, plan: PlanPage
) -> None:
    html = client.get(PLAN).content.decode()
    assert html.count(f'<link rel="canonical" href="{HERE}">') == 1
    told = {name: text for name, text in meta(html).items() if name.startswith(("og:", "twitter:"))}
    assert told == {
        "og:type": "website",
        "og:title": "Three points",
        "og:description": "Short and good.",
        "og:url": HERE,
        "og:site_name": "Tenpoint Union",
        "og:locale": "en_GB",
        "og:image": f"{HERE}picture/",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Three points",
        "twitter:card": "summary_large_image",
    }


def test_search_engines_are_told_who_says_it_and_where_it_lies(client: Client, plan: PlanPage) -> None:
    publish(plan)
    organisation, page, crumbs = described(client.get(PLAN).content.decode())
    assert (organisation["@type"], organisation["name"]) == ("Organization", "Tenpoint Union")
    assert (page["@type"], page["name"], page["publisher"]) == (
        "WebPage",
        "Three points",
        {"@id": organisation["@id"]},
    )
    assert page["datePublished"] == plan.first_published_at.isoformat(timespec="seconds")
    assert [(each["position"], each["name"], each["item"]) for each in crumbs["itemListElement"]] == [
        (1, "Home", "http://testserver/"),
        (2, "Safe visits", "http://testserver/safe-visits/"),
        (3, "Three points", HERE),
    ]


@pytest.mark.parametrize("kind", [NewsletterPage, OpinionPage, PolicyPaperPage, PressReleasePage])
def test_all_news_are_articles_to_search_engines(kind: type[Page]) -> None:
    assert kind.schema_type == "NewsArticle"


def test_a_piece_of_news_says_so(client: Client, plan: PlanPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlanPage, "schema_type", "NewsArticle")
    html = client.get(PLAN).content.decode()
    assert (described(html)[1]["@type"], described(html)[1]["headline"]) == ("NewsArticle", "Three points")
    assert meta(html)["og:type"] == "article"


def test_no_title_ends_the_element_it_stands_in(client: Client, plan: PlanPage) -> None:
    PlanPage.objects.update(title='</script><script>alert(1)</script>&"')
    html = client.get(PLAN).content.decode()
    assert described(html)[1]["name"] == '</script><script>alert(1)</script>&"'
    assert "<script>alert" not in html


def test_a_petition_on_a_page_is_described_once(client: Client, plan: PlanPage, now: datetime) -> None:
    petition = open_petition(at=now)
    plan.get_parent().add_child(instance=PetitionPage(title="Sign", slug="sign", petition=petition))
    html = client.get("/safe-visits/sign/").content.decode()
    assert (html.count("og:title"), html.count("canonical")) == (1, 1)
    assert meta(client.get("/cy/petitions/ten-points/").content.decode())["og:title"] == petition.title


def test_the_front_page_is_told_by_what_it_asks_for(client: Client, plan: PlanPage) -> None:
    """In a tab, in a list of bookmarks and in a shared link “Home” would tell nobody whose it is."""
    html = client.get("/").content.decode()
    assert "<title>Safe visits – Tenpoint Union</title>" in html
    assert (meta(html)["og:title"], meta(html)["og:image:alt"]) == ("Safe visits", "Safe visits")
    assert client.get("/picture/").content == picture("Safe visits", "Tenpoint Union", "#5b1f69")


def test_the_picture_shows_the_title_in_the_colour_of_the_union(client: Client, plan: PlanPage) -> None:
    answer = client.get(f"{PLAN}picture/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    drawn = Image.open(BytesIO(answer.content))
    assert (drawn.size, drawn.getpixel((5, 5))) == ((1200, 630), (91, 31, 105))
    assert len(answer.content) < 60_000
    assert client.get(f"{PLAN}picture/").content == answer.content
    others = [picture(title, "Union", "#5b1f69") for title in ("Three points", "Tŷ’r Cyffredin " * 20, "")]
    assert len(set(others)) == 3


# --- passing it on ----------------------------------------------------------------------------------------


def test_the_links_carry_the_address_and_nothing_that_follows_anybody(client: Client, plan: PlanPage) -> None:
    html = client.get(PLAN).content.decode()
    [whatsapp] = re.findall(r'href="(https://wa\.me/[^"]+)"', html)
    [mail] = re.findall(r'href="(mailto:\?[^"]+)"', html)
    assert parse_qs(urlsplit(whatsapp).query) == {"text": [f"Three points: {HERE}"]}
    assert "subject=Three points" in unquote(mail)
    assert f"Short and good.\r\n\r\n{HERE}\r\n" in unquote(mail)
    assert f'data-copy="{HERE}"' in html
    assert f'href="{PLAN}pdf/"' in html
    assert f'<img src="{PLAN}qr/" alt="QR code with the address of this page"' in html
    assert [mark for mark in ("utm_", "fbclid", "?s=", "?ref") if mark in html] == []


def test_whoever_opens_the_code_gets_a_picture_that_every_cache_may_keep(
    client: Client, plan: PlanPage
) -> None:
    answer = client.get(f"{PLAN}qr/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer.content == qr_file(HERE)
    plan.unpublish()
    assert client.get(f"{PLAN}qr/").status_code == 404


def test_the_front_page_has_no_links_of_that_kind(client: Client, plan: PlanPage) -> None:
    assert "Pass this page on" not in client.get("/").content.decode()
    assert "Pass this page on" not in client.get("/petitions/").content.decode()


# --- feeds ------------------------------------------------------------------------------------------------


def items(content: bytes) -> list[tuple[str, str]]:
    channel = ElementTree.fromstring(content).find("channel")
    assert channel is not None
    return [(item.findtext("title", ""), item.findtext("link", "")) for item in channel.iter("item")]


def test_the_feed_of_the_site_and_of_a_campaign_hold_what_was_published(
    client: Client, plan: PlanPage
) -> None:
    campaign = CampaignPage.objects.get()
    other = HomePage.objects.get().add_child(instance=CampaignPage(title="Pay", slug="pay", demand="More."))
    for page in (campaign, plan, other):
        publish(page)
    site = client.get("/feed/")
    assert site["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert items(site.content) == [
        ("Pay", "http://testserver/pay/"),
        ("Three points", HERE),
        ("Safe visits", "http://testserver/safe-visits/"),
    ]
    assert items(client.get("/safe-visits/feed/").content) == [("Three points", HERE)]
    html = client.get(PLAN).content.decode()
    assert re.findall(r'rss\+xml" title="([^"]+)" href="([^"]+)"', html) == [
        ("Tenpoint Union", "/feed/"),
        ("Safe visits", "/safe-visits/feed/"),
    ]


def test_what_a_word_processor_pasted_breaks_no_feed(client: Client, plan: PlanPage) -> None:
    plan.title, plan.summary = "Three\x0bpoints", "Short\x1f and good."
    publish(plan)
    assert items(client.get("/feed/").content) == [("Three points", HERE)]


def test_the_feed_is_without_what_only_some_may_read_and_is_sent_once(client: Client, plan: PlanPage) -> None:
    publish(plan)
    first = client.get("/feed/")
    again = client.get("/feed/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, first["Cache-Control"]) == (304, "public, no-cache")
    publish(CampaignPage.objects.get())
    news = client.get("/feed/", headers={"if-none-match": first["ETag"]})
    assert (news.status_code, len(items(news.content))) == (200, 2)
    PageViewRestriction.objects.create(page=plan, restriction_type="login")
    assert items(client.get("/feed/").content) == [("Safe visits", "http://testserver/safe-visits/")]


def test_a_recall_takes_title_and_summary_from_feed_and_picture_at_once(
    client: Client,
    plan: PlanPage,
    kit: User,
    at: datetime,
    settings: LazySettings,
) -> None:
    settings.PAGES_KEPT_SECONDS = 10
    publish(plan)
    feed, shared = client.get("/feed/"), client.get(f"{PLAN}picture/")
    assert "Short and good." in feed.content.decode()
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get("/feed/").content == feed.content
    assert [one["sql"] for one in asked_for if "first_published_at DESC" in one["sql"]] == []
    for path, had in (("/feed/", feed), (f"{PLAN}picture/", shared)):
        assert had["Cache-Control"] == "public, no-cache"
        assert client.get(path, headers={"if-none-match": had["ETag"]}).status_code == 304
    with TestCase.captureOnCommitCallbacks(execute=True):
        recall(plan, reason="The figure in it is wrong.", by=kit, at=at)
    asked = client.get("/feed/", headers={"if-none-match": feed["ETag"]})
    assert (asked.status_code, "Three points" in asked.content.decode()) == (200, False)
    assert client.get(f"{PLAN}picture/", headers={"if-none-match": shared["ETag"]}).status_code == 404


def test_the_site_map_lists_every_page_anybody_may_read(client: Client, plan: PlanPage) -> None:
    publish(plan)
    html = client.get("/sitemap.xml").content.decode()
    assert re.findall(r"<loc>(.*?)</loc>", html) == [
        "http://testserver/",
        "http://testserver/safe-visits/",
        HERE,
    ]
    assert f"<lastmod>{timezone.localdate(plan.last_published_at)}</lastmod>" in html
    plan.unpublish()
    assert HERE not in client.get("/sitemap.xml").content.decode()


def test_robots_are_kept_from_what_is_nobodys_business(client: Client, settings: LazySettings) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert (lines[0], lines[-1]) == ("User-agent: *", "Sitemap: http://testserver/sitemap.xml")
    assert {f"Disallow: /{part}/" for part in ("cms", "vote", "me", "embargo")} < set(lines)
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode().splitlines()[1] == "Disallow: /"


# --- old addresses ----------------------------------------------------------------------------------------


def test_an_address_that_was_changed_leads_to_the_new_one_and_stands_in_the_cms(
    client: Client, plan: PlanPage, sign_in: SignIn, kit: User
) -> None:
    plan.slug = "ten-point-plan"
    publish(plan)
    assert Redirect.objects.get().old_path == "/safe-visits/plan"
    moved = client.get(PLAN)
    assert (moved.status_code, moved["Location"]) == (301, "/safe-visits/ten-point-plan/")
    boss = User.objects.create_superuser("ada@example.org", name="Ada Admin")
    assert "/safe-visits/plan" in sign_in(boss).get("/cms/redirects/").content.decode()
