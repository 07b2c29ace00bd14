"""The private key of a branch ballot is wrapped, and unwrapped only where the worker's key is."""

import os

import pytest
from django.test import override_settings

from ballots.errors import BoxLocked, UnwrapKeyMissing
from ballots.wrapping import make_keys, unwrap
from union.keys import derive


def test_private_key_is_wrapped_and_tried() -> None:
    keys = make_keys(7)
    private = unwrap(keys.wrapped, ballot_id=7, public_key=keys.public)
    assert private.public_key().public_bytes_raw() == keys.public
    assert private.private_bytes_raw() not in keys.wrapped


def test_web_without_the_key_makes_no_key_and_opens_no_box() -> None:
    keys = make_keys(7)
    with override_settings(BALLOT_UNWRAP_KEY=""):
        with pytest.raises(UnwrapKeyMissing):
            make_keys(7)
        with pytest.raises(UnwrapKeyMissing):
            unwrap(keys.wrapped, ballot_id=7, public_key=keys.public)


def test_box_does_not_open_with_another_key_or_for_another_ballot() -> None:
    keys = make_keys(7)
    with pytest.raises(BoxLocked):
        unwrap(keys.wrapped, ballot_id=8, public_key=keys.public)
    with pytest.raises(BoxLocked):
        unwrap(keys.wrapped, ballot_id=7, public_key=bytes(32))
    with override_settings(BALLOT_UNWRAP_KEY="another" * 8), pytest.raises(BoxLocked):
        unwrap(keys.wrapped, ballot_id=7, public_key=keys.public)


def test_purposes_have_keys_of_their_own() -> None:
    secret = os.urandom(16).hex()
    assert (
        len({derive(secret, purpose) for purpose in ("receipts", "links of ballot 1", "links of ballot 11")})
        == 3
    )
