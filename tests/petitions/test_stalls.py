"""A stall: strangers sign on the phone of a rep, one after the other, and nothing of them stays on it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from petitions import doubts
from petitions.confirming import confirm
from petitions.counting import roll_up
from petitions.models import Limits, Petition, Signature, Stall, Tally
from petitions.stalls import (
    CODE_LENGTH,
    UNAMBIGUOUS,
    StallError,
    StallOver,
    code_of,
    end_stall,
    find,
    sign_at,
    start_stall,
)
from tests.once import told_once
from tests.petitions.factories import branch, filled_form, open_petition, rowan
from tests.petitions.paper_scenes import officer
from tests.petitions.reading import words
from union.accounts.models import User
from union.audit.models import Entry
from union.mail.models import Message

pytestmark = pytest.mark.django_db


@told_once
def ines() -> User:
    return officer("ines@example.org", "Ines Okafor", branch("NW-001"))


@pytest.fixture
def stall(petition: Petition, ines: User, at: datetime) -> Stall:
    return start_stall(petition, branch=branch("NW-001"), place="Market Square", by=ines, at=at)


def address(stall: Stall) -> str:
    return f"/petitions/stall/{code_of(stall)}/"


def form(stall: Stall, at: datetime, **fields: Any) -> dict[str, Any]:
    return filled_form(stall.petition, at=at, **fields)


# --- starting and ending ----------------------------------------------------------------------------------


def test_a_code_is_long_unambiguous_and_not_in_the_database(stall: Stall, ines: User, at: datetime) -> None:
    code = code_of(stall)
    other = start_stall(stall.petition, branch=stall.branch, place="Canteen", by=ines, at=at)
    assert (len(code), set(code) <= set(UNAMBIGUOUS), len(UNAMBIGUOUS)) == (CODE_LENGTH, True, 31)
    assert code != code_of(other)
    again = at + timedelta(seconds=9)  # the button was pressed twice
    assert start_stall(stall.petition, branch=stall.branch, place="Canteen", by=ines, at=again) == other
    assert (Stall.objects.count(), Entry.objects.filter(action="petitions.stall_started").count()) == (2, 2)
    assert code not in str(list(Stall.objects.values()))
    assert find(code) == find(code.upper()) == stall
    assert find(code[:-1]) is None
    Stall.objects.filter(pk=other.pk).update(forms_sent=1)  # somebody has signed there since
    assert start_stall(stall.petition, branch=stall.branch, place="Canteen", by=ines, at=again) != other


def test_a_stall_lasts_eight_hours_or_until_the_petition_closes(ines: User, at: datetime) -> None:
    north = branch("NW-001")
    long = open_petition(at=at, closes_at=at + timedelta(days=1))
    short = open_petition(at=at, slug="short", closes_at=at + timedelta(hours=3))
    ends = [
        start_stall(petition, branch=north, place="Market", by=ines, at=at).ends_at - at
        for petition in (long, short)
    ]
    assert ends == [timedelta(hours=8), timedelta(hours=3)]


def test_a_stall_needs_an_open_petition_and_an_own_branch(
    petition: Petition, ines: User, at: datetime
) -> None:
    with pytest.raises(StallError, match="your own branch only"):
        start_stall(petition, branch=branch("SE-002"), place="Market", by=ines, at=at)
    Petition.objects.update(state="paused")
    petition.refresh_from_db()
    with pytest.raises(StallError, match="takes no signatures at the moment"):
        start_stall(petition, branch=branch("NW-001"), place="Market", by=ines, at=at)
    assert Stall.objects.count() == 0


def test_starting_and_ending_are_in_the_audit_log_once(stall: Stall, ines: User, at: datetime) -> None:
    end_stall(stall, by=ines, at=at + timedelta(hours=1))
    end_stall(stall, by=ines, at=at + timedelta(hours=2))
    assert list(Entry.objects.order_by("pk").values_list("action", "by_id")) == [
        ("petitions.stall_started", ines.pk),
        ("petitions.stall_ended", ines.pk),
    ]
    stall.refresh_from_db()
    assert stall.ends_at == at + timedelta(hours=1)


def test_no_petition_takes_the_address_of_the_stalls(at: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        open_petition(at=at, slug="stall")


# --- signing ----------------------------------------------------------------------------------------------


def test_a_signature_at_a_stall_waits_for_its_letter_and_belongs_to_the_branch(
    client: Client, stall: Stall, at: datetime
) -> None:
    page = client.post(address(stall), form(stall, at))
    assert (page.status_code, page.headers["Location"]) == (302, f"{address(stall)}thanks/")
    signature = Signature.objects.get()
    assert (signature.state, signature.source, signature.branch) == ("pending", "stall", "NW-001")
    assert signature.identity.address_hash == ""
    assert Message.objects.get().recipient == "rowan.ashby@example.org"
    confirm(signature.pk, at=at)
    roll_up(at=at)
    assert Tally.objects.get(dimension="source").key == "stall"


def test_the_thank_you_counts_the_forms_and_names_nobody(client: Client, stall: Stall, at: datetime) -> None:
    for email in ("rowan.ashby@example.org", "rowan.ashby@example.org", "ash@example.org"):
        client.post(address(stall), form(stall, at, email=email))
        client.cookies.clear()
    text = words(client.get(f"{address(stall)}thanks/").content)
    assert "3 forms sent at this stall" in text
    assert "Next person" in text
    assert ("Rowan" in text, "ashby" in text.lower()) == (False, False)


def test_the_form_is_empty_uncached_and_offers_nothing_of_the_person_before(
    client: Client, stall: Stall, at: datetime
) -> None:
    client.post(address(stall), form(stall, at))
    page = client.get(address(stall))
    html = page.content.decode()
    inputs = re.findall(r'<input type="(?:text|email)"[^>]*>', html)
    assert len(inputs) == 5
    assert [field for field in inputs if 'autocomplete="off"' not in field or "value=" in field] == []
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Rowan" not in html


def test_a_form_sent_again_by_the_back_button_comes_up_empty(
    client: Client, stall: Stall, at: datetime
) -> None:
    before = form(stall, at, postcode="nonsense")
    assert client.post(address(stall), before).status_code == 422
    client.post(address(stall), {**before, "postcode": "LS1 4AP"})
    again = client.post(address(stall), before)
    assert (again.status_code, again.headers["Location"]) == (302, address(stall))
    assert Stall.objects.get().forms_sent == 1
    fresh = form(stall, at, email="ash@example.org", shown=doubts.stamp(stall.petition, at=at))
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        client.post(address(stall), fresh)
    assert Signature.objects.count() == 2


def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, stall: Stall, at: datetime
) -> None:
    page = client.post(address(stall), form(stall, at, postcode="LS1", role="Team manager"))
    assert page.status_code == 422
    assert "Enter a UK postcode, like LS1 4AP." in words(page.content)
    assert 'value="Team manager"' in page.content.decode()
    assert Signature.objects.count() == 0
    # Who gives up in the middle leaves nothing for the next one to read.
    assert f'href="{address(stall)}">Empty the form for the next person</a>' in page.content.decode()


def test_one_phone_may_send_more_than_one_address_and_the_stall_has_its_own_limit(
    stall: Stall, at: datetime
) -> None:
    Limits.objects.create(petition=stall.petition, stall=12, address_minute=1)
    for number in range(13):
        mailbox = f"person{number}@gmail.com"
        Client().post(address(stall), form(stall, at, email=mailbox, name=f"Person {chr(97 + number)}"))
    held = Signature.objects.exclude(held_reason="").values_list("held_reason", flat=True)
    assert list(held) == ["many at one stall"]


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ("ended", 410, "This stall has ended"),
        ("unknown", 404, "This stall has ended"),
        ("paused", 409, "takes no signatures for the moment"),
    ],
)
def test_a_stall_that_is_over_says_so_and_enters_nothing(
    client: Client, stall: Stall, ines: User, at: datetime, change: str, status: int, sentence: str
) -> None:
    here = address(stall) if change != "unknown" else "/petitions/stall/abcdefghjk/"
    if change == "ended":
        end_stall(stall, by=ines, at=at)
    if change == "paused":
        Petition.objects.update(state="paused")
    page = client.post(here, form(stall, at))
    assert (page.status_code, sentence in words(page.content)) == (status, True)
    shown = client.get(here)
    assert (shown.status_code, sentence in words(shown.content)) == (
        200 if change == "paused" else status,
        True,
    )
    if change != "paused":
        assert client.get(f"{here}thanks/").status_code == status
    assert Signature.objects.count() == 0


def test_the_verb_refuses_a_stall_that_is_over(stall: Stall, at: datetime) -> None:
    with pytest.raises(StallOver):
        sign_at(stall, signer=rowan(), doubt="", language="en", at=stall.ends_at)
    assert Signature.objects.count() == 0


@pytest.mark.parametrize("ending", ["", "thanks/"])
def test_other_methods_are_refused(client: Client, stall: Stall, ending: str) -> None:
    assert client.put(address(stall) + ending).status_code == 405
    assert client.post(f"{address(stall)}thanks/").status_code == 405


def test_a_stall_speaks_welsh_where_the_petition_does(client: Client, stall: Stall, at: datetime) -> None:
    Petition.objects.update(
        title_cy="Cefnogwch y cynllun", demand_cy="Mabwysiadwch.", decision_maker_cy="yr Ysgrifennydd"
    )
    assert f'href="/cy{address(stall)}"' in client.get(address(stall)).content.decode()
    page = client.get(f"/cy{address(stall)}").content.decode()
    assert ("Cefnogwch y cynllun" in page, f'href="{address(stall)}"' in page) == (True, True)
    client.post(f"/cy{address(stall)}", form(stall, at))
    assert Signature.objects.get().language == "cy"


def test_reading_a_stall_changes_nothing(client: Client, stall: Stall) -> None:
    before = list(Stall.objects.values())
    for path in (address(stall), f"{address(stall)}thanks/"):
        client.get(path)
        client.head(path)
    assert (list(Stall.objects.values()), Signature.objects.count()) == (before, 0)
