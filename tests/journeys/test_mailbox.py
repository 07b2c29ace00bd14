"""Somebody who tries the demo reads the mail that a member would get, and follows its link."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from union.mail.sending import send_due
from union.mail.trying import send_trial


@pytest.fixture
def demo(settings: LazySettings, tmp_path: Path) -> None:
    settings.ROOT_URLCONF = "tests.config.demo_urls"
    settings.EMAIL_BACKEND = "config.mailbox.MailboxBackend"
    settings.MAIL_DIR = tmp_path


@pytest.mark.usefixtures("demo")
def test_visitor_reads_the_demo_mail(
    phone: Page, axe: Callable[[Page], None], settings: LazySettings
) -> None:
    phone.goto("/demo/mail/")
    expect(phone.get_by_text("There is no mail yet")).to_be_visible()
    axe(phone)
    for address in ("ada@example.org", "ben@example.org"):
        send_trial(address, at=timezone.now())
    send_due(at=timezone.now())
    phone.reload()
    axe(phone)
    phone.get_by_label("Mail to").fill("ada")
    phone.get_by_role("button", name="Show").click()
    expect(phone.locator(".letters > li")).to_have_count(1)
    phone.get_by_role("link", name="Test message").click()
    expect(phone.get_by_role("definition").nth(1)).to_have_text("ada@example.org")
    axe(phone)
    expect(phone.get_by_role("link", name=settings.BASE_URL)).to_have_attribute("href", settings.BASE_URL)
    phone.get_by_role("link", name="See it as a mail programme shows it").click()
    expect(phone.get_by_role("heading", name="A test message")).to_be_visible()
    phone.get_by_role("link", name=settings.BASE_URL).click()
    expect(phone).to_have_url(f"{settings.BASE_URL}/")
