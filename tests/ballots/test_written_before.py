"""What an earlier release sealed, signed and sent still opens, holds and leads to the same vote.

A ballot runs for weeks and its evidence is kept for years: nothing here may change with a release. Where a
test fails, members' links die or sealed papers can no longer be counted.
"""

from base64 import b64decode
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.test import override_settings

from ballots import merkle
from ballots.codes import code_for
from ballots.freezing import roll_leaf
from ballots.hand_counts import open_hand_counts
from ballots.keys import returns_salt
from ballots.linking import token_for
from ballots.models import RollEntry
from ballots.piles import papers_of, secret_of
from ballots.receipts import public_signing_key, receipt_text, sign
from ballots.sealing import Paper, open_paper, open_plain, seal
from ballots.wrapping import unwrap

PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
PAPER = Paper("ab" * 32, 0x01020304, "01ABCDEFGH", {1: (2,), 4: (3, 1)})
SEALED = b64decode(
    "QvJc0fIk2bldAilcjLJuFjf+hpl6h6I4rYOJxx5xlzWqPH65DZ5wc+TrgNAU8hxjBwupKXVL3JkMCCN9dcixypeYOq8EZAPsH3/R"
    "AG0GiSZnNFUx3zmI63n1iULLkS6CR/A5Par0lLYUzdkOSS2lOqhFn6dNatCm9eULKHQUFrEwIpwyBLpPdmEIrMtx/211MneY/Obf"
    "zd5xl4IqUuEr5PTOMWjdQjC+12Xfr4gp6PzlSxaqrn05JlSeNDvPO2KJ7yWB4NAH0nNTsYqE7NCpZL0qOPN+g8RAnS1vvSr+0IAw"
    "XEsjAqLYU4P1m4uF1jnaGHiz/Bkjf7TQtU6epCHE610nZO17U0xutcgMZJk9oapntcLge1Xrd8yJAHF+1oaN/+cerc1oS2WGzu9/"
    "KRXtCQ=="
)


@pytest.fixture(autouse=True)
def _the_keys_of_then() -> Iterator[None]:
    with override_settings(
        BALLOT_LINK_KEY="links-of-2022-" * 3,
        BALLOT_SIGNING_KEY="signing-of-2022-" * 3,
        BALLOT_UNWRAP_KEY="unwrap-of-2022-" * 3,
    ):
        yield


def test_a_sealed_paper_opens() -> None:
    assert open_paper(SEALED, ballot_id=7, private_key=PRIVATE) == PAPER


def test_a_paper_is_written_as_it_was() -> None:
    """Zeros, the version, form, unit, tracker, and the answers; noughts up to the one length."""
    plain = open_plain(seal(PAPER, ballot_id=7, public_key=PUBLIC), ballot_id=7, private_key=PRIVATE)
    told = bytes(16) + b"\x02" + b"\xab" * 32 + b"\x01\x02\x03\x04" + b"01ABCDEFGH"
    assert plain == (told + b"\x02" + b"\x01\x01\x02" + b"\x04\x02\x03\x01").ljust(256, b"\x00")


def test_returns_that_were_sealed_for_scrutineers_open() -> None:
    sealed = b64decode("GPluk1fa01U+P5fyjeJwxDQ3/BhQTjIJMJZERc0O5mr8Aq5y59hxtdExhDcwUaX/cfE=")
    assert open_hand_counts(sealed, ballot_id=7, private_key=PRIVATE) == b"[]"


def test_a_wrapped_key_is_unwrapped() -> None:
    wrapped = bytes.fromhex(
        "0000000000000000000000008195879e9fab8a639edbce33a4d9a0f3174dad0825f965d8d9da900ce4725268"
        "89cbb58aa286fc668a9161c7bce38883"
    )
    assert unwrap(wrapped, ballot_id=7, public_key=PUBLIC).private_bytes_raw() == bytes(range(32))


def test_a_link_and_the_code_of_a_letter_are_the_same() -> None:
    entry = RollEntry(ballot_id=7, link_id=-5, issue=2)
    assert token_for(entry) == "__________vVMIXce57V5kFuu8GSR9Fj1bOgSdBrJa7MvoUz_Himag"
    assert code_for(entry) == "FZZZ ZB3S ZFHT R108"


def test_a_receipt_is_signed_with_the_same_key() -> None:
    assert public_signing_key() == "7LSnSTli3e5OUhzp470GefwVmCu6Xd7W3c8uq9o6CLg="
    assert sign(receipt_text(7, "00" * 32)) == (
        "beBI0vB7Pd7laGttQjSfkt0hRzvX7b6xN8MvNSbUurgnWB2QTgO7LcK9DlydlWqX26tHBI4CDOkHf9Ja01bVDA=="
    )


def test_what_commits_to_roll_box_and_returns_is_the_same() -> None:
    assert roll_leaf(salt=bytes(16), number="NW-001-0001", unit=3).hex() == (
        "5bc4b1c4168b8b4e7fe8b5261ccfd4cca612bfa5911ed3a679e953826bbc7740"
    )
    assert merkle.root([b"a", b"b", b"c"]).hex() == (
        "36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1"
    )
    assert returns_salt(7).hex() == "3ec55ec594f6bfc478ce483358c43e0f970367b73da5e8bfb591ed14a2975a71"


def test_the_tracker_of_a_paper_by_hand_is_the_same() -> None:
    piles = [{"answers": {"1": [2]}, "papers": 1}]
    found = papers_of(piles, form_hash="ab" * 32, unit=3, method="paper", secret=secret_of(bytes(32)))
    assert [paper.tracker for paper in found] == ["8V9XHAR5CS"]
