"""Kit puts a ballot among the campaign's pages; its result comes there without another hand of hers."""

import re
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.models import BallotPage, CampaignPage, PlanPage
from tests.ballots import scenes
from tests.campaigns.publishing import say_why
from tests.journeys.test_booth_more import fits
from union.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def publish_page(phone: Page, campaign: CampaignPage) -> None:
    """A page about the ballot beneath the campaign, by the editor on a wide screen."""
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(f"/cms/pages/add/campaigns/ballotpage/{campaign.pk}/")
    phone.get_by_role("button", name="Choose a ballot").click()
    phone.get_by_role("dialog").get_by_role("link", name="NJC pay claim 2022").click()
    expect(phone.locator(".chooser__title")).to_have_text("NJC pay claim 2022")
    phone.get_by_role("textbox", name="In one sentence").fill("Members say what we ask for.")
    phone.get_by_role("button", name="More actions").last.click()
    phone.locator("button[name=action-publish]").click()
    say_why(phone)
    expect(phone.get_by_text("is live")).to_be_visible()


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_kit_publishes_a_page_and_readers_find_the_ballot_and_then_its_result_there(
    phone: Page,
    plan: PlanPage,
    kit: User,
    carry: Callable[[Page, User], None],
    axe: Callable[[Page], None],
    settings: LazySettings,
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # she publishes quicker than the editor keeps drafts
    scene, campaign = scenes.voted(timezone.now()), CampaignPage.objects.get()
    carry(phone, kit)
    publish_page(phone, campaign)
    assert BallotPage.objects.get().title == "NJC pay claim 2022"

    phone.context.clear_cookies()
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto("/ballots/njc-pay-claim-2022/")
    expect(phone).to_have_url(re.compile("/safe-visits/njc-pay-claim-2022/$"))
    expect(phone.get_by_role("heading", name="Voting is open")).to_be_visible()
    axe(phone)
    assert fits(phone)

    scenes.close(scene)
    scenes.count(scene)
    phone.reload()
    expect(phone.get_by_role("heading", name="Voting has closed")).to_be_visible()
    scenes.publish(scene)
    phone.reload()
    expect(phone.get_by_text("has a majority: 12 of 22 votes, 54.6%.")).to_be_visible()
    axe(phone)
    assert fits(phone)
    phone.get_by_role("link", name="Cymraeg").click()
    expect(phone.get_by_text("fwyafrif: 12 o 22 pleidlais, 54.6%.")).to_be_visible()
    axe(phone)
    cache.clear()
    phone.get_by_role("link", name="Dod o hyd i’m pleidlais").click()
    axe(phone)
    phone.get_by_role("link", name="NJC pay claim 2022").click()
    expect(phone.get_by_text("fwyafrif: 12 o 22 pleidlais, 54.6%.")).to_be_visible()
