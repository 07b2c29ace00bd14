"""Ines starts a stall on her laptop; strangers sign on a phone, one after the other."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from petitions.models import Signature
from tests.petitions.factories import branch, open_petition
from tests.petitions.paper_scenes import officer
from union.accounts.models import User
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]


@pytest.fixture
def passed_on(chromium: Browser, live_server: LiveServer, javascript: bool) -> Iterator[Page]:
    """The phone that goes from hand to hand; nobody is logged in on it."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=javascript, base_url=live_server.url
    )
    yield context.new_page()
    context.close()


def fill_in(page: Page, *, name: str, email: str) -> None:
    page.get_by_label("Your full name").fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Postcode").fill("ls1 4ap")
    page.wait_for_timeout(2100)  # nobody fills in a form in less than two seconds


def sign(page: Page) -> None:
    page.get_by_role("button", name="Sign the petition").click()


def starts_a_stall(phone: Page, axe: Axe) -> str:
    """Where the stall's form stands."""
    phone.goto("/desk/petitions/ten-points/")
    phone.get_by_role("link", name="Start a stall").click()
    axe(phone)
    phone.get_by_label("Where is the stall?").fill("Market Square")
    phone.get_by_role("button", name="Start the stall").click()
    axe(phone)
    address = phone.locator(".stall-address a").get_attribute("href")
    assert address is not None
    return address


def test_two_strangers_sign_at_a_stall_and_leave_nothing_behind(
    phone: Page, passed_on: Page, axe: Axe, carry: Carry
) -> None:
    open_petition(at=timezone.now() - timedelta(days=3))
    carry(phone, officer("ines@example.org", "Ines Okafor", branch("NW-001")))
    passed_on.goto(starts_a_stall(phone, axe))
    axe(passed_on)
    fill_in(passed_on, name="Rowan Ashby", email="rowan.ashby@example.org")
    passed_on.get_by_label("Postcode").fill("LS1")
    sign(passed_on)
    expect(passed_on.get_by_role("alert")).to_contain_text("Enter a UK postcode")
    axe(passed_on)
    passed_on.get_by_label("Postcode").fill("LS1 4AP")
    sign(passed_on)
    expect(passed_on.get_by_role("heading", level=1)).to_have_text("Thank you!")
    expect(passed_on.locator("main")).not_to_contain_text("Rowan")
    axe(passed_on)

    passed_on.get_by_role("link", name="Next person").click()
    expect(passed_on.get_by_label("Your full name")).to_have_value("")
    fill_in(passed_on, name="Ash Mossop", email="ash.mossop@example.org")
    sign(passed_on)
    expect(passed_on.get_by_text("2 forms sent at this stall")).to_be_visible()
    passed_on.go_back()
    expect(passed_on.get_by_label("Your full name")).to_have_value("")
    assert send_due(at=timezone.now()) == 2
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "ash.mossop@example.org",
        "rowan.ashby@example.org",
    ]
    assert set(Signature.objects.values_list("source", "branch", "state")) == {("stall", "NW-001", "pending")}

    phone.get_by_role("button", name="End the stall now").click()
    axe(phone)
    passed_on.reload()
    expect(passed_on.get_by_role("heading", level=1)).to_have_text("This stall has ended")
    axe(passed_on)
