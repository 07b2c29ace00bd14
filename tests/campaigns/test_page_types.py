"""What each type of page shows, costs and weighs; and what an editor may not do."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from pypdf import PdfReader
from wagtail.models import Page, PageViewRestriction, Site

from ballots.models import Ballot
from campaigns.models import (
    CampaignPage,
    HelpPage,
    HomePage,
    NewsIndexPage,
    NewsletterPage,
    OpinionPage,
    PayClaimPage,
    PlanPage,
    PressReleasePage,
    ResultPage,
)
from petitions.models import Petition
from tests.ballots import scenes
from tests.campaigns.page_types import forget_all_but_the_site, one_of_each
from tests.html import faults_in
from tests.once import told_once
from tests.petitions.factories import open_petition
from union.pages.models import CampaignImage, Organisation
from union.pages.printing import print_html
from union.pages.sharing import qr_printed
from union.pdf import make_pdf

pytestmark = pytest.mark.django_db
LETTER, PRESS = "/news/letter/", "/news/press/"


@told_once
def paths(at: datetime) -> list[str]:
    return one_of_each(at)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def code_of(address: str) -> str:
    """What an address looks like on paper: the picture, then the letters."""
    return f'src="{escape(qr_printed(address))}" alt="QR code with the address beside it">'


def alternatives(tagged: Any) -> set[str]:
    """The words that stand for pictures in a tagged PDF."""
    node = tagged.get_object()
    if not isinstance(node, dict):
        return set()
    below = node.get("/K", [])
    kids = below if isinstance(below, list) else [below]
    return {str(node["/Alt"])} if "/Alt" in node else {words for kid in kids for words in alternatives(kid)}


def test_every_page_is_valid_and_light(client: Client, paths: list[str]) -> None:
    """With all its blocks: HTML without a fault, under 150 kB."""
    found = {}
    for path in paths:
        html = client.get(path).content.decode()
        found[path] = faults_in(html)
        assert len(html.encode()) < 150_000, path
        assert html.count("<h1") == 1, path
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_every_page_costs_so_many_statements(client: Client, paths: list[str]) -> None:
    """With every block its body may hold, up to sixteen, and nothing of what it shows in the cache."""
    found = {}
    for path in paths:
        client.get(path)
        forget_all_but_the_site()
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        found[path] = len(captured)
    assert found == {
        "/": 18,
        "/safe-visits/": 17,
        "/safe-visits/plan/": 3,
        "/news/": 4,
        "/news/press/": 8,
        "/news/paper/": 9,
        "/news/opinion/": 11,
        "/news/letter/": 16,
        "/claim/": 7,
        "/help/": 6,
        "/safe-visits/result/": 14,
    }


def test_every_page_has_a_valid_print_of_its_own_without_a_form(paths: list[str]) -> None:
    pages = [page.specific for page in Page.objects.filter(depth__gt=2).exclude(slug="safe-visits")]
    printed = {page.slug: print_html(page) for page in pages}
    assert {slug: faults for slug, html in printed.items() if (faults := faults_in(html))} == {}
    assert [slug for slug, html in printed.items() if "<form" in html] == []
    assert {page.slug for page in pages if code_of(page.full_url) not in printed[page.slug]} == set()
    asks = code_of("http://testserver/petitions/ten-points/"), code_of("http://testserver/views/workload/")
    assert [(slug, asks[0] in html, asks[1] in html) for slug, html in sorted(printed.items())] == [
        ("claim", False, False),
        ("help", False, False),
        ("letter", True, True),
        ("news", False, False),
        ("opinion", True, False),
        ("paper", False, True),
        ("plan", False, False),
        ("press", False, False),
        ("result", False, True),
    ]
    for slug, words in {
        "press": "Notes to editors",
        "paper": "What is proposed",
        "opinion": "Robin Vale",
        "letter": "Newsletter, March 2022",
        "claim": "B: a flat £2,000",
        "help": "Whom to contact",
        "result": "We put six forms before the employers.",
    }.items():
        assert words in printed[slug]


@pytest.mark.pdf
def test_a_press_release_can_be_read_aloud_from_its_pdf(paths: list[str]) -> None:
    reader = PdfReader(BytesIO(make_pdf(print_html(PressReleasePage.objects.get()))))
    text = " ".join(" ".join(leaf.extract_text() for leaf in reader.pages).split())
    places = [
        text.index(words) for words in ("Press release", "Fund it now", "Morgan Hale", "Notes to editors")
    ]
    assert places == sorted(places)
    assert (reader.metadata.title, reader.root_object["/Lang"]) == ("Fund it now", "en-GB")
    assert "QR code with the address beside it" in alternatives(reader.root_object["/StructTreeRoot"])
    assert "Read this on your phone http://testserver/news/press/" in text


def test_the_newsletter_lists_its_articles_and_leads_to_them(client: Client, paths: list[str]) -> None:
    page = NewsletterPage.objects.get()
    [article] = page.articles()
    assert 'id="contents"' not in client.get(LETTER).content.decode()
    page.body = [("article", article.value), ("article", article.value)]
    page.save_revision().publish()
    html = client.get(LETTER).content.decode()
    anchors = re.findall(r'href="#(article-[\w-]+)"', html)
    assert len(set(anchors)) == 2
    assert [html.count(f'id="{anchor}"') for anchor in anchors] == [1, 1]


def test_the_logo_stands_in_the_place_of_our_dots(client: Client, paths: list[str]) -> None:
    assert "site-name__logo" not in client.get(PRESS).content.decode()
    site = Site.objects.get(is_default_site=True)
    Organisation.objects.create(site=site, logo=CampaignImage.objects.get())
    cache.clear()
    assert "site-name__logo" in client.get(PRESS).content.decode()


def test_nobody_reads_a_press_release_under_embargo(client: Client, plan: PlanPage, now: datetime) -> None:
    until = now + timedelta(days=2)
    page = PressReleasePage(title="Fund it now", slug="press", embargo=until, live=False)
    plan.get_parent().add_child(instance=page)
    page.full_clean()
    page.save_revision().publish()
    page.refresh_from_db()
    assert (page.go_live_at, page.live) == (until, False)
    assert client.get("/safe-visits/press/").status_code == 404


@pytest.mark.parametrize("days", [1, 9, None])
def test_the_time_to_go_live_moves_with_the_embargo(plan: PlanPage, now: datetime, days: int | None) -> None:
    """Moved forward, put off or taken away; what the editor planned by hand stays."""
    friday = now + timedelta(days=4)
    page = PressReleasePage(title="Fund it now", slug="press", embargo=friday, live=False)
    plan.get_parent().add_child(instance=page)
    page.full_clean()
    assert page.go_live_at == friday
    page.save_revision()
    page.embargo = moved = now + timedelta(days=days) if days else None
    page.full_clean()
    assert page.go_live_at == moved
    later = friday + timedelta(days=1)
    page.embargo, page.go_live_at = friday, later
    page.save_revision()
    page.embargo = moved
    page.full_clean()
    assert page.go_live_at == max(later, moved or later)


def test_an_embargo_never_brings_a_date_forward(plan: PlanPage, now: datetime) -> None:
    later = now + timedelta(days=9)
    page = PressReleasePage(title="Fund it now", embargo=now + timedelta(days=2), go_live_at=later)
    page.clean()
    over = PressReleasePage(title="Fund it now", embargo=now - timedelta(days=2))
    over.clean()
    assert (page.go_live_at, over.go_live_at) == (later, None)


def test_news_come_newest_first_ten_on_a_leaf_and_only_what_is_public(client: Client, plan: PlanPage) -> None:
    home = HomePage.objects.get()
    news = home.add_child(instance=NewsIndexPage(title="News", slug="news"))
    assert "There is no news yet." in client.get("/news/").content.decode()
    for day in range(1, 12):
        page = PressReleasePage(title=f"Release {day}", slug=f"r{day}", dated=date(2022, 3, day))
        news.add_child(instance=page)
    campaign = CampaignPage.objects.get()
    campaign.add_child(
        instance=OpinionPage(title="The newest", slug="o", author="Robin Vale", dated=date(2022, 4, 1))
    )
    news.add_child(instance=PressReleasePage(title="A draft", slug="d", dated=date(2022, 5, 1), live=False))

    def titles(path: str) -> list[str]:
        return re.findall(r'<h3><a href="[^"]+">([^<]+)</a>', client.get(path).content.decode())

    assert titles("/news/") == ["The newest", *(f"Release {day}" for day in range(11, 2, -1))]
    assert titles("/news/?page=2") == ["Release 2", "Release 1"]
    assert titles("/news/?page=nonsense") == titles("/news/")
    assert titles("/news/?page=99") == titles("/news/?page=2")
    assert titles("/")[1:] == ["The newest", "Release 11", "Release 10"]
    PageViewRestriction.objects.create(page=campaign, restriction_type="login")
    assert titles("/") == ["Release 11", "Release 10", "Release 9"]
    assert titles("/news/?page=2") == ["Release 1"]


def test_a_ballot_or_petition_nobody_may_know_of_is_not_shown(
    client: Client, plan: PlanPage, now: datetime
) -> None:
    ballot = scenes.drafted(now).ballot
    petition = open_petition(at=now, state=Petition.State.DRAFT, title="Not yet")
    campaign = CampaignPage.objects.get()
    for page in (
        PayClaimPage(title="Claim", slug="claim", demand="More.", ballot=ballot),
        ResultPage(title="Result", slug="result", ballot=ballot),
        OpinionPage(title="Opinion", slug="opinion", author="Robin Vale", petition=petition),
    ):
        campaign.add_child(instance=page)
    html = "".join(
        client.get(f"/safe-visits/{slug}/").content.decode() for slug in ("claim", "result", "opinion")
    )
    assert (Ballot.objects.get().title in html, "Not yet" in html) == (False, False)


def test_help_leads_to_the_help_beneath_it(client: Client, plan: PlanPage) -> None:
    parent = HomePage.objects.get().add_child(instance=HelpPage(title="Help", slug="help"))
    parent.add_child(instance=HelpPage(title="When you are ill", slug="ill"))
    assert '<a href="/help/ill/">When you are ill</a>' in client.get("/help/").content.decode()


def test_each_type_stands_where_it_belongs(plan: PlanPage) -> None:
    for kind in (PressReleasePage, OpinionPage, NewsletterPage):
        assert not kind.can_create_at(plan)
        assert kind.can_create_at(CampaignPage.objects.get())
        assert not kind.can_create_at(HomePage.objects.get())


def test_the_whole_address_of_a_page_begins_with_ours(plan: PlanPage, settings: Any) -> None:
    settings.BASE_URL = "https://union.example.org"
    assert plan.full_url == "https://union.example.org/safe-visits/plan/"
    assert Page.objects.get(pk=plan.pk).specific.full_url == plan.full_url


def test_comments_are_open_for_one_to_ninety_days(plan: PlanPage) -> None:
    page = OpinionPage(title="O", slug="o", author="Robin Vale", comments_days=91)
    with pytest.raises(ValidationError, match="90"):
        page.full_clean(exclude=["path", "depth"])
