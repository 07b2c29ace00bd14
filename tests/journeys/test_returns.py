"""Papers: Ines gives one out and takes a wrong mark back, then she and Bram count what came back."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots.closing import close_ballot
from ballots.tallying import count_ballot
from tests.ballots import scenes
from union.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
RETURNS = "/desk/ballots/njc-pay-claim-2022/returns/"


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def key(phone: Page, *, a: str, b: str) -> None:
    phone.get_by_role("link", name="Key the figures").click()
    phone.get_by_label("A: RPI plus 2%").fill(a)
    phone.get_by_label("B: a flat £2,000 on each pay point").fill(b)
    phone.get_by_label("Abstain").fill("0")
    phone.get_by_label("Spoilt papers").fill("0")
    phone.get_by_role("button", name="Save my figures").click()


def test_papers_are_given_out_counted_by_two_officers_and_part_of_the_result(
    phone: Page, axe: Axe, at: datetime, carry: Carry
) -> None:
    scene = scenes.voted(at)
    carry(phone, scene.ines)
    phone.goto(RETURNS)
    phone.get_by_role("link", name="Give out a paper").click()
    for number in ("NW-001-0002", "nw-001-0003"):
        phone.get_by_label("Membership number").fill(number)
        phone.get_by_label("On paper").check()
        phone.get_by_role("button", name="Mark this member").click()
    expect(phone.get_by_role("status")).to_contain_text("Marked: Member 3")
    axe(phone)
    phone.get_by_role("button", name="That was the wrong member").click()
    expect(phone.get_by_text("Taken back: Member 3 can vote by link again.")).to_be_visible()

    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    phone.goto(RETURNS)
    key(phone, a="2", b="0")
    expect(phone.get_by_role("alert")).to_contain_text("There are 2 papers here, but a mark for 1 member")
    axe(phone)
    phone.get_by_label("A: RPI plus 2%").fill("1")
    phone.get_by_role("button", name="Save my figures").click()
    expect(phone.get_by_text("A second officer now keys the same return")).to_be_visible()
    axe(phone)

    carry(phone, scene.bram)
    phone.goto(RETURNS)
    key(phone, a="1", b="0")
    expect(phone.get_by_text("Every return is complete.")).to_be_visible()
    axe(phone)
    count_ballot(scene.ballot, at=timezone.now())
    scene.ballot.refresh_from_db()
    scenes.publish(scene)
    phone.goto(scene.ballot.get_absolute_url())
    expect(phone.get_by_text("“A: RPI plus 2%” has a majority: 13 of 23 votes")).to_be_visible()
