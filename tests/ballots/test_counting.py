"""Counting is exact: shares add up to 100.0, ties are told, and equal votes give equal results."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.counting import leading, per_cent, shares, tally
from ballots.merkle import root
from ballots.verify import merkle_root
from ballots.verify import per_cent as per_cent_of_the_checker
from ballots.verify import shares as shares_of_the_checker

votes = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=12)


def test_shares_of_known_ballots() -> None:
    for counts, expected in [
        ([515, 441, 0], ["53.9", "46.1", "0.0"]),
        ([1, 1, 1], ["33.4", "33.3", "33.3"]),
        ([0, 0], ["0.0", "0.0"]),
        ([230], ["100.0"]),
        ([92, 115, 23], ["40.0", "50.0", "10.0"]),
    ]:
        assert [str(share) for share in shares(counts)] == expected, counts


@given(votes)
def test_shares_add_up_and_stay_within_a_tenth(counts: list[int]) -> None:
    found = shares(counts)
    total = sum(counts)
    assert sum(found) == (Decimal("100.0") if total else 0)
    for count, share in zip(counts, found, strict=True):
        exact = Fraction(100 * count, total) if total else Fraction(0)
        assert abs(Fraction(share) - exact) < Fraction(1, 10)


@given(votes)
def test_more_votes_never_get_a_smaller_share(counts: list[int]) -> None:
    pairs = sorted(zip(counts, shares(counts), strict=True))
    assert [share for _, share in pairs] == sorted(share for _, share in pairs)


@given(votes, st.integers(0, 2_000_000))
def test_checker_of_bundles_counts_alike(counts: list[int], whole: int) -> None:
    assert shares_of_the_checker(counts) == [str(share) for share in shares(counts)]
    assert per_cent_of_the_checker(counts[0], whole) == str(per_cent(counts[0], whole))


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=20))
def test_checker_of_bundles_has_the_same_root(leaves: list[bytes]) -> None:
    assert merkle_root(b"".join(leaves)) == root(leaves)


@given(st.lists(st.binary(min_size=4, max_size=4), min_size=2, max_size=20, unique=True))
def test_root_changes_with_order_and_content(leaves: list[bytes]) -> None:
    assert root(leaves) != root(leaves[::-1])
    assert root(leaves) != root(leaves[:-1])
    assert root(leaves) != root([*leaves, leaves[-1]])


def test_root_of_known_leaves() -> None:
    """The empty tree and one leaf as RFC 6962 gives them."""
    assert root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root([b""]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_tie_is_reported() -> None:
    assert [leading([3, 3, 1]), leading([0, 0]), leading([1, 2])] == [[0, 1], [], [1]]


def test_tally_counts_each_option_in_order() -> None:
    assert tally({(2,): 2, (1,): 1}, options=[1, 2, 3]) == (1, 2, 0)
    assert tally({(2, 3): 1, (1,): 1, (2,): 1}, options=[1, 2, 3]) == (1, 2, 1)
    assert tally({(3, 2): 1, (1,): 1, (2, 1): 1}, options=[1, 2, 3], first_only=True) == (1, 1, 1)


def test_answer_that_is_no_option_is_an_error() -> None:
    with pytest.raises(KeyError):
        tally({(4,): 1}, options=[1, 2, 3])


@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 3, "33.3"), (1, 2000, "0.1"), (0, 0, "0.0")])
def test_turnout_is_rounded_half_up(part: int, whole: int, expected: str) -> None:
    assert str(per_cent(part, whole)) == expected
