"""Finding a page by words, and being helped where an address leads nowhere."""

import re
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction, Site

from campaigns.models import CampaignPage, HelpPage, HomePage, PetitionPage, PlanPage
from tests.campaigns.publishing import in_welsh
from tests.once import told_once
from tests.petitions.factories import open_petition
from union.pages import searching
from union.pages.models import Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@told_once
def campaigns(plan: PlanPage) -> HomePage:
    """Two campaigns beside the one of the plan."""
    home = HomePage.objects.get()
    for title, slug, summary in (
        ("Fair pay for carers", "fair-pay", "Carers ask for a rise."),
        ("Rest between shifts", "rest", "Eleven hours, always."),
    ):
        body = [{"type": "text", "value": f"<p>Why {title.lower()} matters to <b>everybody</b> & us.</p>"}]
        home.add_child(
            instance=CampaignPage(title=title, slug=slug, summary=summary, demand="Now.", body=body)
        )
    return home


def found(client: Client, asked: str, *, where: str = "/search/", **more: str) -> list[str]:
    html = client.get(where, {"q": asked, **more}).content.decode()
    titles = re.findall(r'<li[^>]*><h2><a href="[^"]+">(.*?)</a>', html)
    return [re.sub(r"</?mark>", "", title) for title in titles]


def test_pages_are_found_by_title_summary_and_text(client: Client, campaigns: HomePage) -> None:
    for asked, titles in [
        ("carers", ["Fair pay for carers"]),
        ("CARERS rise", ["Fair pay for carers"]),
        ("eleven", ["Rest between shifts"]),
        ("everybody", ["Fair pay for carers", "Rest between shifts"]),
        ("shifts unicorns", ["Rest between shifts"]),
        ("unicorns", []),
        ("", []),
    ]:
        assert sorted(found(client, asked)) == titles, asked


def test_a_plan_is_found_by_the_words_of_its_points(client: Client, plan: PlanPage) -> None:
    html = client.get("/search/", {"q": "forms"}).content.decode()
    assert found(client, "forms") == ["Three points"]
    assert "Cut the <mark>forms</mark>, always." in html
    assert "Cut the forms, always." in client.get(f"/api/pages/{plan.pk}/").json()["text"]


def test_a_page_in_both_languages_is_found_once_in_ones_own(client: Client, plan: PlanPage) -> None:
    """“posts” stands in both; what has no Welsh side is found in Welsh too, and marked as English."""
    in_welsh(plan, title="Tri phwynt", slug="cynllun")
    assert found(client, "posts") == ["Three points"]
    assert found(client, "posts", where="/cy/search/") == ["Tri phwynt"]
    assert found(client, "phwynt") == []
    home = HomePage.objects.get(slug="front")
    home.add_child(instance=CampaignPage(title="Fair pay for carers", slug="fair-pay", demand="Now."))
    welsh = client.get("/cy/search/", {"q": "carers"}).content.decode()
    assert '<li lang="en-GB"><h2><a href="/fair-pay/">' in welsh
    assert '<li><h2><a href="/fair-pay/">' in client.get("/search/", {"q": "carers"}).content.decode()


def test_what_editors_chose_from_a_list_is_no_word_of_the_page(client: Client, plan: PlanPage) -> None:
    callout = {"kind": "note", "heading": "Bring it along", "text": "<p>The letter.</p>"}
    help_page = HelpPage(title="A letter", slug="letter", body=[{"type": "callout", "value": callout}])
    HomePage.objects.get().add_child(instance=help_page)
    assert found(client, "along") == ["A letter"]
    assert client.get(f"/api/pages/{help_page.pk}/").json()["text"] == "Bring it along The letter."


def test_the_words_are_marked_where_they_stand(client: Client, campaigns: HomePage) -> None:
    html = client.get("/search/", {"q": "pay everybody"}).content.decode()
    assert "Fair <mark>pay</mark> for carers" in html
    assert "Why fair <mark>pay</mark> for carers matters to <mark>everybody</mark> &amp; us." in html
    assert "1 page found" in html


def test_only_what_is_published_for_everybody_is_found(client: Client, campaigns: HomePage) -> None:
    PageViewRestriction.objects.create(page=CampaignPage.objects.get(slug="rest"), restriction_type="login")
    CampaignPage.objects.get(slug="fair-pay").unpublish()
    assert found(client, "everybody") == []


