"""Ines, who never did it before, sets a ballot up on her phone; Bram agrees from the letter; it opens."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots import due
from ballots.models import Ballot, State
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from union.accounts.models import User
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
DESK = "/desk/ballots/"


@dataclass
class Work:
    """What it takes somebody to get to the request for approval."""

    phone: Page
    screens: list[str] = field(default_factory=list)
    clicks: int = 0
    fields: int = 0
    started: float = field(default_factory=time.monotonic)

    def see(self, heading: str) -> None:
        expect(self.phone.get_by_role("heading", level=1)).to_have_text(heading)
        self.screens.append(heading)

    def press(self, button: str) -> None:
        self.clicks += 1
        self.phone.get_by_role("button", name=button, exact=True).click()

    def tick(self, label: str) -> None:
        self.clicks += 1
        self.phone.get_by_label(label, exact=False).check()

    def write(self, label: str, text: str) -> None:
        self.fields += 1
        self.phone.get_by_label(label, exact=True).fill(text)

    def __str__(self) -> str:
        seconds = time.monotonic() - self.started
        return (
            f"{len(self.screens)} screens, {self.clicks} clicks, {self.fields} fields, "
            f"{seconds:.0f} seconds in the browser"
        )


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def set_up(phone: Page, axe: Axe) -> Work:
    """From the list of ballots to the request for approval."""
    work = Work(phone)
    phone.get_by_role("link", name="Hold a ballot").click()
    work.see("Hold a ballot")
    axe(phone)
    work.tick("Which of two pay claims (A or B)")
    work.press("Continue")

    work.see("The words and the options")
    axe(phone)
    work.write("Title", "Pay claim for next April")
    phone.get_by_label("Pounds a year, full time").fill("2100")
    work.fields += 1
    work.press("Save and continue")

    work.see("Who votes")
    expect(phone.get_by_text("40 members, 1 without an e-mail address")).to_be_visible()
    axe(phone)
    work.tick("Only members who joined before")
    work.press("Save and continue")

    work.see("When voting opens and closes")
    axe(phone)
    work.write("Opens on", f"{timezone.localdate():%Y-%m-%d}")
    work.write("Opens at", "00:00")
    work.press("Save and continue")

    work.see("Check, and ask a colleague")
    expect(phone.get_by_text("£2,100 (8.7%)")).to_be_visible()
    axe(phone)
    work.press("Ask a colleague to approve")
    expect(phone.get_by_role("heading", name="Waiting for a second person")).to_be_visible()
    return work


def link_in_the_letter(scene: Scene) -> str:
    """What Bram clicks."""
    send_due(at=timezone.now())
    [letter] = [letter for letter in mail.outbox if letter.to == [scene.bram.email]]
    found = re.search(r"https?://[^/]+(/desk/\S+)", str(letter.body))
    assert found
    return found.group(1)


def test_ines_sets_a_ballot_up_in_five_screens_and_bram_agrees_from_the_letter(
    phone: Page, axe: Axe, at: datetime, carry: Carry, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = scenes.drafted(at)
    carry(phone, scene.ines)
    phone.goto(DESK)
    work = set_up(phone, axe)
    with capsys.disabled():
        print(f"\nsetting a ballot up: {work}")
    assert (len(work.screens), work.clicks <= 10, work.fields <= 6) == (5, True, True)
    axe(phone)

    carry(phone, scene.bram)
    phone.goto(link_in_the_letter(scene))
    expect(phone.get_by_text("B: a flat £2,000 on each pay point", exact=False).first).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Preview the ballot paper").click()
    expect(phone.get_by_text("Preview: nothing is recorded.")).to_be_visible()
    axe(phone)
    phone.go_back()
    phone.get_by_role("button", name="Agree to fix the ballot").click()
    expect(phone.get_by_text("It takes effect within half a minute.")).to_be_visible()
    due.pass_once(at=timezone.now())
    ballot = Ballot.objects.get(title="Pay claim for next April")
    assert (ballot.state, ballot.eligible) == (State.OPEN, 40)
    expect(phone.get_by_role("heading", name="Voting is open")).to_be_visible(timeout=15_000)
    axe(phone)


def test_ines_holds_the_result_against_a_turnout_of_half(
    phone: Page, axe: Axe, at: datetime, carry: Carry
) -> None:
    scene = scenes.drafted(at)
    carry(phone, scene.ines)
    phone.goto(f"{DESK}njc-pay-claim-2022/check/")
    phone.get_by_role("link", name="Add a threshold (optional)").click()
    axe(phone)
    phone.get_by_label("What it is called").fill("A turnout of half")
    phone.get_by_role("button", name="Save and add another").click()
    expect(phone.get_by_role("alert")).to_contain_text("Threshold 1: choose what it is taken of.")
    axe(phone)
    phone.get_by_label("Members who vote, of all members on the roll").check()
    phone.get_by_label("At least").fill("50")
    phone.get_by_role("button", name="Save and go back to the check").click()
    expect(phone.get_by_text("At least 50% of the members on the roll vote.")).to_be_visible()
    axe(phone)
    phone.get_by_role("link", name="Change the thresholds").click()
    phone.get_by_label("Take this threshold away").check()
    phone.get_by_role("button", name="Save and go back to the check").click()
    expect(phone.get_by_text("No threshold, as in most ballots.")).to_be_visible()
