"""Kit plans a page and Sana approves it; Kit translates it; Ines finds her branch's pages and no others."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.giving import give_branch_its_pages
from campaigns.models import HomePage, PlanPage
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.publishing.planning import publish_due

WIDE = {"width": 1280, "height": 1100}
pytestmark = pytest.mark.parametrize("javascript", [True], ids=["js"])


@pytest.fixture
def sana(db: None) -> User:
    """Sana Mirza approves what others wrote."""
    return welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))


def press(page: Page, name: str) -> None:
    """A button of the editor, in its footer or in the menu beside it."""
    button = page.locator(f"button[name={name}]")
    if not button.is_visible():
        page.get_by_role("button", name="More actions").last.click()
    button.click()


def plan_for(phone: Page, page: PlanPage, then: datetime) -> None:
    """Kit sets the time of publication in the editor, and submits the page."""
    phone.set_viewport_size(WIDE)  # type: ignore[arg-type]
    phone.goto(f"/cms/pages/{page.pk}/edit/")
    phone.get_by_role("button", name="Toggle status").click()
    phone.get_by_role("button", name="Set schedule").click()
    box = phone.locator("input[name=go_live_at]")
    box.evaluate("(box, value) => { box.value = value; }", f"{then:%Y-%m-%d %H:%M}")  # past the calendar
    phone.get_by_role("button", name="Save schedule").click()
    expect(phone.get_by_text("is saved as a draft: readers see nothing of it yet")).to_be_visible()
    press(phone, "action-submit")
    expect(phone.get_by_text("is sent for approval to Sana Mirza, who reads it")).to_be_visible()


def link_for_the_press(phone: Page, page: PlanPage) -> str:
    phone.goto(f"/cms/pages/{page.pk}/press/")
    phone.get_by_label("Who gets the link?").fill("The Evening Bell")
    phone.get_by_role("button", name="Make a link").click()
    return phone.locator("code").inner_text()


def test_kit_plans_a_page_and_sana_approves_it(
    phone: Page,
    plan: PlanPage,
    kit: User,
    sana: User,
    carry: Callable[[Page, User], None],
    axe: Callable[[Page], None],
    settings: LazySettings,
) -> None:
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    plan.unpublish()
    then = timezone.localtime() + timedelta(days=2)
    carry(phone, kit)
    plan_for(phone, plan, then)

    phone.context.clear_cookies()
    carry(phone, sana)
    phone.goto("/cms/")
    expect(phone.get_by_role("heading", name="Today")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="“Three points” waits for your approval").click()
    axe(phone)
    phone.get_by_role("button", name="Approve what I have read").click()
    expect(phone.get_by_text("“Three points” is approved, and goes live on")).to_be_visible()
    assert PlanPage.objects.get().approved_schedule
    assert phone.request.get("/safe-visits/plan/").status == 404
    link = link_for_the_press(phone, plan)
    axe(phone)
    phone.context.clear_cookies()
    phone.goto(link)
    expect(phone.get_by_text("Not for publication before.")).to_be_visible()
    expect(phone.get_by_role("heading", name="Three points")).to_be_visible()

    with time_machine.travel(then + timedelta(minutes=1)):
        assert publish_due(at=timezone.now()) == 1
    phone.goto(link)
    expect(phone).to_have_url(re.compile("/safe-visits/plan/$"))


def write_in_welsh(page: Page, title: str, axe: Callable[[Page], None]) -> None:
    """The title alone, in the translator, which asks for words and offers nothing else."""
    translator = page.locator(".js-translation-editor")
    expect(translator.get_by_text("Unpublish")).to_have_count(0)
    expect(translator.get_by_text("PO file").first).to_be_hidden()
    axe(page)
    translator.get_by_role("button", name="Translate").first.click()
    translator.locator("textarea").first.fill(title)
    translator.get_by_role("button", name="Save").first.click()
    expect(translator.get_by_text(title).first).to_be_visible()


def test_kit_translates_a_page(
    phone: Page,
    plan: PlanPage,
    kit: User,
    sana: User,
    carry: Callable[[Page, User], None],
    axe: Callable[[Page], None],
) -> None:
    carry(phone, kit)
    phone.set_viewport_size(WIDE)  # type: ignore[arg-type]
    phone.goto(f"/cms/localize/submit/page/{plan.pk}/")
    expect(phone.get_by_label("Cymraeg")).to_be_checked()
    axe(phone)
    phone.get_by_role("button", name="Begin the translation").click()
    write_in_welsh(phone, "Tri phwynt", axe)
    phone.get_by_role("button", name="Submit the translation for approval").click()
    expect(phone.get_by_text("is sent for approval to Sana Mirza")).to_be_visible()
    side = PlanPage.objects.get(locale__language_code="cy")
    assert (side.live, side.get_latest_revision_as_object().title) == (False, "Tri phwynt")

    phone.context.clear_cookies()
    carry(phone, sana)
    phone.goto("/cms/")
    phone.get_by_role("link", name="“Tri phwynt” waits for your approval").click()
    phone.set_viewport_size({"width": 390, "height": 844})
    axe(phone)
    phone.get_by_role("button", name="Approve what I have read").click()
    expect(phone.get_by_text("“Tri phwynt” is approved, and live.")).to_be_visible()

    phone.context.clear_cookies()
    phone.goto("/safe-visits/plan/")
    axe(phone)
    phone.get_by_role("link", name="Cymraeg").click()
    expect(phone.get_by_role("heading", name="Tri phwynt")).to_be_visible()
    axe(phone)


def test_kit_recalls_a_page_and_ines_sees_her_branch_alone(
    phone: Page,
    plan: PlanPage,
    kit: User,
    carry: Callable[[Page, User], None],
    axe: Callable[[Page], None],
) -> None:
    region = Region.objects.create(code="NW", name="North West")
    branch = Branch.objects.create(code="NW-001", name="Harbour branch", region=region)
    ines = welcome("ines@example.org", name="Ines Okafor")
    Role.objects.create(user=ines, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    give_branch_its_pages(branch, home=HomePage.objects.get(), by=kit, at=timezone.now())
    carry(phone, kit)
    phone.set_viewport_size(WIDE)  # type: ignore[arg-type]
    phone.goto("/cms/branches/")
    axe(phone)
    phone.goto(f"/cms/pages/{plan.pk}/unpublish/")
    axe(phone)
    phone.get_by_label("Why?").fill("A figure in point 2 was wrong.")
    phone.get_by_role("button", name="Recall the page").click()
    expect(phone.get_by_text("Withdrawn on")).to_be_visible()
    gone = phone.goto("/safe-visits/plan/")
    assert gone is not None
    assert gone.status == 410
    axe(phone)

    phone.context.clear_cookies()
    carry(phone, ines)
    phone.goto("/cms/")
    axe(phone)
    phone.goto("/cms/pages/")
    expect(phone.get_by_role("link", name="Harbour branch").first).to_be_visible()
    expect(phone.get_by_role("link", name="Three points")).to_have_count(0)
    phone.goto(f"/cms/pages/{plan.pk}/edit/")
    expect(phone).to_have_url(re.compile("/cms/$"))
