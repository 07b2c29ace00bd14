"""Ines stops the fixing of a ballot that she would rather have read once more."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots import due, under_way
from ballots.models import Act
from tests.ballots import scenes
from tests.ballots.test_under_way_desk import running
from union.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
Carry = Callable[[Page, User], None]
PAGE = "/desk/ballots/njc-pay-claim-2022/"


def test_ines_stops_the_fixing(phone: Page, axe: Axe, carry: Carry) -> None:
    scene = scenes.drafted(timezone.now())
    scenes.agreed(scene, Act.FREEZE)
    running(scene, under_way.FREEZE, done=10, total=40)
    carry(phone, scene.ines)
    phone.goto(PAGE)
    expect(phone.get_by_role("heading", name="Fixing the ballot and its roll")).to_be_visible()
    expect(phone.get_by_role("progressbar")).to_have_attribute("value", "25")
    axe(phone)
    phone.get_by_role("button", name="Stop it").click()
    expect(phone.get_by_text("Stopping.")).to_be_visible()
    expect(phone.get_by_role("heading", name="Next: finish the draft and ask a colleague")).to_be_visible()
    axe(phone)
    assert due.freeze_approved(at=timezone.now()) == 0
