"""The six digits of a letter and the handle that goes with them."""

import uuid

import pytest

from petitions.codes import code_for, digits, handle_for, signature_in_handle
from petitions.links import ForgedLink, signature_in, token_for

ROWAN, ASH = uuid.UUID(int=1), uuid.UUID(int=2)


def test_code_is_six_digits_and_the_same_each_time() -> None:
    assert code_for(ROWAN) == code_for(ROWAN)
    assert (len(code_for(ROWAN)), code_for(ROWAN).isdigit()) == (6, True)
    assert code_for(ROWAN) != code_for(ASH)


def test_handle_leads_back_and_looks_different_each_time() -> None:
    one, other = handle_for(ROWAN), handle_for(ROWAN)
    assert one != other
    assert {len(one), len(other), len(handle_for(ASH))} == {60}
    assert signature_in_handle(one) == signature_in_handle(other) == ROWAN


@pytest.mark.parametrize("handle", ["", "abc", "A" * 60, "é" * 60])
def test_forged_handle_is_refused(handle: str) -> None:
    with pytest.raises(ForgedLink):
        signature_in_handle(handle)


def test_changed_handle_is_refused() -> None:
    """As is one with a letter more, which a lenient reader would pass over."""
    handle = handle_for(ROWAN)
    for changed in (handle[:-8] + "AAAAAAAA", f"{handle[:8]}.{handle[8:]}"):
        with pytest.raises(ForgedLink):
            signature_in_handle(changed)
    link = token_for(ROWAN)
    assert signature_in(link) == ROWAN
    for changed in (link[:-8] + "AAAAAAAA", f"{link[:8]}.{link[8:]}", link[:-4], "é" * 64):
        with pytest.raises(ForgedLink):
            signature_in(changed)


def test_digits_are_read_however_they_are_typed() -> None:
    assert digits(" 123 456 ") == digits("123-456") == "123456"
