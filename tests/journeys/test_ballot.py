"""A member votes and finds the vote again; two officers close early. With and without scripts."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots import due
from ballots.models import State
from tests.ballots import scenes
from tests.ballots.factories import WHY_EARLY
from tests.ballots.scenes import Scene
from union.accounts.models import User
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def link_in_the_mail(scene: Scene, address: str) -> str:
    """What the member clicks: the link in the invitation that the sweep queued and the outbox sent."""
    due.invite_due(at=timezone.now())
    send_due(at=timezone.now())
    [letter] = [letter for letter in mail.outbox if letter.to == [address]]
    found = re.search(r"https?://\S+(/vote/[\w-]+/)", str(letter.body))
    assert found
    return found.group(1)


def choose_b_and_cast(phone: Page, axe: Axe) -> str:
    """Stumbles, chooses, changes their mind and back, casts; the tracker of the receipt."""
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("alert")).to_contain_text("There is a problem")
    axe(phone)

    phone.get_by_label("B: a flat £2,000 on each pay point").check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Check your vote")
    shown = phone.locator(".tracker").inner_text()
    axe(phone)

    phone.get_by_role("button", name="Change my choice").click()
    expect(phone.get_by_label("B: a flat £2,000 on each pay point")).to_be_checked()
    phone.get_by_role("button", name="Continue").click()
    tracker = phone.locator(".tracker").inner_text()
    assert tracker != shown
    phone.get_by_role("button", name="Cast my vote").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your vote is recorded")
    assert phone.locator(".tracker").inner_text() == tracker
    axe(phone)
    return tracker


def find_among_the_published_votes(phone: Page, axe: Axe, *, tracker: str) -> None:
    phone.get_by_role("link", name="Find my vote").click()
    axe(phone)
    phone.get_by_label("Tracker or digest from your receipt").fill(tracker.lower())
    phone.get_by_role("button", name="Look it up").click()
    expect(phone.get_by_role("heading", name="Your vote was counted")).to_be_visible()
    expect(phone.locator("main dl")).to_contain_text("B: a flat £2,000 on each pay point")
    expect(phone.locator("main [role=status]")).to_have_count(0)
    axe(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="published list").click()
    lines = download.value.path().read_text().splitlines()
    assert next(line for line in lines if tracker in line).endswith(
        ',"2: B: a flat £2,000 on each pay point"'
    )


def test_rowan_votes_from_the_mailed_link_and_finds_the_tracker_in_the_published_votes(
    phone: Page, axe: Axe, at: datetime, javascript: bool
) -> None:
    scene = scenes.voted(at)
    phone.goto(link_in_the_mail(scene, "member0.nw-001@example.org"))
    expect(phone).to_have_url(re.compile(r"/vote/$"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("NJC pay claim 2022")
    expect(phone.get_by_text("Consultative ballot")).to_be_visible()
    axe(phone)

    tracker = choose_b_and_cast(phone, axe)
    expect(phone.get_by_text("Print or save as PDF")).to_be_visible(visible=javascript)

    phone.goto("/vote/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your vote is already recorded")
    axe(phone)

    scenes.close(scene)
    scenes.count(scene)
    scenes.publish(scene)
    phone.goto(scene.ballot.get_absolute_url())
    expect(phone.get_by_text("“A: RPI plus 2%” has a majority: 12 of 23 votes")).to_be_visible()
    axe(phone)
    find_among_the_published_votes(phone, axe, tracker=tracker)


def test_rowan_has_a_lost_link_sent_again(phone: Page, axe: Axe, at: datetime) -> None:
    scene = scenes.opened(at)
    phone.goto(scene.ballot.get_absolute_url())
    axe(phone)
    phone.get_by_role("link", name="Send my link again").click()
    axe(phone)
    phone.get_by_label("Your e-mail address").fill("member0.nw-001@example.org")
    phone.get_by_role("button", name="Send my link again").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Look at your mail")
    axe(phone)
    send_due(at=timezone.now())
    assert [letter.to for letter in mail.outbox] == [["member0.nw-001@example.org"]]


def test_ines_and_bram_close_early_and_publish_together(
    phone: Page, axe: Axe, at: datetime, carry: Carry
) -> None:
    scene = scenes.voted(at)
    carry(phone, scene.ines)
    phone.goto("/desk/")
    axe(phone)
    phone.get_by_role("main").get_by_role("link", name="Ballots").click()
    axe(phone)
    phone.get_by_role("link", name="NJC pay claim 2022").click()
    axe(phone)
    phone.get_by_role("link", name="Close it early").click()
    axe(phone)
    phone.get_by_role("button", name="Propose to close it early").click()
    expect(phone.get_by_role("alert")).to_contain_text("Write the reason in a sentence")
    axe(phone)
    phone.get_by_label("The reason, in a sentence").fill(WHY_EARLY)
    phone.get_by_role("button", name="Propose to close it early").click()
    expect(phone.get_by_text("you cannot approve your own proposal")).to_be_visible()
    axe(phone)

    carry(phone, scene.bram)
    phone.goto("/desk/ballots/njc-pay-claim-2022/")
    axe(phone)
    phone.get_by_role("button", name="Agree to close it early").click()
    expect(phone.get_by_text("It takes effect within half a minute.")).to_be_visible()
    axe(phone)
    due.pass_once(at=timezone.now())
    expect(phone.get_by_role("button", name="Propose to publish the result")).to_be_visible(timeout=15_000)
    phone.get_by_role("button", name="Propose to publish the result").click()

    carry(phone, scene.ines)
    phone.goto("/desk/ballots/njc-pay-claim-2022/")
    phone.get_by_role("button", name="Agree to publish the result").click()
    due.pass_once(at=timezone.now())
    scene.ballot.refresh_from_db()
    assert scene.ballot.state == State.PUBLISHED
    expect(phone.get_by_role("link", name="Read the result")).to_be_visible(timeout=15_000)
    phone.get_by_role("link", name="Read the result").click()
    expect(phone.get_by_text("“A: RPI plus 2%” has a majority: 12 of 22 votes")).to_be_visible()
