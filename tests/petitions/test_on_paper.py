"""The count as paper tells it."""

from hypothesis import given
from hypothesis import strategies as st

from petitions.on_paper import rounded_down


def test_what_is_told_of_a_count() -> None:
    for count, told in [
        (0, 0),
        (1, 1),
        (99, 99),
        (100, 100),
        (101, 100),
        (110, 100),
        (111, 110),
        (341, 340),
        (1_000, 990),
        (1_001, 1_000),
        (12_000, 11_000),
        (12_001, 12_000),
        (12_399, 12_000),
        (999_999, 990_000),
        (1_000_001, 1_000_000),
    ]:
        assert rounded_down(count) == told, count


@given(st.integers(min_value=101, max_value=10**9))
def test_more_than_is_always_true_and_never_by_more_than_a_tenth(count: int) -> None:
    told = rounded_down(count)
    assert 0 < told < count
    assert (count - told) * 10 <= count
