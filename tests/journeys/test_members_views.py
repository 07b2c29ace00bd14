"""Rowan gets a letter and answers anonymously; in a confidential consultation she edits from her own desk."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.consultations.models import Answer, Consultation, Reply
from campaigns.consultations.under_way import invite_due
from tests.consultations.factories import moderator
from tests.consultations.members import ROWAN, a_branch, put_to_members
from union.accounts.models import User
from union.mail.sending import send_due
from union.members.models import Member

ROOT = "/views/workload/"
Check = Callable[[Page], None]
Carry = Callable[[Page, User], None]


@pytest.fixture
def at(transactional_db: None) -> datetime:
    return timezone.now()


def asked(at: datetime, mode: str) -> Consultation:
    consultation = put_to_members(at, mode=mode, branch=a_branch(members=20))
    invite_due(at=at)
    return consultation


def path_in_the_letter(at: datetime, pattern: str) -> str:
    """Send what waits; the path in the last letter to Rowan that has such a link."""
    send_due(at=at)
    bodies = [str(letter.body) for letter in mail.outbox if letter.to == [ROWAN]]
    return [found[0] for body in bodies if (found := re.findall(pattern, body))][-1]


def test_a_member_answers_anonymously_tries_the_link_again_and_returns_by_code(
    phone: Page, axe: Check, at: datetime
) -> None:
    asked(at, "anonymous_verified")
    link = path_in_the_letter(at, r"/views/workload/m/[\w-]{54}/")
    phone.goto(link)
    expect(phone.get_by_role("heading", name="How your reply stays anonymous")).to_be_visible()
    axe(phone)
    assert Reply.objects.count() == 0
    phone.get_by_role("button", name="Start now").click()
    expect(phone.get_by_role("heading", name="Did you go home worried?")).to_be_visible()
    code = phone.locator(".tracker").inner_text()
    axe(phone)
    phone.get_by_label("Yes").check()
    phone.get_by_role("button", name="Continue").click()
    phone.context.clear_cookies()

    phone.goto(link)
    expect(phone.get_by_text("This link was used.")).to_be_visible()
    expect(phone.get_by_role("button", name="Start now")).to_have_count(0)
    axe(phone)
    phone.get_by_role("link", name="Return with your receipt code").click()
    phone.get_by_label("Receipt code").fill(code.lower())
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("button", name="Send my reply").click()
    expect(phone.get_by_role("heading", name="Your reply has been sent")).to_be_visible()
    assert phone.locator(".tracker").inner_text() == code
    axe(phone)
    assert (Reply.objects.get().participation, Answer.objects.get().value) == (None, "yes")


def test_a_member_edits_a_confidential_reply_from_the_own_desk(phone: Page, axe: Check, at: datetime) -> None:
    asked(at, "confidential")
    open_the_desk(phone, at)
    axe(phone)
    phone.get_by_role("button", name="Answer now").click()
    expect(phone.get_by_text("You answer as Rowan 1 Ashby.")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Start now").click()
    phone.get_by_label("Yes").check()
    phone.get_by_role("button", name="Continue").click()
    phone.goto(f"{ROOT}check/")
    phone.get_by_role("button", name="Send my reply").click()
    expect(phone.get_by_role("heading", name="Your reply has been sent")).to_be_visible()
    expect(phone.locator(".tracker")).to_have_count(0)
    axe(phone)

    phone.goto("/me/")
    phone.get_by_role("button", name="Read or change my reply").click()
    phone.get_by_role("button", name="Read or change my reply").click()
    phone.get_by_role("link", name="Did you go home worried?").click()
    phone.get_by_label("No", exact=True).check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("Your reply has been sent.")).to_be_visible()
    axe(phone)
    assert Answer.objects.get().value == "no"
    assert Reply.objects.get().participation is not None


def open_the_desk(phone: Page, at: datetime) -> None:
    phone.goto("/me/")
    phone.get_by_label("E-mail address").fill(ROWAN)
    phone.get_by_role("button").filter(has_text=re.compile("Send|link", re.I)).first.click()
    phone.goto(path_in_the_letter(timezone.now(), r"/me/[\w.:=-]{20,}/"))
    phone.get_by_role("button", name=re.compile("Open", re.I)).click()
    expect(phone.get_by_role("heading", name="Members’ views")).to_be_visible()


def test_a_lost_link_is_asked_for_and_staff_see_who_is_asked(
    phone: Page, axe: Check, carry: Carry, at: datetime, javascript: bool
) -> None:
    consultation = asked(at, "anonymous_verified")
    Member.objects.filter(number="NW-001-00002").update(email="")
    phone.goto(ROOT)
    axe(phone)
    phone.get_by_role("link", name="Send me my link again").click()
    axe(phone)
    phone.get_by_label("Your e-mail address").fill(ROWAN)
    phone.get_by_role("button", name="Send my link again").click()
    expect(phone.get_by_role("heading", name="Look at your mail")).to_be_visible()
    axe(phone)

    carry(phone, moderator("sana"))
    phone.goto(f"/cms/views/{consultation.pk}/")
    phone.get_by_role("link", name="Members asked").click()
    expect(phone.get_by_text("20 members on the roll when places were planned")).to_be_visible()
    if javascript:  # without scripts axe looks at a twin, and the twin of a page of the CMS is not signed in
        axe(phone)
