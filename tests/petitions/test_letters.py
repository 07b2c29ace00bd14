"""What the letters say, written at the moment of sending."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from petitions.confirming import confirm
from petitions.letters import render_already_signed, render_confirm
from petitions.models import Petition, Signature
from petitions.signing import sign
from petitions.withdrawing import withdraw
from tests.petitions.factories import link_to, open_petition, rowan
from union.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def signed(at: datetime, **fields: str) -> Signature:
    petition = open_petition(at=at, title="Back the plan & protect children")
    sign(petition, signer=rowan(**fields), at=at)
    return Signature.objects.get()


def test_the_letter_holds_the_link_as_text_and_as_a_button(at: datetime) -> None:
    signature = signed(at)
    letter = render_confirm(Message.objects.get())
    assert letter is not None
    assert letter.subject == "Confirm your signature: Back the plan & protect children"
    link = f"http://testserver{link_to(signature)}"
    assert letter.text.startswith(
        'Dear Rowan Ashby,\n\nThank you for signing "Back the plan & protect children".'
    )
    assert f"\n{link}\n" in letter.text
    assert f"\n{link}not-me/\n" in letter.text
    assert f'href="{link}"' in letter.html
    assert "Back the plan &amp; protect children" in letter.html


def test_the_same_letter_written_twice_is_identical(at: datetime) -> None:
    signed(at)
    message = Message.objects.get()
    assert render_confirm(message) == render_confirm(message)


def test_a_name_cannot_bring_markup_into_the_letter(at: datetime) -> None:
    signed(at, name="<b>Rowan</b>")
    letter = render_confirm(Message.objects.get())
    assert letter is not None
    assert "<b>Rowan" not in letter.html


def test_no_link_leaves_once_the_signature_is_confirmed(at: datetime) -> None:
    signature = signed(at)
    confirm(signature.pk, at=at)
    assert render_confirm(Message.objects.get()) is None


def test_no_link_leaves_while_a_signature_is_held_or_after_it_was_withdrawn(at: datetime) -> None:
    signature = signed(at)
    Signature.objects.update(state="held", held_reason="too quick")
    assert render_confirm(Message.objects.get()) is None
    withdraw(signature.pk, at=at)
    assert render_confirm(Message.objects.get()) is None
    signature.delete()
    assert render_confirm(Message.objects.get()) is None


def test_no_link_leaves_when_it_would_be_expired_on_arrival(at: datetime) -> None:
    signed(at)
    Signature.objects.update(signed_at=at - timedelta(days=31))
    assert render_confirm(Message.objects.get()) is None


def test_no_link_leaves_after_the_petition_has_closed(at: datetime) -> None:
    signed(at)
    Petition.objects.update(state="closing", closing_at=at - timedelta(days=3))
    assert render_confirm(Message.objects.get()) is None


def test_who_has_signed_already_hears_it_from_their_mailbox(at: datetime) -> None:
    signature = signed(at)
    confirm(signature.pk, at=at)
    sign(signature.petition, signer=rowan(), at=at)
    letter = render_already_signed(Message.objects.get(kind="petition_already_signed"))
    assert letter is not None
    assert letter.subject == "You have already signed: Back the plan & protect children"
    assert f"\nhttp://testserver{link_to(signature)}not-me/\n" in letter.text
    withdraw(signature.pk, at=at)
    assert render_already_signed(Message.objects.get(kind="petition_already_signed")) is None
