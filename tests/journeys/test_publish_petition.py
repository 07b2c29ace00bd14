"""Comms staff publish a petition from login, and tell its signers what became of it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import LazySettings
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.models import CampaignPage, PetitionPage, PlanPage
from petitions import telling
from petitions.models import Entry, Petition
from tests.campaigns.publishing import REASON
from tests.journeys.hands import Hand
from tests.petitions.factories import open_petition
from tests.petitions.test_telling import signer
from union.accounts.models import User
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
DESK = {"width": 1280, "height": 900}


def log_in(page: Page, kit: User, hand: Hand) -> None:
    """With the mailed code and the authenticator app."""
    secret = generate_totp_secret()
    TOTP.activate(kit, secret)
    page.goto("/cms/")
    hand.fill(page.get_by_label("E-mail address"), kit.email)
    hand.click(page.get_by_role("button", name="Send me a sign-in code"))
    expect(page.get_by_label("Code")).to_be_visible()
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    hand.fill(page.get_by_label("Code"), code[1])
    hand.click(page.get_by_role("button", name="Sign in"))
    expect(page).to_have_url(re.compile("/accounts/2fa/authenticate/"))
    app = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    hand.fill(page.get_by_label("Code"), app)
    hand.click(page.get_by_role("button", name="Sign in with the code"))
    expect(page).to_have_url(re.compile("/cms/"))


def begin_petition(page: Page, hand: Hand) -> None:
    """In the dialog that chooses the petition of a page."""
    hand.click(page.get_by_role("button", name="Choose a petition"))
    hand.click(page.get_by_role("tab", name="New petition"))
    dialog = page.get_by_role("dialog")
    hand.fill(dialog.get_by_label("Title", exact=False).first, "Safe staffing now")
    hand.fill(dialog.get_by_label("Decision maker"), "the council")
    hand.click(dialog.get_by_role("button", name="Begin this petition"))
    expect(dialog.get_by_text("Say what you ask for.")).to_be_visible()
    hand.fill(dialog.get_by_label("What we ask for"), "Fill every post by the summer.")
    hand.fill(dialog.get_by_label("Why it matters"), "Too many desks are empty.")
    hand.fill(dialog.get_by_label("Goal"), "250")
    hand.click(dialog.get_by_role("button", name="Begin this petition"))
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Safe staffing now", exact=True)).to_be_visible()


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_kit_publishes_a_petition_from_login_in_a_few_clicks(
    phone: Page,
    plan: PlanPage,
    kit: User,
    axe: Axe,
    capsys: pytest.CaptureFixture[str],
    settings: LazySettings,
) -> None:
    # The editor keeps drafts by itself while somebody thinks; this one publishes quicker than it can answer.
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    phone.set_viewport_size(DESK)  # type: ignore[arg-type]
    hand, campaign = Hand(phone), CampaignPage.objects.get()
    log_in(phone, kit, hand)
    phone.goto(f"/cms/pages/add/campaigns/petitionpage/{campaign.pk}/")
    begin_petition(phone, hand)
    hand.fill(phone.get_by_role("textbox", name="In one sentence"), "Every post filled, every child seen.")
    hand.click(phone.get_by_role("button", name="More actions").last)
    hand.click(phone.locator("button[name=action-publish]"))
    hand.fill(phone.get_by_label("Why?"), REASON)
    hand.click(phone.get_by_role("button", name="Publish without a second person"))
    hand.click(phone.get_by_role("link", name="Open it"))
    hand.click(phone.get_by_role("button", name="Open it for signatures"))
    expect(phone.get_by_text("The petition is now open.")).to_be_visible()
    made = PetitionPage.objects.get()
    assert (made.title, made.petition.goal, made.petition.state) == ("Safe staffing now", 250, "open")
    with capsys.disabled():
        print(f"\npublished in {hand.seconds():.1f} s, {hand.clicks} clicks, {hand.fields} fields")
    assert (hand.clicks, hand.fields) == (12, 10)
    phone.goto("/petitions/safe-staffing-now/")
    expect(phone).to_have_url(re.compile("/safe-visits/safe-staffing-now/$"))
    expect(phone.get_by_role("button", name="Sign the petition")).to_be_visible()
    axe(phone)


def test_kit_tells_two_signers_what_happened(
    phone: Page, kit: User, carry: Callable[[Page, User], None], axe: Axe
) -> None:
    """Also without JavaScript: these screens are plain forms."""
    now = timezone.now()
    petition = open_petition(at=now - timedelta(days=2))
    for name in ("Amara", "Devi"):
        signer(petition, name, at=now - timedelta(days=1))
    signer(petition, "Callum", at=now - timedelta(days=1), agrees=False)
    send_due(at=now)
    carry(phone, kit)
    phone.set_viewport_size(DESK)  # type: ignore[arg-type]
    phone.goto(f"/cms/petitions/{petition.pk}/entries/new/")
    phone.get_by_role("textbox", name=re.compile(r"^Title\W*$")).fill("We met the minister")
    phone.get_by_role("textbox", name=re.compile(r"^Text\W*$")).fill("She listened.")
    phone.get_by_label("Tell those who asked").check()
    phone.get_by_role("button", name="Save and look at it").click()
    expect(phone.get_by_text("This goes to 2 people")).to_be_visible()
    phone.get_by_role("button", name="Send the letter to myself first").click()
    phone.get_by_role("button", name="Publish it and tell 2 people").click()
    expect(phone.get_by_text("It goes to 2 people: 0 queued, 0 sent.")).to_be_visible()
    mail.outbox.clear()
    telling.carry_on(at=timezone.now())
    send_due(at=timezone.now())
    sent = sorted((m.to[0], m.subject) for m in mail.outbox)
    told = "We met the minister – Back the ten-point plan"
    assert sent == [
        ("amara@example.org", told),
        ("devi@example.org", told),
        (kit.email, f"Trial: {told}"),
    ]
    phone.reload()
    expect(phone.get_by_text("It goes to 2 people: 2 queued, 2 sent.")).to_be_visible()

    stops_the_news(phone, axe)
    assert telling.agreeing(petition, at=timezone.now()).count() == 1
    assert Entry.objects.get().is_public


def stops_the_news(phone: Page, axe: Axe) -> None:
    """Amara reads the entry on her phone and follows the way out in her letter."""
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto("/petitions/ten-points/")
    expect(phone.get_by_role("heading", name="We met the minister")).to_be_visible()
    letter = next(m for m in mail.outbox if m.to == ["amara@example.org"])
    link = re.search(r"http\S+/stop/", str(letter.body))
    assert link is not None
    phone.goto(link[0])
    axe(phone)
    phone.get_by_role("button", name="Stop the news").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You get no more news of this petition")
    axe(phone)


def test_kit_leads_a_petition_to_its_end(
    phone: Page, kit: User, carry: Callable[[Page, User], None], axe: Axe
) -> None:
    now = timezone.now()
    petition = open_petition(at=now - timedelta(days=9), state="closed", closing_at=now - timedelta(days=3))
    carry(phone, kit)
    phone.set_viewport_size(DESK)  # type: ignore[arg-type]
    phone.goto(f"/cms/petitions/{petition.pk}/state/")
    phone.get_by_role("button", name="Conclude it").click()
    phone.get_by_label("Partly won").check()
    phone.get_by_role("button", name="Yes: conclude it").click()
    expect(phone.get_by_text("The petition is now concluded.")).to_be_visible()
    assert Petition.objects.get().outcome == "partly"
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto("/petitions/")
    expect(phone.get_by_text("Partly won")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Back the ten-point plan").click()
    expect(phone.get_by_text("Partly won")).to_be_visible()
    axe(phone)
