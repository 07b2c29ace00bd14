"""A petition on a page of its own among a campaign's, and the petition's address that leads there."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from campaigns.models import CampaignPage, PetitionPage, PlanPage
from petitions import opening
from petitions.models import Petition, Signature, Tally
from tests.campaigns.publishing import publish_now
from tests.conftest import SignIn
from tests.once import told_once
from tests.petitions.factories import an_entry, filled_form, open_petition
from union.accounts.models import User
from union.pages.printing import print_html

pytestmark = pytest.mark.django_db


@told_once
def petition() -> Petition:
    return open_petition(at=timezone.now() - timedelta(days=2))


@told_once
def page(plan: PlanPage, petition: Petition) -> PetitionPage:
    """The petition's page, live at /safe-visits/sign/."""
    campaign = plan.get_parent()
    made: PetitionPage = campaign.add_child(
        instance=PetitionPage(title="Sign for safe visits", slug="sign", petition=petition)
    )
    return made


def test_the_page_shows_the_petition_its_form_and_what_has_happened(
    client: Client, page: PetitionPage, petition: Petition, noon: datetime
) -> None:
    Tally.objects.create(petition=petition, dimension="all", n=1341)
    an_entry(petition, at=noon, title="We met the minister")
    an_entry(petition, at=noon, title="She said yes", kind="decision")
    html = client.get("/safe-visits/sign/").content.decode()
    places = [
        html.index(words)
        for words in (
            ">Sign for safe visits</h1>",
            "data-count>1,341</span>",
            '<div class="lead petition__demand"',
            "She said yes",
            'action="/petitions/ten-points/sign/"',
            "Caseloads are too high.",
            "We met the minister",
        )
    ]
    assert places == sorted(places)


def test_on_paper_it_says_how_to_sign_while_one_can(page: PetitionPage, petition: Petition) -> None:
    address = '<span class="address">http://testserver/safe-visits/sign/</span>'
    assert f"<strong>Sign the petition</strong> {address}" in print_html(page)
    Petition.objects.filter(pk=petition.pk).update(state=Petition.State.PAUSED)
    cache.clear()
    paused = PetitionPage.objects.get()
    assert f"<strong>Read the petition</strong> {address}" in print_html(paused)


@pytest.mark.parametrize("method", ["get", "head"])
def test_the_address_of_the_petition_leads_to_its_live_page(
    client: Client, page: PetitionPage, method: str
) -> None:
    answer = getattr(client, method)("/petitions/ten-points/?from=a-friend")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/safe-visits/sign/?from=a-friend")
    assert client.get("/petitions/ten-points/").headers["Location"] == "/safe-visits/sign/"
    assert client.post("/petitions/ten-points/").status_code == 405
    assert client.get("/petitions/ten-points/count.json").status_code == 200


def test_who_reads_welsh_stays_where_the_welsh_is(client: Client, page: PetitionPage) -> None:
    assert client.get("/cy/petitions/ten-points/").status_code == 200


def test_a_faulty_form_comes_back_with_what_was_typed(
    client: Client, page: PetitionPage, petition: Petition
) -> None:
    sent = filled_form(petition, at=timezone.now(), postcode="LS1")
    answer = client.post("/petitions/ten-points/sign/", sent)
    assert (answer.status_code, "Rowan Ashby" in answer.content.decode()) == (422, True)
    assert Signature.objects.count() == 0


def test_a_page_that_comes_goes_or_is_locked_counts_at_once(client: Client, page: PetitionPage) -> None:
    def at_the_petition() -> int:
        return client.get("/petitions/ten-points/").status_code

    assert at_the_petition() == 302
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.unpublish()
    assert at_the_petition() == 200
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    assert at_the_petition() == 302
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    cache.clear()
    assert at_the_petition() == 200


def test_the_page_costs_the_same_queries_whatever_the_signatures(
    client: Client, page: PetitionPage, petition: Petition, noon: datetime
) -> None:
    client.get("/safe-visits/sign/")
    an_entry(petition, at=noon)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/safe-visits/sign/").status_code == 200
        return len(captured)

    one = cost()
    Signature.objects.bulk_create(
        [
            Signature(petition=petition, signed_at=noon, confirmed_at=noon, state="confirmed")
            for _ in range(300)
        ]
    )
    assert (one, cost()) == (2, 2)


