"""A paper is sealed for one ballot, has one length, and opens for nobody else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ballots.asking import MOST_QUESTIONS
from ballots.errors import BadAnswers, PaperMalformed
from ballots.sealing import (
    PLAIN_LENGTH,
    ROOM,
    SEALED_LENGTH,
    SUITE,
    Paper,
    open_paper,
    room_needed,
    seal,
)
from tests.ballots.results import a_question

PRIVATE = X25519PrivateKey.generate()
PUBLIC = PRIVATE.public_key().public_bytes_raw()
answers = st.lists(st.integers(1, 100), min_size=1, max_size=7).map(tuple)
papers = st.builds(
    Paper,
    form_hash=st.binary(min_size=32, max_size=32).map(bytes.hex),
    unit=st.integers(0, 2**32 - 1),
    tracker=st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=10, max_size=10),
    answers=st.dictionaries(st.integers(1, 20), answers, max_size=20),
)


@given(papers)
def test_paper_opens_as_it_was_sealed_and_has_one_length(paper: Paper) -> None:
    sealed = seal(paper, ballot_id=7, public_key=PUBLIC)
    assert len(sealed) == SEALED_LENGTH
    assert open_paper(sealed, ballot_id=7, private_key=PRIVATE) == paper


def test_same_paper_sealed_twice_differs() -> None:
    paper = Paper("00" * 32, 1, "0" * 10, {1: (1,)})
    assert seal(paper, ballot_id=7, public_key=PUBLIC) != seal(paper, ballot_id=7, public_key=PUBLIC)


def test_paper_of_another_ballot_does_not_open() -> None:
    sealed = seal(Paper("00" * 32, 1, "0" * 10, {1: (1,)}), ballot_id=7, public_key=PUBLIC)
    with pytest.raises(PaperMalformed):
        open_paper(sealed, ballot_id=8, private_key=PRIVATE)


@given(st.binary(max_size=400))
def test_garbage_is_malformed(garbage: bytes) -> None:
    with pytest.raises(PaperMalformed):
        open_paper(garbage, ballot_id=7, private_key=PRIVATE)


@given(st.binary(min_size=PLAIN_LENGTH, max_size=PLAIN_LENGTH) | st.binary(max_size=300))
def test_sealed_garbage_is_malformed(plain: bytes) -> None:
    sealed = SUITE.encrypt(plain, PRIVATE.public_key(), info=b"tenpoint ballot 7")
    with pytest.raises(PaperMalformed):
        open_paper(sealed, ballot_id=7, private_key=PRIVATE)


def test_paper_written_in_another_way_is_malformed(subtests: pytest.Subtests) -> None:
    for tail in [
        b"\x02\x01\x01\x01\x01\x01\x02",  # a question twice
        b"\x02\x02\x01\x01\x01\x01\x02",  # questions in the wrong order
        b"\x03\x01\x01\x01\x05\x01\x01\x03\x01\x01",  # the last before the second
        b"\x01\x01\x01\x01\x09",  # something after the last answer
        b"\x01\x01\xff\x01",  # an answer longer than the paper
        b"\xff" + b"\x01" * 40,
        b"\x00\x01",
        b"\x02\x01\xbe" + b"\x01" * 190,  # a second answer where the paper ends
        b"\x02\x01\xbd" + b"\x01" * 189 + b"\x02",  # and one byte before that
    ]:
        with subtests.test(tail=tail):
            plain = (bytes(16) + b"\x02" + bytes(32) + bytes(4) + b"0" * 10 + tail).ljust(PLAIN_LENGTH, b"\0")
            sealed = SUITE.encrypt(plain, PRIVATE.public_key(), info=b"tenpoint ballot 7")
            with pytest.raises(PaperMalformed):
                open_paper(sealed, ballot_id=7, private_key=PRIVATE)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"\x01" + bytes(15) + b"\x02" + bytes(36) + b"0" * 10, "not a paper of this version"),
        (bytes(15) + b"\x01\x02" + bytes(36) + b"0" * 10, "not a paper of this version"),
        (bytes(16) + b"\x01" + bytes(36) + b"0" * 10, "not a paper of this version"),
        (bytes(16) + b"\x02" + bytes(36) + b"0" * 9 + b"\xff", "not written as a paper is written"),
    ],
)
def test_paper_with_another_head_is_malformed_and_says_why(head: bytes, reason: str) -> None:
    """The noughts at the start are there under one key only; a tracker is one of ours, or no tracker."""
    plain = (head + b"\x01\x01\x01\x01").ljust(PLAIN_LENGTH, b"\0")
    sealed = SUITE.encrypt(plain, PRIVATE.public_key(), info=b"tenpoint ballot 7")
    with pytest.raises(PaperMalformed, match=reason):
        open_paper(sealed, ballot_id=7, private_key=PRIVATE)


@pytest.mark.parametrize("length", [PLAIN_LENGTH - 1, PLAIN_LENGTH + 1])
def test_paper_of_another_length_is_malformed(length: int) -> None:
    plain = (bytes(16) + b"\x02" + bytes(36) + b"0" * 10 + b"\x01\x01\x01\x01").ljust(length, b"\0")
    sealed = SUITE.encrypt(plain, PRIVATE.public_key(), info=b"tenpoint ballot 7")
    with pytest.raises(PaperMalformed, match="not a paper of this version"):
        open_paper(sealed, ballot_id=7, private_key=PRIVATE)


def test_as_many_answers_as_a_ballot_has_questions_are_sealed() -> None:
    most = Paper("00" * 32, 1, "0" * 10, dict.fromkeys(range(1, MOST_QUESTIONS + 1), (1,)))
    assert open_paper(seal(most, ballot_id=7, public_key=PUBLIC), ballot_id=7, private_key=PRIVATE) == most


def test_more_answers_than_a_paper_holds_are_refused() -> None:
    with pytest.raises(BadAnswers):
        seal(Paper("00" * 32, 1, "0" * 10, dict.fromkeys(range(1, 22), (1,))), ballot_id=7, public_key=PUBLIC)
    with pytest.raises(BadAnswers):
        seal(Paper("00" * 32, 1, "0" * 10, {1: (1,) * 191}), ballot_id=7, public_key=PUBLIC)


def test_every_room_of_a_paper_can_be_filled() -> None:
    full = Paper("00" * 32, 1, "0" * 10, {1: (1,) * 190})
    sealed = seal(full, ballot_id=7, public_key=PUBLIC)
    assert (len(sealed), open_paper(sealed, ballot_id=7, private_key=PRIVATE)) == (SEALED_LENGTH, full)


def test_room_is_reckoned_for_the_longest_answer_to_each_question() -> None:
    """Number, length and options: 3 bytes for a choice, 2 and one for each option that may be ranked."""
    ranked = a_question("ranked", number=2, labels=["Pay", "Hours", "Leave"])
    assert (room_needed([a_question()]), room_needed([a_question(), ranked]), ROOM) == (3, 8, 192)
