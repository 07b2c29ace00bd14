"""How somebody came to sign: carried from the address through the form to the signature, or not at all."""

import uuid
from datetime import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from petitions.arriving import SOURCES, Arrival, arrival, friend_code, signature_in_code
from petitions.confirming import confirm
from petitions.models import Petition, Signature
from tests.petitions.factories import filled_form
from tests.petitions.reading import signed

FRIEND = uuid.UUID("12345678-1234-4234-8234-123456789abc")


def test_a_friends_code_is_22_characters_and_comes_back() -> None:
    code = friend_code(FRIEND)
    assert (code, signature_in_code(code)) == ("EjRWeBI0QjSCNBI0VniavA", FRIEND)


def test_whatever_is_no_code_is_nobody() -> None:
    for code in ["", "x", "é" * 22, "A" * 21, "A" * 23, "A" * 21 + "=", "A" * 21 + "\n", "\0" * 22]:
        assert signature_in_code(code) is None, code
        assert arrival({"s": "share", "from": code}) == Arrival(source="share", friend=""), code


def test_a_known_way_is_counted_under_its_name() -> None:
    for source in sorted(SOURCES):
        came = arrival({"s": source})
        assert (came.origin().source, came.query) == (source, f"?s={source}"), source


def test_any_other_way_is_simply_online() -> None:
    for source in ["", "paper", "stall", "online", "Share", "<b>", "x" * 5000]:
        came = arrival({"s": source})
        assert (came.origin().source, came.query) == ("online", ""), source


@pytest.mark.django_db
def test_rowans_friend_signs_through_rowans_link_and_rowan_has_one_more(
    client: Client, petition: Petition, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rowans = signed(petition, at=at)
    confirm(rowans.pk, at=at)
    client.get("/petitions/ten-points/")
    with django_assert_num_queries(0):
        page = client.get(f"/petitions/ten-points/?s=whatsapp&from={friend_code(rowans.pk)}")
    html = page.content.decode()
    assert '<input type="hidden" name="s" value="whatsapp">' in html
    assert f'<input type="hidden" name="from" value="{friend_code(rowans.pk)}">' in html
    told = {"s": "whatsapp", "from": friend_code(rowans.pk), "name": "Ash Moor", "email": "ash@example.org"}
    client.post("/petitions/ten-points/sign/", filled_form(petition, at=at, **told))
    friends = Signature.objects.exclude(pk=rowans.pk).get()
    assert (friends.source, friends.invited_by) == ("whatsapp", rowans.pk)
    confirm(friends.pk, at=at)
    rowans.refresh_from_db()
    friends.refresh_from_db()
    assert (rowans.invited, friends.invited_by) == (1, None)


@pytest.mark.django_db
def test_a_code_nobody_has_is_no_hindrance(client: Client, petition: Petition, at: datetime) -> None:
    for number, code in enumerate([friend_code(FRIEND), "nonsense"]):
        own = {"email": f"ash{number}@example.org", "from": code, "s": "nonsense"}
        assert (
            client.post("/petitions/ten-points/sign/", filled_form(petition, at=at, **own)).status_code == 200
        )
    for signature in Signature.objects.all():
        confirm(signature.pk, at=at)
    assert (
        list(Signature.objects.values_list("state", "source", "invited")) == [("confirmed", "online", 0)] * 2
    )


@pytest.mark.django_db
def test_a_form_with_an_error_still_knows_how_somebody_came(
    client: Client, petition: Petition, at: datetime
) -> None:
    told = {"s": "poster", "from": friend_code(FRIEND), "postcode": "LS1"}
    page = client.post("/petitions/ten-points/sign/", filled_form(petition, at=at, **told))
    assert page.status_code == 422
    assert '<input type="hidden" name="s" value="poster">' in page.content.decode()
    assert f'<input type="hidden" name="from" value="{friend_code(FRIEND)}">' in page.content.decode()


@pytest.mark.django_db
def test_what_stands_in_the_address_never_becomes_markup(client: Client, petition: Petition) -> None:
    page = client.get('/petitions/ten-points/?s="><b>x</b>&from="><b>x</b>')
    assert (page.status_code, b"<b>x" in page.content) == (200, False)
    assert b'name="s"' not in page.content
