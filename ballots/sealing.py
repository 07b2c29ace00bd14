"""Sealing a paper so that only the ballot's private key opens it, and opening it again.

HPKE (RFC 9180), X25519 / HKDF-SHA256 / ChaCha20-Poly1305. Every paper has the same length whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ballots.asking import MOST_QUESTIONS, Answer, Answers, Asked
from ballots.errors import BadAnswers, PaperMalformed

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
COMMITMENT = bytes(16)  # a paper opens under one key only: zeros are expected here
VERSION = 2
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # of trackers: no I, L, O and U
HEAD = len(COMMITMENT) + 1 + 32 + 4 + 10 + 1
PLAIN_LENGTH = 256
SEALED_LENGTH = PLAIN_LENGTH + 32 + 16
ROOM = PLAIN_LENGTH - HEAD


class Paper(NamedTuple):
    """What a sealed paper says."""

    form_hash: str
    unit: int
    tracker: str
    answers: Answers


def digest_of(sealed: bytes) -> bytes:
    """The name of a sealed paper: SHA-256 of its bytes."""
    return sha256(sealed).digest()


def seal(paper: Paper, *, ballot_id: int, public_key: bytes) -> bytes:
    """SEALED_LENGTH bytes, different each time."""
    key = X25519PublicKey.from_public_bytes(public_key)
    return SUITE.encrypt(_written(paper), key, info=_info(ballot_id))


def open_paper(sealed: bytes, *, ballot_id: int, private_key: X25519PrivateKey) -> Paper:
    """The paper inside. Raises PaperMalformed, with the reason, for anything `seal` did not write."""
    return read_paper(open_plain(sealed, ballot_id=ballot_id, private_key=private_key))


def open_plain(sealed: bytes, *, ballot_id: int, private_key: X25519PrivateKey) -> bytes:
    """The bytes inside, unread. Raises PaperMalformed."""
    try:
        return SUITE.decrypt(sealed, private_key, info=_info(ballot_id))
    except (InvalidTag, ValueError):
        raise PaperMalformed("not sealed for this ballot") from None


@cache
def _info(ballot_id: int) -> bytes:
    return f"tenpoint ballot {ballot_id}".encode()


def room_needed(questions: Iterable[Asked]) -> int:
    """How many bytes of ROOM the longest answers to these questions take."""
    return sum(2 + question.longest_answer for question in questions)


def _written(paper: Paper) -> bytes:
    """Head, number of answers, each answer as question, length and options, then noughts."""
    head = COMMITMENT + bytes([VERSION]) + bytes.fromhex(paper.form_hash) + paper.unit.to_bytes(4, "big")
    body = b"".join(bytes([number, len(answer), *answer]) for number, answer in sorted(paper.answers.items()))
    if len(paper.answers) > MOST_QUESTIONS or len(body) > ROOM:
        raise BadAnswers("There are more answers here than a paper holds.")
    return (head + paper.tracker.encode("ascii") + bytes([len(paper.answers)]) + body).ljust(
        PLAIN_LENGTH, b"\0"
    )


def read_paper(plain: bytes) -> Paper:
    """The paper written in these bytes. Raises PaperMalformed."""
    if len(plain) != PLAIN_LENGTH or plain[:16] != COMMITMENT or plain[16] != VERSION:
        raise PaperMalformed("not a paper of this version")
    form_hash, unit, tracker = plain[17:49], plain[49:53], plain[53:63]
    if not tracker.isascii():
        raise PaperMalformed("not written as a paper is written")
    answers = _answers(plain[HEAD:], count=plain[HEAD - 1])
    return Paper(form_hash.hex(), int.from_bytes(unit, "big"), tracker.decode("ascii"), answers)


def _answers(body: bytes, *, count: int) -> dict[int, Answer]:
    """The answers in `body`, which is written in one way only: questions ascending, then noughts."""
    answers: dict[int, Answer] = {}
    place = 0
    for _ in range(count):
        if place + 2 > len(body) or place + 2 + body[place + 1] > len(body):
            raise PaperMalformed("not written as a paper is written")
        number, end = body[place], place + 2 + body[place + 1]
        if number <= max(answers, default=0):
            raise PaperMalformed("a question is answered twice")
        answers[number] = tuple(body[place + 2 : end])
        place = end
    if any(body[place:]):
        raise PaperMalformed("not written as a paper is written")
    return answers
