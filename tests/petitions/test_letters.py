"""What the letters say, written at the moment of sending."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import get_current_timezone

from petitions.codes import code_for
from petitions.confirming import confirm
from petitions.letters import render_already_signed, render_confirm, render_reminder
from petitions.models import Petition, Signature
from petitions.signing import Origin, sign
from petitions.withdrawing import withdraw
from tests.petitions.factories import link_to, open_petition, rowan
from union.mail.composing import render
from union.mail.models import Message

pytestmark = pytest.mark.django_db


def signed(at: datetime, **fields: str) -> Signature:
    petition = open_petition(at=at, title="Back the plan & protect children")
    sign(petition, signer=rowan(**fields), at=at)
    return Signature.objects.get()


def test_the_letter_holds_the_link_as_text_and_as_a_button(at: datetime) -> None:
    signature = signed(at)
    letter = render_confirm(Message.objects.get())
    assert letter is not None
    assert letter.subject == "Confirm your signature"
    link = f"http://testserver{link_to(signature)}"
    assert letter.text.startswith(
        'Dear Rowan Ashby,\n\nThank you for signing "Back the plan & protect children".'
    )
    assert f"\n{link}\n" in letter.text
    assert f"\n{link}not-me/\n" in letter.text
    assert f'href="{link}"' in letter.html
    assert "Back the plan &amp; protect children" in letter.html


def test_the_letter_shows_the_code_in_two_groups_of_three(at: datetime) -> None:
    signature = signed(at)
    code = code_for(signature.pk)
    letter = render_confirm(Message.objects.get())
    assert letter is not None
    assert f"\n\n    {code[:3]} {code[3:]}\n\n" in letter.text
    assert f">{code[:3]} {code[3:]}</p>" in letter.html


@pytest.mark.parametrize(("days", "lives"), [(None, 30), (60, 30), (5, 7)])
def test_the_letter_says_how_long_the_link_really_works(at: datetime, days: int | None, lives: int) -> None:
    """Confirmations are honoured for 48 hours after the close, whatever is left of the thirty days."""
    signature = signed(at)
    if days:
        Petition.objects.update(closes_at=at + timedelta(days=days))
    last = at + timedelta(days=lives)
    said = f"The link works until {last.astimezone(get_current_timezone()):%-d %B %Y}."
    reminder = Message(subject=f"signature:{signature.pk}", version=1)
    for letter in (render_confirm(Message.objects.get()), render_reminder(reminder)):
        assert letter is not None
        assert (said in letter.text, said in letter.html) == (True, True)


def test_a_reminder_says_whether_it_is_the_last_one(at: datetime) -> None:
    signature = signed(at)
    code = code_for(signature.pk)
    for version, sentence in [(1, "We remind you once more and then no longer."), (2, "our last reminder.")]:
        letter = render_reminder(Message(subject=f"signature:{signature.pk}", version=version))
        assert letter is not None
        assert letter.subject == "Your signature is not counted yet"
        for said in (sentence, f"http://testserver{link_to(signature)}\n", f"    {code[:3]} {code[3:]}\n"):
            assert said in letter.text
        assert [sentence in letter.html, f'href="http://testserver{link_to(signature)}"' in letter.html] == [
            True
        ] * 2
    confirm(signature.pk, at=at)
    assert render_reminder(Message(subject=f"signature:{signature.pk}", version=1)) is None


def test_a_letter_in_welsh_names_the_petition_in_welsh_and_links_to_welsh_pages(at: datetime) -> None:
    petition = open_petition(
        at=at, title_cy="Cefnogwch y cynllun", demand_cy="Mabwysiadwch.", decision_maker_cy="y Gweinidog"
    )
    signature = Signature.objects.get(
        pk=sign(petition, signer=rowan(), at=at, origin=Origin(language="cy")).signature_id
    )
    letter = render(Message.objects.get())
    assert letter is not None
    assert ("Cefnogwch y cynllun" in letter.text, letter.subject) == (True, "Cadarnhewch eich llofnod")
    assert f"\nhttp://testserver/cy{link_to(signature)}\n" in letter.text
    assert '<html lang="cy">' in letter.html
    confirm(signature.pk, at=at)
    sign(petition, signer=rowan(), at=at, origin=Origin(language="en"))
    again = render(Message.objects.get(kind="petition_already_signed"))
    assert again is not None
    assert "\nhttp://testserver/cy/petitions/ten-points/\n" in again.text


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
    letter = Message.objects.get()
    assert render_confirm(letter) is None
    withdraw(signature.pk, at=at)
    assert (render_confirm(letter), Message.objects.count()) == (None, 0)
    signature.delete()
    assert render_confirm(letter) is None


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
    message = Message.objects.get(kind="petition_already_signed")
    letter = render_already_signed(message)
    assert letter is not None
    assert letter.subject == "You have already signed"
    assert f"\nhttp://testserver{link_to(signature)}not-me/\n" in letter.text
    assert "no code to type" in letter.text
    withdraw(signature.pk, at=at)
    assert render_already_signed(message) is None


def test_the_second_letter_says_what_a_second_signing_changes_and_for_whom(at: datetime) -> None:
    signature = signed(at)
    confirm(signature.pk, at=at)
    sign(signature.petition, signer=rowan(name="Robin Ashby", postcode="CF10 1AA"), at=at)
    letter = render_already_signed(Message.objects.get(kind="petition_already_signed"))
    assert letter is not None
    assert (
        "not even what you agreed to. You see and change that here:\n\nhttp://testserver/me/\n" in letter.text
    )
    for sentence in ("It can sign for two people of one household", "an e-mail address of their own."):
        assert (sentence in letter.text, sentence in letter.html) == (True, True)


def test_who_signs_at_a_stall_has_no_page_to_type_a_code_on(at: datetime) -> None:
    petition = open_petition(at=at)
    sign(petition, signer=rowan(), at=at, origin=Origin(source="stall"))
    signature = Signature.objects.get()
    code = code_for(signature.pk)
    reminder = render_reminder(Message(subject=f"signature:{signature.pk}", version=1))
    for letter in (render_confirm(Message.objects.get()), reminder):
        assert letter is not None
        for part in (letter.text, letter.html):
            assert (
                f"{code[:3]} {code[3:]}" in part,
                "type this code" in part,
                link_to(signature) in part,
            ) == (
                False,
                False,
                True,
            )
