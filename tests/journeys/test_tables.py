"""Kit proposes a table, Sana releases it, everybody reads it, and a number of it goes into words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.consultations.models import Consultation, Figure, ReleasedTable
from tests.consultations.counted import opened, send, somebody
from tests.consultations.factories import WORRIED
from tests.consultations.test_tabulating import REGION
from union.accounts.models import User

Carry = Callable[[Page, User], None]
Check = Callable[[Page], None]


@pytest.fixture
def consultation(transactional_db: None) -> Consultation:
    now = timezone.now()
    consultation = opened(now, [WORRIED, REGION])
    rows = {("yes", "wales"): 40, ("no", "wales"): 30, ("yes", "north"): 25, ("no", "north"): 35}
    replies = [({"worried": worried, "region": region}, n) for (worried, region), n in rows.items()]
    send(consultation, replies, at=now)
    return consultation


def test_a_table_is_released_by_a_second_person_and_read_by_everybody(
    phone: Page, axe: Check, carry: Carry, consultation: Consultation, javascript: bool
) -> None:
    in_cms: Check = axe if javascript else lambda page: None
    desk = f"/cms/views/{consultation.pk}/"
    carry(phone, somebody("kit"))
    phone.goto(f"{desk}tables/")
    phone.get_by_label("Question").select_option("Did you go home worried?")
    phone.get_by_label("Split by").select_option("Your region")
    phone.get_by_role("button", name="Show it").click()
    in_cms(phone)
    phone.get_by_role("button", name="Propose it for release").click()
    expect(phone.get_by_text("Proposed. Somebody else has to release the table.")).to_be_visible()

    carry(phone, somebody("sana"))
    phone.goto(f"{desk}tables/")
    phone.get_by_role("button", name="Release", exact=True).click()
    expect(phone.get_by_text("Released: the table is on the page of results.")).to_be_visible()
    in_cms(phone)
    put_a_number_into_words(phone, in_cms, carry, desk)
    phone.context.clear_cookies()

    phone.goto("/views/workload/")
    expect(phone.get_by_text("57%")).to_be_visible()
    phone.get_by_role("link", name="table of").click()
    expect(phone.get_by_role("heading", level=1, name="Results")).to_be_visible()
    expect(phone.get_by_text("130 who answered, as counted on")).to_be_visible()
    axe(phone)
    with phone.expect_download() as fetched:
        phone.get_by_role("link", name="This table as CSV").click()
    assert "Wales,70,57.1,40,42.9,30" in Path(fetched.value.path()).read_text("utf-8-sig")


def put_a_number_into_words(phone: Page, axe: Check, carry: Carry, desk: str) -> None:
    """Sana writes the figure, Kit releases it."""
    phone.goto(f"{desk}figures/")
    phone.get_by_label("Yes (Wales), 57%").check()
    phone.get_by_label("Sentence under the number").fill("of those in Wales went home worried")
    phone.get_by_role("button", name="Write it for release").click()
    axe(phone)
    carry(phone, somebody("kit"))
    phone.goto(f"{desk}figures/")
    phone.get_by_role("button", name="Release", exact=True).click()
    expect(phone.get_by_text("Released: editors may now use the figure.")).to_be_visible()
    assert Figure.objects.get().table_id == ReleasedTable.objects.get().pk
