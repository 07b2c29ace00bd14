"""Rowan asks what the union holds, changes a consent, takes a name back, and has the rest erased."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from petitions.confirming import confirm
from petitions.models import Consent, Signature, SignatureIdentity
from petitions.signing import sign
from tests.petitions.factories import open_petition, rowan
from union.mail.models import Message
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]


def two_signatures() -> None:
    at = timezone.now() - timedelta(days=3)
    for slug, title in (("children", "Protect vulnerable children"), ("beds", "Keep the beds")):
        petition = open_petition(at=at, slug=slug, title=title)
        entered = sign(petition, signer=rowan(consents=["petition_news"]), at=at)
        confirm(entered.signature_id, at=at)
    Message.objects.all().delete()


def open_the_desk(phone: Page, axe: Axe) -> None:
    phone.goto("/petitions/beds/")
    phone.get_by_role("link", name="What we hold about you").click()
    axe(phone)
    phone.get_by_label("E-mail address").fill("Rowan.Ashby@example.org")
    phone.get_by_role("button", name="Send me the link").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Check your e-mail")
    axe(phone)
    assert send_due(at=timezone.now()) == 1
    link = re.search(r"http\S+/me/\S+/", str(mail.outbox[-1].body))
    assert link is not None
    phone.goto(link[0])
    axe(phone)
    phone.get_by_role("button", name="Open my desk").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your desk")


def test_rowan_reads_changes_withdraws_and_erases(phone: Page, axe: Axe) -> None:
    two_signatures()
    open_the_desk(phone, axe)
    axe(phone)
    beds = phone.get_by_role("article", name="Keep the beds")
    expect(beds.get_by_text("E-mail me news of this petition")).to_be_visible()
    beds.get_by_role("link", name="Change what I agree to").click()
    axe(phone)
    phone.get_by_label("E-mail me news of this petition").uncheck()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved: what you agree to is as you ticked it.")).to_be_visible()
    expect(beds.get_by_text("Nothing else: only your signature")).to_be_visible()
    assert Consent.objects.get(number=2).source == "me"

    beds.get_by_role("link", name="Take my name off").click()
    axe(phone)
    phone.get_by_role("button", name="Take my name off").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your name is off")
    expect(phone.get_by_role("link", name="Sign again")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Back to your desk").click()
    expect(phone.get_by_role("article")).to_have_count(1)

    phone.get_by_role("link", name="Erase everything").click()
    expect(phone.get_by_text("1 signature under a petition")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Erase everything").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("It is erased")
    axe(phone)
    assert (SignatureIdentity.objects.count(), Message.objects.count()) == (0, 0)
    assert set(Signature.objects.values_list("state", flat=True)) == {"withdrawn"}
    phone.goto("/me/")
    expect(phone.get_by_role("button", name="Send me the link")).to_be_visible()


def test_rowan_closes_the_desk_on_a_shared_computer(phone: Page, axe: Axe) -> None:
    two_signatures()
    open_the_desk(phone, axe)
    phone.get_by_role("button", name="Close my desk").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your desk is closed")
    axe(phone)
    phone.go_back()
    expect(phone.get_by_text("Keep the beds")).to_have_count(0)
