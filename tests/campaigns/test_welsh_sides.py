"""What surrounds a Welsh page is Welsh: labels, links, feeds, the site map, and the addresses of records."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from ballots.models import Ballot
from campaigns.models import (
    BallotPage,
    CampaignPage,
    HomePage,
    NewsIndexPage,
    PetitionPage,
    PlanPage,
    PlanPoint,
    PressReleasePage,
)
from campaigns.models.news import NewsItem
from tests.ballots import scenes
from tests.campaigns.publishing import in_welsh
from tests.campaigns.test_sharing import items
from tests.petitions.factories import open_petition
from union.members.models import Region

pytestmark = pytest.mark.django_db
THERE = "http://testserver/cy/safe-visits/cynllun/"


def test_how_a_demand_stands_is_said_in_welsh(client: Client, plan: PlanPage) -> None:
    for number, status in ((1, "talks"), (2, "partly"), (3, "won")):
        PlanPoint.objects.filter(page=plan, number=number).update(status=status)
    in_welsh(plan, slug="cynllun")
    tags = re.compile(r'<strong class="tag">(.*?)</strong>')
    assert tags.findall(client.get("/safe-visits/plan/").content.decode()) == [
        "In talks",
        "Partly won",
        "Won",
    ]
    assert tags.findall(client.get("/cy/safe-visits/cynllun/").content.decode()) == [
        "Mewn trafodaethau",
        "Wedi’i hennill yn rhannol",
        "Wedi’i hennill",
    ]


def test_lists_of_news_say_in_welsh_what_each_is(client: Client, plan: PlanPage) -> None:
    news = HomePage.objects.get().add_child(instance=NewsIndexPage(title="News", slug="news"))
    wales = Region.objects.create(code="WA", name="Wales", name_cy="Cymru")
    release = news.add_child(instance=PressReleasePage(title="Now", slug="now", region=wales))
    in_welsh(release, title="Nawr", slug="nawr")
    listed = client.get("/cy/news/").content.decode()
    assert re.findall(r'<p class="eyebrow">(.*?) · <time', listed) == ["Datganiad i’r wasg"]
    page = client.get("/cy/news/nawr/").content.decode()
    assert re.findall(r'<p class="eyebrow">(.*?) · <time', page) == ["Datganiad i’r wasg · Cymru"]
    assert "Press release · Wales ·" in client.get("/news/now/").content.decode()


def test_every_kind_of_news_has_a_name_in_lists() -> None:
    kinds = [str(kind.kind_of_news) for kind in NewsItem.__subclasses__()]
    assert sorted(kinds) == ["Newsletter", "Opinion", "Policy paper", "Press release"]


def test_what_a_welsh_page_leads_to_is_welsh_where_it_can_be(client: Client, plan: PlanPage) -> None:
    campaign = CampaignPage.objects.get()
    letter = campaign.add_child(instance=CampaignPage(title="Only English", slug="only", demand="More."))
    alone = campaign.add_child(instance=PlanPage(title="Only English", slug="only-plan"))
    campaign.body = [
        ("plan", {"plan": plan}),
        ("plan", {"plan": alone}),
        ("demand", {"demand": "Two by two.", "page": plan}),
        ("call_to_action", {"heading": "Read", "text": "", "label": "Read", "page": letter, "link": ""}),
    ]
    campaign.save_revision().publish()
    in_welsh(PlanPage.objects.get(pk=plan.pk), title="Tri phwynt", slug="cynllun")
    side = client.get("/cy/safe-visits/").content.decode()
    assert '<a href="/cy/safe-visits/cynllun/#twos">' in side
    assert '<a href="/cy/safe-visits/cynllun/">Tri phwynt</a>' in side
    assert 'href="/safe-visits/only/">Read</a>' in side
    assert '<h2 lang="en-GB">Only English</h2>' in side
    assert "<h2>Tri phwynt</h2>" in side
    assert "/cy/" not in re.findall(r"<main.*</main>", client.get("/safe-visits/").content.decode(), re.S)[0]


# --- what tells other programs


def test_the_site_map_lists_each_language_with_all_of_them(client: Client, plan: PlanPage) -> None:
    alone = CampaignPage.objects.get().add_child(instance=PlanPage(title="Only English", slug="only"))
    side = in_welsh(plan, slug="cynllun")
    html = client.get("/sitemap.xml").content.decode()
    here, there = "http://testserver/safe-visits/plan/", THERE
    both = [("en-GB", here), ("cy", there)]
    assert lines(html)[here] == lines(html)[there] == both
    assert lines(html)[f"http://testserver{alone.get_url()}"] == []
    assert sorted(lines(html)) == sorted(
        f"http://testserver{page.get_url()}" for page in Page.objects.filter(depth__gt=1) if page.get_url()
    )
    PageViewRestriction.objects.create(page=side, restriction_type="login")
    html = client.get("/sitemap.xml").content.decode()
    assert (there in lines(html), lines(html)[here]) == (False, [])


def lines(html: str) -> dict[str, list[tuple[str, str]]]:
    """For each address of a site map its alternates."""
    found = {}
    for line in re.findall(r"<url>(.*?)</url>", html, re.S):
        alternates = re.findall(r'hreflang="(.*?)" href="(.*?)"', line)
        found[re.findall(r"<loc>(.*?)</loc>", line)[0]] = alternates
    return found


def test_the_site_map_costs_the_same_for_one_page_and_for_many(client: Client, plan: PlanPage) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/sitemap.xml")
        return len(captured)

    client.get("/sitemap.xml")
    one = cost()
    in_welsh(plan)
    client.get("/sitemap.xml")
    assert cost() == one


def test_a_welsh_feed_holds_welsh_pages(client: Client, plan: PlanPage) -> None:
    plan.save_revision().publish()
    in_welsh(plan, title="Tri phwynt", slug="cynllun", summary="Byr a da.")
    for path in ("/cy/feed/", "/cy/safe-visits/feed/"):
        answer = client.get(path)
        assert ("Tri phwynt", THERE) in items(answer.content)
        assert [link for _title, link in items(answer.content) if "/cy/" not in link] == []
        feed = answer.content.decode()
        for words in ("<language>cy</language>", "<description>Byr a da.</description>"):
            assert words in feed
    assert items(client.get("/safe-visits/feed/").content) == [
        ("Three points", "http://testserver/safe-visits/plan/")
    ]
    html = client.get("/cy/safe-visits/cynllun/").content.decode()
    feeds = re.findall(r'rss\+xml" title="[^"]+" href="([^"]+)"', html)
    assert feeds == ["/cy/feed/", "/cy/safe-visits/feed/"]


def test_search_engines_are_told_the_language(client: Client, plan: PlanPage) -> None:
    in_welsh(plan, slug="cynllun")
    assert '"inLanguage": "en-GB"' in client.get("/safe-visits/plan/").content.decode()
    assert '"inLanguage": "cy"' in client.get("/cy/safe-visits/cynllun/").content.decode()


# --- records and their pages


def test_the_address_of_a_petition_leads_to_its_page_in_the_same_language(
    client: Client, plan: PlanPage, at: datetime
) -> None:
    petition = open_petition(at=at)
    page = CampaignPage.objects.get().add_child(
        instance=PetitionPage(title="Sign", slug="sign", petition=petition)
    )
    assert client.get(f"/cy/petitions/{petition.slug}/").status_code == 200
    with TestCase.captureOnCommitCallbacks(execute=True):
        in_welsh(page, slug="llofnodi")
    assert client.get(f"/petitions/{petition.slug}/")["Location"] == "/safe-visits/sign/"
    assert client.get(f"/cy/petitions/{petition.slug}/")["Location"] == "/cy/safe-visits/llofnodi/"
    with TestCase.captureOnCommitCallbacks(execute=True):
        Page.objects.get(pk=page.pk).specific.unpublish()
    assert client.get(f"/petitions/{petition.slug}/").status_code == 200
    assert client.get(f"/cy/petitions/{petition.slug}/")["Location"] == "/cy/safe-visits/llofnodi/"


def test_a_ballot_has_one_link_to_its_other_language(client: Client, plan: PlanPage, at: datetime) -> None:
    scenes.published(at)
    ballot = Ballot.objects.get()
    page = CampaignPage.objects.get().add_child(
        instance=BallotPage(title="Vote", slug="vote-now", ballot=ballot)
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        in_welsh(page, title="Pleidlais", slug="pleidlais")
    assert client.get(f"/ballots/{ballot.slug}/")["Location"] == "/safe-visits/vote-now/"
    assert client.get(f"/cy/ballots/{ballot.slug}/")["Location"] == "/cy/safe-visits/pleidlais/"
    for path, other in (("/safe-visits/vote-now/", "Cymraeg"), ("/cy/safe-visits/pleidlais/", "English")):
        assert client.get(path).content.decode().count(f">{other}</a>") == 1
