"""Sana reads texts with her hands on the keys; everything is there as buttons too (test_replies)."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.consultations.models import Answer
from tests.consultations.factories import moderator, opened, reply
from union.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = ["Smaller teams, please.", "Fewer forms for each visit.", "A room to think in."]


def states() -> list[str]:
    return list(Answer.objects.filter(question="change").order_by("pk").values_list("moderation", flat=True))


@pytest.mark.parametrize("javascript", [True], ids=["js"])
def test_sana_moderates_by_keys(
    phone: Page, axe: Callable[[Page], None], carry: Callable[[Page, User], None]
) -> None:
    at = timezone.now()
    consultation = opened(at)
    for text in TEXTS:
        reply(consultation, at=at, change=text)
    carry(phone, moderator("sana"))
    phone.goto(f"/cms/views/{consultation.pk}/next/")
    expect(phone.get_by_text("A approves it as it is")).to_be_visible()
    axe(phone)
    phone.keyboard.press("a")
    expect(phone.get_by_text(TEXTS[1], exact=True)).to_be_visible()
    assert states() == ["approved", "unread", "unread"]
    phone.wait_for_load_state()  # before its script has run, a page hears no keys
    phone.keyboard.press("u")
    expect(phone.get_by_text("Undone: the text is back in the queue.")).to_be_visible()
    assert states() == ["unread"] * 3

    phone.wait_for_load_state()
    phone.keyboard.press("t")
    words = phone.get_by_label("Other words to take out")
    expect(words).to_be_focused()
    words.press_sequentially("a d l u")
    assert (states(), words.input_value()) == (["unread"] * 3, "a d l u")

    phone.get_by_role("checkbox", name=re.compile("Use keys")).uncheck()
    phone.reload()
    phone.keyboard.press("a")
    phone.get_by_role("checkbox", name=re.compile("Use keys")).check()
    assert states() == ["unread"] * 3
    phone.keyboard.press("l")
    expect(phone.get_by_text(TEXTS[1], exact=True)).to_be_visible()
    assert states() == ["unread"] * 3
