"""An editor puts a point of the plan right, and the public page and the leaflet follow."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from campaigns.models import HomePage, PlanPage
from tests.campaigns.publishing import say_why, want_only
from union.accounts.models import User
from union.pages.drawing import draw_due

# Boxes beside each other that stand out of their form, where a panel is open beside it.
OUTSIDE = """() => [...document.querySelectorAll(".w-field-row")].flatMap(row => {
    const end = row.parentElement.getBoundingClientRect().right + 1;
    return [...row.querySelectorAll("input, select")].filter(box => box.getBoundingClientRect().right > end)
        .map(box => box.name);
})"""


@pytest.fixture(autouse=True)
def nothing_is_kept_meanwhile(settings: LazySettings) -> None:
    """The editor keeps drafts by itself while somebody thinks; Kit publishes quicker than it can answer."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0


@pytest.mark.pdf
def test_kit_corrects_a_point_and_publishes_it(
    phone: Page, plan: PlanPage, kit: User, carry: Callable[[Page, User], None]
) -> None:
    carry(phone, kit)
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(f"/cms/pages/{plan.pk}/edit/")
    phone.locator("input[name=points-0-title]").fill("Go in pairs")
    publish = phone.locator("button[name=action-publish]")
    if not publish.is_visible():
        phone.get_by_role("button", name="More actions").last.click()
    publish.click()
    say_why(phone)
    expect(phone.get_by_text(re.compile("is live"))).to_be_visible()

    phone.goto(plan.get_url())
    expect(phone.get_by_role("heading", name="Point 1: Go in pairs")).to_be_visible()
    want_only(plan)
    draw_due(at=timezone.now())
    leaflet = phone.request.get(f"{plan.get_url()}pdf/")
    assert leaflet.headers["content-type"] == "application/pdf"
    assert "Go in pairs" in PdfReader(BytesIO(leaflet.body())).pages[0].extract_text()


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_kit_opens_every_form_and_chooses_a_page_for_the_first_button(
    phone: Page, plan: PlanPage, kit: User, carry: Callable[[Page, User], None]
) -> None:
    campaign = plan.get_parent()
    home = HomePage.objects.get()
    carry(phone, kit)
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(f"/cms/pages/{campaign.pk}/edit/")
    expect(phone.get_by_role("heading", name="Safe visits").first).to_be_visible()
    phone.goto(f"/cms/pages/add/campaigns/planpage/{campaign.pk}/")
    phone.get_by_role("button", name="Add point").click()
    expect(phone.locator("input[name=points-0-title]")).to_be_visible()
    for name in ("Introduction", "Text"):  # Wagtail gives these boxes none
        expect(phone.get_by_role("textbox", name=name, exact=True).last).to_be_visible()
    phone.goto(f"/cms/pages/add/campaigns/pressreleasepage/{campaign.pk}/")
    phone.get_by_role("button", name="Toggle status").click()
    expect(phone.get_by_role("button", name="Set schedule")).to_be_visible()
    assert phone.evaluate(OUTSIDE) == []
    phone.goto(f"/cms/pages/{home.pk}/edit/")
    phone.get_by_role("button", name="Choose a page").first.click()
    phone.get_by_role("link", name="Safe visits", exact=True).click()
    phone.get_by_role("button", name="More actions").last.click()
    phone.locator("button[name=action-publish]").click()
    say_why(phone)
    expect(phone.get_by_text(re.compile("is live"))).to_be_visible()
    assert HomePage.objects.get().action_page_id == campaign.pk