def test_nothing_of_a_petition_that_is_still_being_written_is_shown(
    client: Client, page: PetitionPage, petition: Petition
) -> None:
    Petition.objects.update(state="in_review", opened_at=None)
    html = client.get("/safe-visits/sign/").content.decode()
    assert ("This petition is not open yet." in html, "Adopt the plan" in html) == (True, False)
    petition.refresh_from_db()
    with TestCase.captureOnCommitCallbacks(execute=True):
        opening.open_petition(petition, by=None, at=timezone.now())
    assert "Adopt the plan" in client.get("/safe-visits/sign/").content.decode()


def page_form(petition: Petition | None, **changed: Any) -> dict[str, Any]:
    return {
        "petition": str(petition.pk) if petition else "",
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


def test_kit_publishes_a_page_without_a_title_and_is_led_to_open_the_petition(
    sign_in: SignIn, plan: PlanPage, kit: User
) -> None:
    petition = open_petition(at=timezone.now(), state="draft", opened_at=None)
    campaign = CampaignPage.objects.get()
    url, editor = f"/cms/pages/add/campaigns/petitionpage/{campaign.pk}/", sign_in(kit)
    answer = publish_now(editor, url, page_form(petition))
    made = PetitionPage.objects.get()
    assert (made.title, made.slug, made.live) == ("Back the ten-point plan", "back-the-ten-point-plan", True)
    assert f'<a href="/cms/petitions/{petition.pk}/state/">Open it</a>' in answer.content.decode()


def test_a_page_without_a_petition_is_not_saved(sign_in: SignIn, plan: PlanPage, kit: User) -> None:
    campaign = CampaignPage.objects.get()
    url = f"/cms/pages/add/campaigns/petitionpage/{campaign.pk}/"
    before = Page.objects.count()
    answer = sign_in(kit).post(url, page_form(None))
    assert "Choose a petition first, or give the page a title." in answer.content.decode()
    assert Page.objects.count() == before


# --- all petitions ----------------------------------------------------------------------------------------


def test_the_list_has_those_open_now_first_and_then_what_became_of_the_others(
    client: Client, noon: datetime
) -> None:
    for slug, fields in {
        "a-draft": {"state": "draft", "opened_at": None},
        "b-open": {},
        "c-won": {"state": "concluded", "closing_at": noon, "concluded_at": noon, "outcome": "won"},
        "d-archived": {
            "state": "archived",
            "closing_at": noon,
            "concluded_at": noon,
            "archived_at": noon,
            "outcome": "won",
        },
        "e-closed": {"state": "closed", "closing_at": noon - timedelta(days=1)},
        "f-paused": {"state": "paused"},
    }.items():
        open_petition(at=noon, slug=slug, title=f"Title {slug}", **fields)
    html = client.get("/petitions/").content.decode()
    found = [html.find(f"/petitions/{slug}/") for slug in ("b-open", "f-paused", "c-won", "e-closed")]
    assert found == sorted(found)
    assert -1 not in found
    assert [f"Title {slug}" in html for slug in ("a-draft", "d-archived")] == [False, False]
    assert "Won" in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_one_query_of_its_own(client: Client, noon: datetime, number: int) -> None:
    for n in range(number):
        open_petition(at=noon, slug=f"p{n}")
    client.get("/petitions/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/petitions/")
    assert len([q for q in captured.captured_queries if "petitions_petition" in q["sql"]]) == 1


def test_an_empty_list_says_so(client: Client) -> None:
    page = client.get("/petitions/")
    assert (page.status_code, "No petition can be signed at the moment." in page.content.decode()) == (
        200,
        True,
    )
    assert client.post("/petitions/").status_code == 405


def test_the_search_finds_the_words_of_a_petition_once_it_is_public(client: Client, plan: PlanPage) -> None:
    words = {"title": "Lanterns", "demand": "Hang lanterns.", "decision_maker": "The council"}
    draft = Petition.objects.create(slug="lanterns", **words)
    plan.get_parent().add_child(instance=PetitionPage(title="Sign here", slug="here", petition=draft))

    def finds(asked: str) -> bool:
        return "Sign here" in client.get("/search/", {"q": asked}).content.decode()

    assert not finds("lanterns")
    opening.open_petition(draft, by=None, at=timezone.now())
    assert finds("lanterns")
    assert finds("council")
    draft.background = "Badgers stumble."
    draft.save()
    assert finds("badgers")