def test_a_petition_is_found_at_its_own_address_until_a_page_shows_it(
    client: Client, campaigns: HomePage, noon: datetime
) -> None:
    petition = open_petition(at=noon, background="All carers drive.")
    open_petition(at=noon, slug="hidden", state="draft", opened_at=None)
    html = client.get("/search/", {"q": "plan drive"}).content.decode()
    assert found(client, "plan drive") == ["Back the ten-point plan"]
    assert ("1 page found" in html, '<a href="/petitions/ten-points/">' in html) == (True, True)
    assert "Adopt the <mark>plan</mark> in full. All carers <mark>drive</mark>." in html
    assert sorted(found(client, "carers")) == ["Back the ten-point plan", "Fair pay for carers"]
    assert found(client, "rive") == []
    welsh = client.get("/cy/search/", {"q": "drive"}).content.decode()
    assert '<li lang="en-GB"><h2><a href="/cy/petitions/ten-points/">' in welsh
    page = PetitionPage(title="Back the plan", slug="back", petition=petition)
    CampaignPage.objects.get(slug="fair-pay").add_child(instance=page)
    assert found(client, "drive") == found(client, "drive", where="/cy/search/") == ["Back the plan"]
    page.unpublish()
    assert found(client, "drive") == ["Back the ten-point plan"]


def test_many_petitions_are_found_in_as_many_statements_as_one(
    client: Client, campaigns: HomePage, noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_petition(at=noon, background="All carers drive.")
    found(client, "drive")
    with CaptureQueriesContext(connection) as asked:
        assert found(client, "drive") == ["Back the ten-point plan"]
    for number in range(4):
        open_petition(at=noon, slug=f"drive-{number}", background="All carers drive.")
    with django_assert_num_queries(len(asked)):
        assert found(client, "drive") == ["Back the ten-point plan"] * 5


def test_nothing_found_says_what_to_do(client: Client, campaigns: HomePage) -> None:
    Organisation.objects.create(site=Site.objects.get(), contact_email="office@example.org")
    cache.clear()
    html = client.get("/search/", {"q": "unicorns"}).content.decode()
    for words in ("Nothing was found for “unicorns”.", "Check the spelling", 'href="/petitions/"', "mailto:"):
        assert words in html
    welsh = client.get("/cy/search/", {"q": "unicorns"}).content.decode()
    assert ('<html lang="cy"' in welsh, "Nothing was found" in welsh) == (True, False)
    assert found(client, "carers", where="/cy/search/") == ["Fair pay for carers"]


NONSENSE = [
    "'; DROP TABLE wagtailcore_page; --", '"', "pay* OR (NEAR/3 -x:", "\0\x01", "%", "____", "🦄" * 50,
    "a" * 900, "<script>alert(1)</script>", ":* & | !", "  ", "\u202e", "((((",
]  # fmt: skip


def test_nonsense_is_answered_and_does_no_harm(client: Client, campaigns: HomePage) -> None:
    for asked in NONSENSE:
        for page in ("1", "0", "-1", "x", "99999999999999999999"):
            answer = client.get("/search/", {"q": asked, "p": page})
            assert answer.status_code == 200, (asked, page)
            assert "<script>alert" not in answer.content.decode(), (asked, page)
        assert client.post("/search/", {"q": asked}).status_code == 405, asked


def test_many_results_come_ten_at_a_time(client: Client, campaigns: HomePage) -> None:
    for n in range(23):
        campaigns.add_child(instance=CampaignPage(title=f"Meeting {n}", slug=f"meeting-{n}", demand="Come."))
    pages = [found(client, "meeting", p=str(p)) for p in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 3, 3]
    assert len(set(pages[0] + pages[1] + pages[2])) == 23
    html = client.get("/search/", {"q": "meeting", "p": "2"}).content.decode()
    assert ("Page 2 of 3" in html, 'rel="prev" href="?q=meeting&amp;p=1"' in html) == (True, True)


# --- nothing at this address ------------------------------------------------------------------------------


def test_a_missing_page_offers_a_search_and_pages_of_like_names(client: Client, campaigns: HomePage) -> None:
    for path, words, near in [
        ("/fair-pai/", "fair pai", ["/fair-pay/"]),
        ("/campaigns/fair-pay-2019/", "fair pay 2019", ["/fair-pay/"]),
        ("/petitions/fair-pay/", "fair pay", ["/fair-pay/"]),
        ("/ballots/rests/", "rests", ["/rest/"]),
        ("/zzzz/", "zzzz", []),
        ("/wp-login.php", "", []),
    ]:
        answer = client.get(path)
        html = answer.content.decode()
        assert answer.status_code == 404, path
        assert f'name="q" value="{words}"' in html, path
        assert re.findall(r'<li><a href="(/[\w-]+/)">(?:Fair|Rest)', html) == near, path


def test_a_private_link_is_not_put_into_the_search_box(client: Client, campaigns: HomePage) -> None:
    for path in [
        "/vote/Ab3dEf9hIjKlMnOp/",
        "/me/abc-def/",
        "/petitions/confirm/secret/",
        "/cy/vote/secret-words/",
        "/newsletters/secret-words/",
        "/comments/secret-words/",
        "/embargo/secret-words/",
    ]:
        assert searching.words_in(path) == "", path
        assert searching.near(path) == [], path
        assert "secret" not in client.get(path).content.decode(), path
