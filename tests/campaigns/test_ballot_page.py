"""A ballot on a page of its own among a campaign's, and the ballot's address that leads there."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from ballots.models import Ballot
from campaigns.models import BallotPage, CampaignPage, PlanPage
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.campaigns.publishing import publish_now
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import User

pytestmark = pytest.mark.django_db
RECORD, PAGE = "/ballots/njc-pay-claim-2022/", "/safe-visits/pay/"
Place = Callable[[Ballot], BallotPage]


@told_once
def voted(at: datetime) -> Scene:
    return scenes.voted(at)


@told_once
def opened(at: datetime) -> Scene:
    return scenes.opened(at)


@pytest.fixture
def place(plan: PlanPage) -> Place:
    """Puts a ballot on a page of its own, live at /safe-visits/pay/."""

    def placed(ballot: Ballot) -> BallotPage:
        made: BallotPage = plan.get_parent().add_child(
            instance=BallotPage(
                title="Vote on our pay", slug="pay", ballot=ballot, intro="<p>Why we ask.</p>"
            )
        )
        return made

    return placed


def test_the_page_shows_how_the_ballot_stands_and_the_words_around_it(
    client: Client, place: Place, voted: Scene
) -> None:
    place(voted.ballot)
    html = client.get(PAGE).content.decode()
    places = [
        html.index(words)
        for words in (
            "Consultative ballot",
            "<h1>Vote on our pay</h1>",
            "Your branch wants to know",
            "Voting is open",
            "Why we ask.",
            "Which pay claim should the union make?",
            "At least <strong>20</strong> of 40 members",
            "whoever runs that server could open the box",
        )
    ]
    assert (places, html.count("<h1")) == (sorted(places), 1)


def test_the_result_comes_by_itself_once_it_is_published_and_not_before(
    client: Client, place: Place, voted: Scene
) -> None:
    page = place(voted.ballot)
    scenes.close(voted)
    for _ in range(2):
        text = text_of(client.get(PAGE))
        assert ("Voting has closed" in text, "majority" in text, "54.6" in text) == (True, False, False)
        scenes.count(voted)
    scenes.publish(voted)
    text = text_of(client.get(PAGE))
    assert "“A: RPI plus 2%” has a majority: 12 of 22 votes, 54.6%." in text
    assert ("Find my vote" in text, "Voting has closed" in text) == (True, False)
    assert text.index("Find my vote") < text.index("Why we ask.")
    assert BallotPage.objects.get().latest_revision == page.latest_revision


def test_a_preview_shows_no_more_than_the_page(
    place: Place, sign_in: SignIn, kit: User, voted: Scene
) -> None:
    page = place(voted.ballot)
    scenes.close(voted)
    scenes.count(voted)
    page.save_revision()
    html = sign_in(kit).get(f"/cms/pages/{page.pk}/view_draft/").content.decode()
    assert ("Voting has closed" in html, "majority" in html, "54.6" in html) == (True, False, False)


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_address_of_the_ballot_leads_to_its_live_page(
    client: Client, place: Place, at: datetime, method: str
) -> None:
    place(scenes.published(at).ballot)
    answer = getattr(client, method)(f"{RECORD}?from=mail")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}?from=mail")
    assert client.get(RECORD).headers["Location"] == PAGE
    assert client.post(RECORD).status_code == 405
    for part in ("board/", "receipt/", "votes.csv", "bundle.zip", "verify.py"):
        assert client.get(RECORD + part).status_code == 200


def test_who_reads_welsh_stays_where_the_welsh_is(client: Client, place: Place, opened: Scene) -> None:
    place(opened.ballot)
    assert client.get(f"/cy{RECORD}").status_code == 200
    assert f'href="/cy{RECORD}" lang="cy"' in client.get(PAGE).content.decode()


def test_a_page_that_comes_goes_or_is_locked_counts_at_once(
    client: Client, place: Place, opened: Scene
) -> None:
    def at_the_ballot() -> int:
        return client.get(RECORD).status_code

    assert at_the_ballot() == 200
    page = place(opened.ballot)
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    assert at_the_ballot() == 302
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.unpublish()
    assert at_the_ballot() == 200
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    assert at_the_ballot() == 302
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    cache.clear()
    assert at_the_ballot() == 200


def test_the_page_costs_the_same_queries_whatever_the_votes(
    client: Client, place: Place, at: datetime, opened: Scene
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    place(opened.ballot)
    client.get(PAGE)
    none = cost()
    for number in range(1, 21):
        scenes.cast(opened.entry(number), scenes.A, at=at)
    assert (none, cost()) == (6, 6)
    scenes.close(opened)
    scenes.count(opened)
    scenes.publish(opened)
    client.get(PAGE)
    assert cost() == 4


def test_nothing_of_a_ballot_that_is_being_drawn_up_is_shown(
    client: Client, place: Place, at: datetime
) -> None:
    scene = scenes.drafted(at)
    place(scene.ballot)
    html = client.get(PAGE).content.decode()
    assert ("This ballot is not public yet." in html, "NJC pay claim" in html) == (True, False)
    assert client.get(RECORD).status_code == 404
    scenes.agreed(scene, scenes.Act.FREEZE)
    assert scenes.freeze_ballot(scene.ballot, at=at)
    assert scenes.schedule_ballot(scene.ballot, at=at)
    assert "Voting has not started yet" in client.get(PAGE).content.decode()


def page_form(ballot: Ballot | None, **changed: Any) -> dict[str, Any]:
    return {
        "ballot": str(ballot.pk) if ballot else "",
        "title": "",
        "slug": "",
        "summary": "",
        "intro": json.dumps({"blocks": [], "entityMap": {}}),
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "action-publish": "action-publish",
        **changed,
    }


def adding() -> str:
    return f"/cms/pages/add/campaigns/ballotpage/{CampaignPage.objects.get().pk}/"


def test_kit_publishes_a_page_that_takes_the_title_of_its_ballot(
    client: Client, sign_in: SignIn, plan: PlanPage, kit: User, opened: Scene
) -> None:
    editor = sign_in(kit)
    assert "Choose a ballot" in editor.get(adding()).content.decode()
    publish_now(editor, adding(), page_form(opened.ballot))
    made = BallotPage.objects.get()
    assert (made.title, made.slug, made.live) == ("NJC pay claim 2022", "njc-pay-claim-2022", True)
    assert client.get(RECORD).headers["Location"] == made.get_url()


def test_a_page_without_a_ballot_or_with_a_draft_is_not_saved(
    sign_in: SignIn, plan: PlanPage, kit: User, at: datetime
) -> None:
    scene, editor = scenes.drafted(at), sign_in(kit)
    before = Page.objects.count()
    answer = editor.post(adding(), page_form(None))
    assert "Choose a ballot first, or give the page a title." in answer.content.decode()
    answer = editor.post(adding(), page_form(scene.ballot, title="Pay", slug="other"))
    assert "Select a valid choice." in answer.content.decode()
    assert Page.objects.count() == before
