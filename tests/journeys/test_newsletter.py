"""Rowan asks for a newsletter; Kit prepares an issue, Sana approves it; Rowan reads it and stops it."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.newsletters import queueing
from campaigns.newsletters.models import Mailing, Subscriber
from tests.newsletters.factories import kit, newsletter, page, sana
from union.accounts.models import User
from union.jobs.working import run_waiting
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def looked_at(browser: Page, axe: Axe) -> None:
    """On a phone and on a desktop, light and dark: nothing to find, nothing to push sideways."""
    for size in (DESK, PHONE):
        browser.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("dark", "light"):
            browser.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            axe(browser)


def letter_to(address: str) -> EmailMessage:
    send_due(at=timezone.now())
    return next(m for m in reversed(mail.outbox) if m.to == [address])


def link_in(letter: EmailMessage, path: str) -> str:
    found = re.search(rf"https?://\S+?({path}\S+)", str(letter.body))
    assert found, letter.body
    return found[1]


def test_a_newsletter_from_the_first_wish_to_the_last_click(
    phone: Page, axe: Axe, carry: Carry, javascript: bool
) -> None:
    newsletter()
    issue = page()
    rowan_asks(phone, axe)
    kit_prepares(phone, carry, page_pk=issue.pk, javascript=javascript)
    sana_approves(phone, carry)
    at = timezone.now()
    run_waiting(at=at)
    letter = letter_to("rowan@example.org")
    queueing.settle_sent(at=at)
    assert (letter.subject, Mailing.objects.get().state) == ("In twos from now on", "sent")
    assert "We won the first point." in str(letter.body)
    rowan_stops(phone, axe, letter)


def rowan_asks(phone: Page, axe: Axe) -> None:
    phone.goto("/newsletters/")
    looked_at(phone, axe)
    phone.get_by_role("button", name="Send me the link").click()
    expect(phone.get_by_text("Enter your e-mail address.").first).to_be_visible()
    looked_at(phone, axe)
    phone.get_by_label("E-mail address").fill("rowan@example.org")
    phone.get_by_role("button", name="Send me the link").click()
    expect(phone.get_by_role("heading", name="One step is left")).to_be_visible()
    looked_at(phone, axe)
    phone.goto(link_in(letter_to("rowan@example.org"), "/newsletters/confirm/"))
    looked_at(phone, axe)
    assert Subscriber.objects.count() == 0
    phone.get_by_role("button", name="Yes, send them to me").click()
    expect(phone.get_by_role("heading", name="Thank you: it is confirmed")).to_be_visible()
    phone.get_by_role("link", name="See or change what you get").click()
    expect(phone.get_by_role("checkbox", name="Campaign news")).to_be_checked()
    looked_at(phone, axe)


def kit_prepares(phone: Page, carry: Carry, *, page_pk: int, javascript: bool) -> None:
    carry(phone, kit())
    phone.set_viewport_size(DESK)  # type: ignore[arg-type]
    phone.goto(f"/cms/pages/{page_pk}/edit/")
    if javascript:
        phone.get_by_role("button", name="Actions").first.click()
    phone.get_by_role("link", name="Send as newsletter").first.click()
    phone.get_by_label("Subject*", exact=False).first.fill("In twos from now on")
    phone.get_by_label("Newsletter", exact=True).select_option("Campaign news")
    phone.get_by_role("button", name="Save the draft").click()
    expect(phone.get_by_text("Would get it now")).to_be_visible()
    frame = phone.frame_locator("iframe.newsletters-phone")
    expect(frame.get_by_role("heading", name="Visits in twos")).to_be_visible()
    phone.get_by_role("button", name="Send a trial to myself").click()
    expect(phone.get_by_text("On its way to kit@example.org.")).to_be_visible()
    assert letter_to("kit@example.org").subject == "Trial: In twos from now on"
    expect(phone.get_by_role("button", name="Approve")).to_have_count(0)


def sana_approves(phone: Page, carry: Carry) -> None:
    carry(phone, sana())
    phone.set_viewport_size(PHONE)  # type: ignore[arg-type]
    phone.goto("/cms/newsletters/")
    phone.get_by_role("link", name="In twos from now on").click()
    phone.get_by_role("button", name="Approve and send it now").click()
    expect(phone.get_by_text("Approved: it is sent at its time.")).to_be_visible()
    phone.wait_for_load_state()  # the letter in its frames too, which would else ask who looks
    phone.context.clear_cookies()


def rowan_stops(phone: Page, axe: Axe, letter: EmailMessage) -> None:
    phone.goto(link_in(letter, "/newsletters/stop/"))
    looked_at(phone, axe)
    phone.get_by_role("button", name="Stop these e-mails").click()
    expect(phone.get_by_role("heading", name="You get no more of these e-mails")).to_be_visible()
    looked_at(phone, axe)
    assert Mailing.objects.get().unsubscribed == 1
    phone.get_by_role("button", name="Send them to me again").click()
    expect(phone.get_by_role("button", name="Stop these e-mails")).to_be_visible()
    assert Mailing.objects.get().unsubscribed == 0
    phone.goto("/cy/newsletters/")
    looked_at(phone, axe)
