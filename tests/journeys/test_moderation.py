"""Sana looks through what was held, lets a batch go, and takes it back."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from petitions.models import Petition, Signature
from petitions.signing import sign
from tests.petitions.factories import open_petition, rowan
from union.accounts.models import User
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]


def held_batch() -> Petition:
    """Three from an office that signed at once, and one that a machine sent."""
    petition = open_petition(at=timezone.now() - timedelta(days=3))
    for number, doubt in enumerate(["many from one internet address"] * 3 + ["trap filled"]):
        signer = rowan(name=f"Person {number}", email=f"person.{number}@works.example")
        sign(petition, signer=signer, doubt=doubt, at=timezone.now())
    return petition


def moderator() -> User:
    sana = User.objects.create_user("sana@example.org", name="Sana Mirza")
    sana.groups.add(Group.objects.get(name="Moderators"))
    return sana


def states() -> list[str]:
    return sorted(Signature.objects.values_list("state", flat=True))


def test_sana_releases_a_held_batch_and_undoes_it(
    phone: Page, axe: Axe, javascript: bool, carry: Callable[[Page, User], None]
) -> None:
    petition = held_batch()
    carry(phone, moderator())
    phone.goto("/cms/")
    phone.get_by_role("link", name=petition.title).click()
    phone.get_by_role("link", name="Many from one internet address").click()
    expect(phone.get_by_role("heading", name="3 signatures")).to_be_visible()
    if javascript:  # without scripts Wagtail's own frame of the page has faults
        axe(phone)
    phone.get_by_role("button", name="Release all 3").click()
    expect(phone.get_by_role("heading", name="Release 3 signatures?")).to_be_visible()
    expect(phone.get_by_text("Stays: each counts once")).to_be_visible()
    if javascript:
        axe(phone)
    phone.get_by_role("button", name="Release 3 signatures").click()
    expect(phone.get_by_text("Say in a few words why")).to_be_visible()
    phone.get_by_label("Why?").fill("The office is known to us")
    phone.get_by_role("button", name="Release 3 signatures").click()
    expect(phone.get_by_text(re.compile("3 released"))).to_be_visible()
    assert states() == ["held", "pending", "pending", "pending"]
    send_due(at=timezone.now())
    assert sorted(m.to[0] for m in mail.outbox) == [f"person.{n}@works.example" for n in range(3)]

    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text(re.compile("Undone: 3 of 3 are back"))).to_be_visible()
    expect(phone.get_by_text("The office is known to us")).to_be_visible()
    assert states() == ["held"] * 4

    phone.get_by_role("checkbox", name="Person 3").check()
    phone.get_by_role("button", name="Strike out the ticked").click()
    phone.get_by_label("Why?").fill("A machine")
    phone.get_by_role("button", name="Strike out 1 signature").click()
    expect(phone.get_by_text(re.compile("1 struck out"))).to_be_visible()
    assert states() == ["held", "held", "held", "invalid"]
