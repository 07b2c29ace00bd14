"""The six digits of the letter, typed on the page that says to look for it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from petitions.codes import code_for, handle_for
from petitions.models import Petition, Signature, SignatureIdentity, TallyDelta
from tests.petitions.factories import filled_form, link_to
from tests.petitions.reading import everything, signed, words

pytestmark = pytest.mark.django_db
PATH = "/petitions/ten-points/code/"
Send = Callable[..., Any]


@pytest.fixture
def rowans(petition: Petition, at: datetime) -> Signature:
    return signed(petition, at=at)


@pytest.fixture
def send(client: Client, rowans: Signature) -> Send:
    """Sends the form of the thank-you page to Rowan's signature."""

    def sent(code: str, **changed: str) -> Any:
        form = {"handle": handle_for(rowans.pk), "email": "rowan.ashby@example.org", "code": code}
        return client.post(PATH, {**form, **changed})

    return sent


def wrong_for(signature: Signature) -> str:
    return "000000" if code_for(signature.pk) != "000000" else "000001"


def test_the_page_after_signing_asks_for_the_code(client: Client, petition: Petition, at: datetime) -> None:
    page = client.post("/petitions/ten-points/sign/", filled_form(petition, at=at)).content.decode()
    assert f'action="{PATH}"' in page
    field = re.search(r'<input[^>]+name="code"[^>]*>', page)
    assert field is not None
    assert 'inputmode="numeric"' in field[0]
    assert 'autocomplete="one-time-code"' in field[0]
    handle = re.search(r'name="handle" value="([^"]+)"', page)
    assert handle is not None
    client.post(PATH, {"handle": handle[1], "code": code_for(Signature.objects.get().pk)})
    assert Signature.objects.get().state == "confirmed"


@pytest.mark.parametrize("written", ["{0}{1}", "{0} {1}", " {0}-{1} "])
def test_the_right_code_confirms_however_it_is_spaced(rowans: Signature, send: Send, written: str) -> None:
    code = code_for(rowans.pk)
    for _ in range(2):
        page = send(written.format(code[:3], code[3:]))
        assert (page.status_code, page.headers["Location"]) == (302, link_to(rowans))
    assert (Signature.objects.get().state, TallyDelta.objects.count()) == ("confirmed", 1)


def test_a_wrong_code_says_how_many_tries_are_left_and_keeps_the_address(
    rowans: Signature, send: Send
) -> None:
    for left in ("4 tries", "3 tries", "2 tries", "1 try"):
        page = send(wrong_for(rowans))
        assert (page.status_code, f"That is not the code. {left} left." in words(page.content)) == (422, True)
        assert "rowan.ashby@example.org" in words(page.content)
        assert 'name="code"' in page.content.decode()
        assert "<title>Error: " in page.content.decode()
    for _ in range(2):
        page = send(wrong_for(rowans))
        assert (page.status_code, "Use the link in our e-mail instead" in words(page.content)) == (422, True)
        assert 'name="code"' not in page.content.decode()
    assert send(code_for(rowans.pk)).status_code == 422
    assert Signature.objects.get().state == "pending"


@pytest.mark.any_database
@pytest.mark.parametrize("way", ["code", "link after a wrong code"])
def test_who_signs_as_rowan_and_types_a_wrong_code_reads_nothing_of_rowan(
    client: Client, petition: Petition, rowans: Signature, send: Send, at: datetime, way: str
) -> None:
    """Rowan's boss knows name, address and postcode, and whether four tries are left or three."""
    send(code_for(rowans.pk) if way == "code" else wrong_for(rowans))
    client.post(link_to(rowans))
    assert Signature.objects.get().state == "confirmed"
    read = []
    for address in ("rowan.ashby@example.org", "nobody.yet@example.org"):
        form = filled_form(petition, at=at, email=address)
        thanked = client.post("/petitions/ten-points/sign/", form).content.decode()
        handle = re.findall(r'name="handle" value="([^"]+)"', thanked)[0]
        known = Signature.objects.get(identity__email=address)
        page = client.post(PATH, {"handle": handle, "email": "a@example.org", "code": wrong_for(known)})
        read.append((page.status_code, set(re.findall(r"\d tr\w+ left", words(page.content)))))
    assert read == [(422, {"4 tries left"})] * 2


def test_what_cannot_be_a_code_costs_no_try(rowans: Signature, send: Send) -> None:
    for typed in ["", "12345", "1234567", "six digits", "½¾¼", "1" * 41, "123\x00456"]:
        page = send(typed)
        assert (page.status_code, 'name="code"' in page.content.decode()) == (422, True), typed
        assert SignatureIdentity.objects.get().code_tries == 0, typed


def test_a_forged_handle_leads_back_to_signing(
    subtests: pytest.Subtests, rowans: Signature, send: Send
) -> None:
    send("")  # what the page shows is kept from now on
    before = everything()
    for handle in ["", "forged", "A" * 60, "é", "\0", "A" * 5000]:
        with subtests.test(handle=handle):
            with CaptureQueriesContext(connection) as captured:
                page = send(code_for(rowans.pk), handle=handle)
            assert (page.status_code, "or sign again: we count each person once" in words(page.content)) == (
                404,
                True,
            )
            assert 'href="/petitions/ten-points/"' in page.content.decode()
            assert [q for q in captured.captured_queries if "signature" in q["sql"]] == []
            assert everything() == before


def test_a_held_signature_is_not_confirmed_by_its_code(client: Client, rowans: Signature, send: Send) -> None:
    Signature.objects.update(state="held", held_reason="too quick")
    page = send(code_for(rowans.pk))
    assert page.headers["Location"] == link_to(rowans)
    assert "We are checking your signature" in words(client.get(link_to(rowans)).content)
    assert Signature.objects.get().state == "held"


def test_after_the_close_and_after_30_days_the_code_says_what_the_link_says(
    client: Client, rowans: Signature, send: Send, at: datetime
) -> None:
    Signature.objects.update(signed_at=at - timedelta(days=30))
    assert "This link has expired" in words(client.get(send(code_for(rowans.pk)).headers["Location"]).content)
    Petition.objects.update(state="closing", closing_at=at - timedelta(hours=49))
    assert "This petition has closed" in words(
        client.get(send(code_for(rowans.pk)).headers["Location"]).content
    )
    assert Signature.objects.get().state == "pending"


def test_the_code_of_a_purged_signature_asks_for_the_link(rowans: Signature, send: Send) -> None:
    code = code_for(rowans.pk)
    Signature.objects.all().delete()
    assert "Use the link in our e-mail instead" in words(send(code).content)


def test_the_address_of_the_code_cannot_bring_markup(rowans: Signature, send: Send) -> None:
    assert b"<b>rowan" not in send(wrong_for(rowans), email="<b>rowan</b>").content


def test_reading_leads_to_the_petition_and_other_methods_are_refused(
    client: Client, petition: Petition
) -> None:
    assert client.get(PATH).headers["Location"] == "/petitions/ten-points/"
    assert client.head(PATH).status_code == 302
    assert client.put(PATH).status_code == 405
    assert client.post("/petitions/nowhere/code/").status_code == 404


def test_a_code_from_elsewhere_is_refused(rowans: Signature) -> None:
    strict = Client(enforce_csrf_checks=True)
    form = {"handle": handle_for(rowans.pk), "code": code_for(rowans.pk)}
    assert (strict.post(PATH, form).status_code, Signature.objects.get().state) == (403, "pending")
