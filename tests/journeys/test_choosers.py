"""What was chosen in a form of the CMS can be chosen again: the menu of the chooser does what it says."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Site

from campaigns.models import PlanPage
from union.accounts.models import User
from union.accounts.welcoming import welcome


@pytest.mark.parametrize("javascript", [True])
def test_ada_chooses_another_front_page(
    phone: Page, plan: PlanPage, carry: Callable[[Page, User], None]
) -> None:
    site = Site.objects.get()
    site.root_page = plan
    site.save()
    carry(phone, welcome("ada@example.org", name="Ada Quill", superuser=True))
    phone.set_viewport_size({"width": 1280, "height": 900})
    phone.goto(f"/cms/sites/edit/{site.pk}/")
    chosen = phone.locator("#id_root_page-chooser")
    expect(chosen).to_contain_text(plan.title)
    chosen.get_by_role("button", name="Actions").click()
    phone.get_by_role("button", name="Choose a different root page").click()
    campaign = plan.get_parent()
    phone.locator(f"a.choose-page[data-id='{campaign.pk}']").click()
    expect(chosen).to_contain_text(campaign.title)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("updated")).to_be_visible()
    site.refresh_from_db()
    assert site.root_page_id == campaign.pk
