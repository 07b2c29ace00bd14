"""The secret part of a personal link is read as it was written, and in no other way."""

import pytest

from union.tokens import read_token, write_token

TOKEN = write_token(-5, bytes(range(32)))


def test_a_token_is_read_as_it_was_written() -> None:
    assert (len(TOKEN), read_token(TOKEN)) == (54, (-5, bytes(range(32))))


@pytest.mark.parametrize(
    "brought",
    [
        "",
        TOKEN[:-1],
        TOKEN + "A",
        TOKEN + "=",
        f"{TOKEN[:9]}.{TOKEN[9:]}",
        f" {TOKEN}",
        TOKEN[:-1] + "é",
        TOKEN[:-1] + "x",
    ],
)
def test_anything_else_is_no_token(brought: str) -> None:
    assert read_token(brought) is None
    assert TOKEN.endswith("w"), "and so x in its place means the same to a lenient reader"
