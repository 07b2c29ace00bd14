"""Papers: Ines gives one out and takes a wrong mark back, then she and Bram count what came back.

Nationally the scrutineers' box waits for them.
"""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots import marking, returning
from ballots.closing import close_ballot
from ballots.models import Method
from ballots.piles import Pile
from ballots.tallying import count_ballot
from tests.ballots import factories, scenes
from tests.ballots.scrutineers import nell, opened
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


def test_the_box_of_a_national_ballot_waits_for_the_papers(
    phone: Page, axe: Axe, noon: datetime, carry: Carry
) -> None:
    harbour = factories.a_branch(members=12)
    ballot, two = opened(noon).ballot, (factories.ines(harbour), factories.bram(harbour))
    at = factories.while_open(ballot)
    marking.mark(ballot, number="NW-001-00012", method=Method.PAPER, by=two[0], at=at)
    assert close_ballot(ballot, at=ballot.closes_at)
    carry(phone, nell())
    phone.goto("/desk/ballots/national/scrutiny/")
    expect(phone.get_by_text("1 return of votes on paper or at meetings is missing.")).to_be_visible()
    expect(phone.get_by_role("link", name="Download EXPORT.zip")).to_have_count(0)
    axe(phone)
    phone.get_by_role("link", name="See which are missing").click()
    expect(phone.get_by_role("heading", name="Branch NW-001, on paper")).to_be_visible()
    axe(phone)
    unit, piles = ballot.units.get(), [Pile({1: (1,)}, 1)]
    for officer in two:
        returning.key_return(
            ballot, unit=unit, method=Method.PAPER, piles=piles, spoilt=0, by=officer, at=ballot.closes_at
        )
    phone.goto("/desk/ballots/national/scrutiny/")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download EXPORT.zip").click()
    assert download.value.suggested_filename == "EXPORT.zip"
