"""What an earlier release wrote of a signature still stands for the same person, letter and stall.

A petition runs for a year: where a test here fails, links in mailboxes die, or people sign twice.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import override_settings

from petitions.codes import code_for, signature_in_handle
from petitions.identity import email_hash, person_hash
from petitions.limiting import address_hash
from petitions.links import CONFIRM, STOP_NEWS, signature_in, token_for
from petitions.models import Stall
from petitions.stalls import code_of

ROWANS = uuid.UUID(int=5)


@pytest.fixture(autouse=True)
def _the_pepper_of_then() -> Iterator[None]:
    with override_settings(PETITION_PEPPER="pepper-of-2022-" * 3):
        yield


@pytest.mark.parametrize(
    ("purpose", "token"),
    [
        (CONFIRM, "AAAAAAAAAAAAAAAAAAAABaSPpntU_GlZaO06U6wH0l-6lvKwySdd7K6OdkrBTiqg"),
        (STOP_NEWS, "AAAAAAAAAAAAAAAAAAAABX_5oRQi5Ippw9nK2wy2Hdguc-IcUIidqMtpwH2lOk-M"),
    ],
)
def test_the_links_in_a_letter_are_the_same(purpose: str, token: str) -> None:
    assert token_for(ROWANS, purpose=purpose) == token
    assert signature_in(token, purpose=purpose) == ROWANS


def test_the_code_in_a_letter_and_the_handle_on_a_page_are_the_same() -> None:
    assert code_for(ROWANS) == "615376"
    handle = "r03Q3St86_HE_d--zgqudKI7A0y9mPS0XrC4gUxTtPN0-D8c34drHGPNc7g="
    assert signature_in_handle(handle) == ROWANS


def test_one_person_is_one_person_still() -> None:
    mailbox = email_hash("Rowan.Ashby+x@GoogleMail.com", petition=9, pepper="pepper", version=1)
    assert mailbox == "06b8a62aec40d69d5a824781be99859bc371f8cdc4b23508caae04ce7d0a8625"
    person = person_hash("Zoë  O’Neill", "M1 1AA", petition=9, pepper="pepper")
    assert person == "68abec500a6faece655a924485e2ab34562b531204b44f91ebbbb25a83873198"


def test_the_code_on_the_poster_of_a_stall_is_the_same() -> None:
    assert code_of(Stall(salt="salt")) == "dkwwx6acj6"


def test_one_place_is_one_place_for_a_day() -> None:
    noon = datetime(2022, 3, 15, 12, tzinfo=UTC)
    assert address_hash("192.0.2.7", at=noon) == "b42e4e12a14260aa5dbc0c354eeb0709"
