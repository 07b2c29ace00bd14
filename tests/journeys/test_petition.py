"""Rowan signs a petition on a phone, is counted, and brings a friend."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from petitions.confirming import confirm
from petitions.counting import roll_up
from petitions.models import Petition, Signature, SignatureIdentity, Tally
from petitions.signing import sign
from tests.journeys.conftest import PHONE
from tests.petitions.factories import employers, link_to, open_petition, rowan
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
PETITION = "/petitions/ten-points/"


def open_for_rowan() -> Petition:
    petition = open_petition(at=timezone.now() - timedelta(days=3), title="Protect vulnerable children")
    Tally.objects.create(petition=petition, dimension="all", n=340)
    return petition


def fill_in(phone: Page, *, email: str, name: str = "Rowan Ashby") -> None:
    phone.get_by_label("Your full name").fill(name)
    phone.get_by_label("E-mail address").fill(email)
    phone.get_by_label("Postcode").fill("ls1 4ap")


def send_the_form(phone: Page) -> None:
    phone.wait_for_timeout(2100)  # nobody fills in a form in less than two seconds
    phone.get_by_role("button", name="Sign the petition").click()
    expect(heading(phone)).to_have_text("One more step: check your e-mail")


def heading(phone: Page) -> Locator:
    return phone.get_by_role("heading", level=1)


def letter() -> str:
    """The newest letter, which leaves now."""
    assert send_due(at=timezone.now()) == 1
    return str(mail.outbox[-1].body)


def found(pattern: str, words: str) -> str:
    match = re.search(pattern, words)
    assert match is not None
    return match[0]


def test_rowan_signs_follows_the_link_and_the_count_goes_up(phone: Page, axe: Axe, javascript: bool) -> None:
    open_for_rowan()
    employers("Northbridge Council")
    phone.goto(PETITION)
    expect(phone.get_by_text("340 people have signed")).to_be_visible()
    axe(phone)
    fill_in(phone, email="rowan.ashby@example.org")
    phone.get_by_text("Tell us about your work").click()
    phone.get_by_label("Your job").fill("Senior social worker")
    phone.get_by_label("Who you work for").fill("north")
    if javascript:
        expect(phone.locator("datalist option[value='Northbridge Council']")).to_have_count(1)
    phone.get_by_label("I would rather not say").check()
    phone.get_by_text("Say why you are signing").click()
    phone.get_by_label("Why are you signing?").fill("There is no time.\nThere should be.")
    phone.get_by_label("Give my name to the Secretary of State").check()
    axe(phone)
    send_the_form(phone)
    axe(phone)

    phone.goto(found(r"http\S+/petitions/confirm/\S+/", letter()))
    assert mail.outbox[0].to == ["rowan.ashby@example.org"]
    expect(phone.get_by_text("Give my name to the Secretary of State")).to_be_visible()
    expect(phone.get_by_text("There should be.")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Confirm my signature").click()
    expect(heading(phone)).to_have_text("Thank you: your signature counts")
    axe(phone)
    phone.reload()
    assert Signature.objects.get().state == "confirmed"

    roll_up(at=timezone.now())
    phone.goto(PETITION)
    expect(phone.get_by_text("341 people have signed")).to_be_visible()


def test_rowan_types_the_code_after_one_slip(phone: Page, axe: Axe) -> None:
    open_for_rowan()
    phone.goto(PETITION)
    fill_in(phone, email="rowan.ashby@example.org")
    send_the_form(phone)
    code = found(r"\b\d{3} \d{3}\b", letter())
    phone.get_by_label("Six-digit code").fill("111 111" if code != "111 111" else "222 222")
    phone.get_by_role("button", name="Confirm my signature").click()
    expect(phone.get_by_role("link", name="That is not the code. 4 tries left.")).to_be_visible()
    expect(phone.get_by_text("rowan.ashby@example.org")).to_be_visible()
    axe(phone)
    phone.get_by_label("Six-digit code").fill(code)
    phone.get_by_role("button", name="Confirm my signature").click()
    expect(heading(phone)).to_have_text("Thank you: your signature counts")
    assert Signature.objects.get().state == "confirmed"


def test_back_shows_whoever_uses_the_computer_next_nothing_of_rowan(
    chromium: Browser, live_server: LiveServer
) -> None:
    """The browser itself fills a form again with what was typed; without scripts it still does."""
    open_for_rowan()
    phone = chromium.new_page(viewport=PHONE, base_url=live_server.url)
    phone.goto(PETITION)
    fill_in(phone, email="rowan.ashby@example.org")
    phone.goto("/petitions/")
    phone.go_back()
    expect(phone.get_by_label("Your full name")).to_have_value("Rowan Ashby")  # nothing has arrived yet
    phone.get_by_label("Postcode").fill("nowhere")
    phone.get_by_role("button", name="Sign the petition").click()
    fill_in(phone, email="rowan.ashby@example.org")
    phone.get_by_role("button", name="Sign the petition").click()
    expect(heading(phone)).to_have_text("One more step: check your e-mail")
    phone.evaluate("history.go(-2)")  # past the page that asked for the postcode again
    phone.wait_for_url(f"**{PETITION}")
    for label in ("Your full name", "E-mail address", "Postcode"):
        expect(phone.get_by_label(label)).to_have_value("")
    fill_in(phone, email="ash@example.org")
    phone.goto("/petitions/")
    phone.go_back()
    expect(phone.get_by_label("E-mail address")).to_have_value("ash@example.org")
    phone.context.close()


def test_rowan_and_ash_share_a_mailbox_and_both_count(phone: Page) -> None:
    petition = open_for_rowan()
    first = sign(petition, signer=rowan(email="home@example.org"), at=timezone.now())
    confirm(first.signature_id, at=timezone.now())
    send_due(at=timezone.now())
    phone.goto(PETITION)
    fill_in(phone, email="Home@example.org", name="Ash Ashby")
    send_the_form(phone)
    words = letter()
    assert words.startswith("Dear Ash Ashby,")
    phone.get_by_label("Six-digit code").fill(found(r"\b\d{3} \d{3}\b", words))
    phone.get_by_role("button", name="Confirm my signature").click()
    expect(heading(phone)).to_have_text("Thank you: your signature counts")
    roll_up(at=timezone.now())
    phone.goto(PETITION)
    expect(phone.get_by_text("342 people have signed")).to_be_visible()
    assert sorted(SignatureIdentity.objects.values_list("slot", flat=True)) == [1, 2]


def test_a_friend_signs_through_rowans_link(phone: Page, axe: Axe, javascript: bool) -> None:
    petition = open_for_rowan()
    signing = sign(petition, signer=rowan(), at=timezone.now())
    confirm(signing.signature_id, at=timezone.now())
    rowans = Signature.objects.get()
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.goto(link_to(rowans))
    phone.get_by_text("Show a code to somebody beside you").click()
    expect(phone.get_by_role("img", name="QR code with your own link")).to_be_visible()
    axe(phone)
    own = phone.locator(".share-link").inner_text()
    copy = phone.get_by_role("button", name="Copy the link")
    if javascript:
        copy.click()
        expect(phone.get_by_role("status")).to_have_text("The link is copied.")
        assert phone.evaluate("navigator.clipboard.readText()") == own
    else:
        expect(copy).to_be_hidden()
    phone.goto(own)
    fill_in(phone, email="ash.moor@example.org", name="Ash Moor")
    send_the_form(phone)
    friends = Signature.objects.exclude(pk=rowans.pk).get()
    assert (friends.source, friends.invited_by) == ("share", rowans.pk)
    phone.goto(link_to(friends))
    phone.get_by_role("button", name="Confirm my signature").click()
    phone.goto(link_to(rowans))
    expect(phone.get_by_text("1 person signed through your link.")).to_be_visible()


def test_rowan_answers_the_question_about_a_misspelt_address(phone: Page, axe: Axe) -> None:
    open_for_rowan()
    phone.goto(PETITION)
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
    petition = open_for_rowan()
    sign(petition, signer=rowan(), at=timezone.now())
    phone.goto(found(r"http\S+/not-me/", letter()))
    axe(phone)
    phone.get_by_role("button", name="Take the name off").click()
    expect(heading(phone)).to_have_text("The name is off")
    axe(phone)
    assert not hasattr(Signature.objects.get(), "identity")


def test_rowan_signs_in_welsh(phone: Page, axe: Axe) -> None:
    petition = open_for_rowan()
    welsh = {"title_cy": "Diogelu plant", "demand_cy": "Mabwysiadwch.", "decision_maker_cy": "y Gweinidog"}
    Petition.objects.filter(pk=petition.pk).update(**welsh)
    phone.goto(PETITION)
    phone.get_by_role("link", name="Cymraeg").click()
    expect(heading(phone)).to_have_text("Diogelu plant")
    axe(phone)
    phone.locator("[name=name]").fill("Rowan Ashby")
    phone.locator("[name=email]").fill("rowan.ashby@example.org")
    phone.locator("[name=postcode]").fill("CF10 1EP")
    phone.wait_for_timeout(2100)
    phone.locator("form[action$='/sign/'] button").click()
    expect(phone.locator("[name=code]")).to_be_visible()
    phone.goto(found(r"http\S+/cy/petitions/confirm/\S+/(?=\s)", letter()))
    phone.locator("main form button").click()
    expect(phone.locator(".share-link")).to_contain_text("/cy/petitions/ten-points/")
    assert list(Signature.objects.values_list("state", "language")) == [("confirmed", "cy")]


def test_the_count_moves_while_somebody_reads(phone: Page, javascript: bool) -> None:
    petition = open_for_rowan()
    signing = sign(petition, signer=rowan(), at=timezone.now())
    if javascript:
        phone.clock.install()
    phone.goto(PETITION)
    expect(phone.get_by_text("340 people have signed")).to_be_visible()
    expect(phone.get_by_text("160 more to reach 500")).to_be_visible()
    expect(phone.locator("[aria-live], [role=status]")).to_have_count(0)
    confirm(signing.signature_id, at=timezone.now())
    roll_up(at=timezone.now())
    if javascript:
        phone.clock.fast_forward(18_000)
    else:
        phone.reload()
    expect(phone.get_by_text("341 people have signed")).to_be_visible()
    expect(phone.get_by_text("159 more to reach 500")).to_be_visible()


def test_the_page_of_a_petition_weighs_less_than_150_kilobytes(phone: Page) -> None:
    open_for_rowan()
    weights: list[int] = []
    phone.on("response", lambda answer: weights.append(len(answer.body())))
    phone.goto(PETITION, wait_until="networkidle")
    assert len(weights) >= 4
    assert sum(weights) < 150_000
