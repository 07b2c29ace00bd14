"""Rowan signs a petition on a phone, and is counted."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from petitions.counting import roll_up
from petitions.models import Signature, Tally
from tests.petitions.factories import open_petition
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]


def open_for_rowan() -> None:
    petition = open_petition(at=timezone.now() - timedelta(days=3), title="Protect vulnerable children")
    Tally.objects.create(petition=petition, dimension="all", n=340)


def fill_in(phone: Page, *, email: str) -> None:
    phone.get_by_label("Your full name").fill("Rowan Ashby")
    phone.get_by_label("E-mail address").fill(email)
    phone.get_by_label("Postcode").fill("ls1 4ap")


def test_rowan_signs_follows_the_link_and_the_count_goes_up(phone: Page, axe: Axe) -> None:
    open_for_rowan()
    phone.goto("/petitions/ten-points/")
    expect(phone.get_by_text("340 people have signed")).to_be_visible()
    axe(phone)
    fill_in(phone, email="rowan.ashby@example.org")
    phone.get_by_text("Tell us about your work").click()
    phone.get_by_label("Your job").fill("Senior social worker")
    phone.get_by_label("Give my name to the Secretary of State").check()
    phone.wait_for_timeout(2100)  # nobody fills in a form in less than two seconds
    phone.get_by_role("button", name="Sign the petition").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("One more step: check your e-mail")
    axe(phone)

    assert send_due(at=timezone.now()) == 1
    letter = mail.outbox[0]
    assert letter.to == ["rowan.ashby@example.org"]
    link = re.search(r"http\S+/petitions/confirm/\S+/", str(letter.body))
    assert link is not None
    phone.goto(link[0])
    expect(phone.get_by_text("Give my name to the Secretary of State")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Confirm my signature").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you: your signature counts")
    axe(phone)
    phone.reload()
    assert Signature.objects.get().state == "confirmed"

    roll_up(at=timezone.now())
    phone.goto("/petitions/ten-points/")
    expect(phone.get_by_text("341 people have signed")).to_be_visible()


def test_rowan_answers_the_question_about_a_misspelt_address(phone: Page, axe: Axe) -> None:
    open_for_rowan()
    phone.goto("/petitions/ten-points/")
    fill_in(phone, email="rowan@gmial.com")
    phone.get_by_label("Postcode").fill("LS1")
    phone.wait_for_timeout(2100)
    phone.get_by_role("button", name="Sign the petition").click()
    expect(phone).to_have_title(re.compile("^Error: "))
    expect(phone.get_by_label("Your full name")).to_have_value("Rowan Ashby")
    axe(phone)
    phone.get_by_label("rowan@gmail.com").check()
    phone.get_by_label("Postcode").fill("LS1 4AP")
    phone.get_by_role("button", name="Sign the petition").click()
    expect(phone.get_by_text("rowan@gmail.com")).to_be_visible()


def test_somebody_else_typed_rowans_address(phone: Page, axe: Axe) -> None:
    open_for_rowan()
    phone.goto("/petitions/ten-points/")
    fill_in(phone, email="rowan.ashby@example.org")
    phone.wait_for_timeout(2100)
    phone.get_by_role("button", name="Sign the petition").click()
    send_due(at=timezone.now())
    link = re.search(r"http\S+/not-me/", str(mail.outbox[0].body))
    assert link is not None
    phone.goto(link[0])
    axe(phone)
    phone.get_by_role("button", name="Take the name off").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("The name is off")
    axe(phone)
    assert not hasattr(Signature.objects.get(), "identity")


def test_the_count_moves_while_somebody_reads(phone: Page, javascript: bool) -> None:
    open_for_rowan()
    if javascript:
        phone.clock.install()
    phone.goto("/petitions/ten-points/")
    expect(phone.get_by_text("340 people have signed")).to_be_visible()
    Tally.objects.update(n=1341)
    if javascript:
        phone.clock.fast_forward(18_000)
    else:
        phone.reload()
    expect(phone.get_by_text("1,341 people have signed")).to_be_visible()
