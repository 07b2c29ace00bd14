"""The main menu leads to News, Help and what one can take part in, and to nothing nobody may read."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from ballots.models import Ballot, State
from campaigns.consultations.models import Consultation
from campaigns.models import HelpPage, HomePage, NewsIndexPage, PlanPage
from campaigns.taking_part import what_is_on
from petitions.models import Petition
from tests.ballots import scenes
from tests.consultations.factories import draft, opened
from tests.petitions.factories import open_petition
from union.accounts.models import User

pytestmark = pytest.mark.django_db
FIXED = ["Take part", "Your desk", "Search"]


def menu(client: Client, path: str = "/") -> list[tuple[str, str]]:
    """Addresses and words of the menu, in its order."""
    nav = client.get(path).content.decode().partition('<nav class="site-nav"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav)


def words(client: Client, path: str = "/") -> list[str]:
    return [word for _address, word in menu(client, path)]


@pytest.fixture
def news(plan: PlanPage) -> NewsIndexPage:
    """News and Help beneath the front page, both in the menu."""
    home, ticked = HomePage.objects.get(), {"show_in_menus": True}
    made: NewsIndexPage = home.add_child(instance=NewsIndexPage(title="News", slug="news", **ticked))
    home.add_child(instance=HelpPage(title="Help", slug="help", **ticked))
    cache.clear()
    return made


def test_the_menu_holds_what_an_editor_ticked_beneath_the_front_page(
    client: Client, news: NewsIndexPage, plan: PlanPage
) -> None:
    home = HomePage.objects.get()
    home.add_child(instance=HelpPage(title="Not ticked", slug="a"))
    home.add_child(instance=HelpPage(title="A draft", slug="b", show_in_menus=True, live=False))
    locked = home.add_child(instance=HelpPage(title="For some", slug="c", show_in_menus=True))
    PageViewRestriction.objects.create(page=locked, restriction_type=PageViewRestriction.LOGIN)
    Page.objects.filter(pk=plan.pk).update(show_in_menus=True)
    cache.clear()
    assert menu(client) == [
        ("/", "Campaigns"),
        ("/news/", "News"),
        ("/help/", "Help"),
        ("/take-part/", "Take part"),
        ("/me/", "Your desk"),
        ("/search/", "Search"),
    ]
    page = client.get("/news/").content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/news/"]


def test_there_is_room_for_four_pages(client: Client, news: NewsIndexPage) -> None:
    for number in range(3):
        HomePage.objects.get().add_child(
            instance=HelpPage(title=f"More {number}", slug=f"more-{number}", show_in_menus=True)
        )
    cache.clear()
    assert words(client) == ["Campaigns", "News", "Help", "More 0", "More 1", *FIXED]


def test_in_welsh_what_is_there_in_welsh_and_the_rest_marked_as_english(
    client: Client, news: NewsIndexPage
) -> None:
    welsh = Locale.objects.get(language_code="cy")
    front = HomePage.objects.get().copy_for_translation(welsh)
    front.save_revision().publish()
    side = news.copy_for_translation(welsh)
    assert words(client, "/cy/") == ["Ymgyrchoedd", "News", "Help", "Cymryd rhan", "Eich desg", "Chwilio"]
    side.title, side.slug = "Newyddion", "newyddion"
    with TestCase.captureOnCommitCallbacks(execute=True):
        side.save_revision().publish()
    assert menu(client, "/cy/")[1:3] == [("/cy/newyddion/", "Newyddion"), ("/help/", "Help")]
    page = client.get("/cy/").content.decode()
    assert '<a href="/help/" lang="en-GB" hreflang="en-GB">Help</a>' in page
    assert words(client)[1] == "News"


def test_a_page_that_is_taken_down_leaves_the_menu_at_once(
    client: Client, news: NewsIndexPage, settings: LazySettings, clock_of_the_cache: SimpleNamespace
) -> None:
    settings.PAGES_KEPT_SECONDS = 10
    assert "News" in words(client, "/help/")
    with TestCase.captureOnCommitCallbacks(execute=True):
        news.unpublish()
    assert "News" not in words(client, "/help/")
    with TestCase.captureOnCommitCallbacks(execute=True):
        news.save_revision().publish()
    assert "News" in words(client, "/help/")


def test_the_menu_costs_one_query_in_ten_seconds(client: Client, news: NewsIndexPage) -> None:
    client.get("/petitions/")  # what is read once a process
    cache.clear()
    with CaptureQueriesContext(connection) as cold:
        client.get("/petitions/")
    with CaptureQueriesContext(connection) as warm:
        client.get("/petitions/")
    menus = [
        [q for q in asked if '"show_in_menus"' in q["sql"].split(" WHERE ")[-1]] for asked in (cold, warm)
    ]
    assert [len(asked) for asked in menus] == [1, 0]


# --- taking part


def test_members_find_what_they_can_sign_vote_in_and_answer(client: Client, at: datetime) -> None:
    now = timezone.now()
    open_petition(at=now - timedelta(days=2), title="Safe visits")
    opened(now)
    voting = scenes.voted(now).ballot
    html = client.get("/take-part/").content.decode()
    for link in ("/petitions/ten-points/", "/views/workload/", f"/ballots/{voting.slug}/", "/vote/link/"):
        assert f'href="{link}"' in html
    assert client.post("/take-part/").status_code == 405
    welsh = client.get("/cy/take-part/").content.decode()
    assert ("<h1>Cymryd rhan</h1>" in welsh, 'href="/cy/petitions/ten-points/"' in welsh) == (True, True)


def test_nothing_is_listed_before_anybody_may_know_of_it(client: Client) -> None:
    now = timezone.now()
    open_petition(at=now, state=Petition.State.DRAFT, title="Not yet")
    scenes.drafted(now)
    draft(now)
    on = what_is_on(at=now)
    assert (on.petitions, on.ballots, on.consultations, on.results, on.reports) == ([], [], [], [], [])
    html = client.get("/take-part/").content.decode()
    for words in ("No petition can be signed", "No ballot is open at", "Nothing is asked at the moment."):
        assert words in html


def test_branches_that_voted_together_stand_in_the_order_of_their_names(at: datetime) -> None:
    """Each office publishes when it is ready: the page is no record of who was quickest that day."""
    office = User.objects.create_user("nell@example.org", name="Nell Avery")
    evening = at.replace(hour=18)
    for minute, (branch, day) in enumerate([("Wharf", 0), ("Abbey", 0), ("Harbour", 0), ("Quay", 1)]):
        published = evening + timedelta(days=day, minutes=minute)
        times = {"opens_at": at - timedelta(days=9), "closes_at": at, "published_at": published}
        common = {"state": State.PUBLISHED, "by_returns": True, "created_by": office}
        Ballot.objects.create(title=f"Pay 2026: {branch}", slug=branch.lower(), **times, **common)
    later = what_is_on(at=evening + timedelta(days=2)).results
    assert [ballot.slug for ballot in later] == ["quay", "abbey", "harbour"]
    Ballot.objects.update(state=State.OPEN, closes_at=evening + timedelta(days=1))
    assert [ballot.slug for ballot in what_is_on(at=evening).ballots] == ["abbey", "harbour", "quay", "wharf"]


def test_what_ended_is_no_longer_listed_as_open(at: datetime) -> None:
    now = timezone.now()
    open_petition(at=now)
    opened(now)
    later = now + timedelta(days=400)
    with CaptureQueriesContext(connection) as asked:
        on = what_is_on(at=later)
    assert (on.consultations, len(asked)) == ([], 5)
    assert Consultation.objects.count() == 1
