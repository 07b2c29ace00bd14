"""Cells of a one-way table: nothing under ten is shown or can be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from union.disclosure import moved_by_a_few, publishable_cells, recoverable_cells


def test_what_may_be_shown_beside_the_total() -> None:
    for counts, shown in [
        ({"a": 30, "b": 20}, {"a", "b"}),
        ({"a": 30, "b": 0}, {"a", "b"} - {"b"}),
        ({"a": 30, "b": 10}, {"a", "b"}),  # ten are enough
        ({"a": 30, "b": 9}, set()),
        ({"a": 30, "b": 1}, set()),  # one person alone is the first to be hidden
        ({"a": 30, "b": 20, "c": 9}, {"a"}),
        ({"a": 30, "b": 6, "c": 5}, {"a"}),
        ({"a": 30, "b": 6, "c": 4}, {"a"}),  # two that hold ten together
        ({"a": 30, "b": 5, "c": 4}, set()),
        ({"a": 9}, set()),
        ({}, set()),
    ]:
        assert publishable_cells(counts) == shown, counts


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40)))
def test_no_small_cell_is_shown_or_recovered(counts: dict[str, int]) -> None:
    shown = publishable_cells(counts)
    assert all(counts[cell] >= 10 for cell in shown)
    assert not shown or recoverable_cells(counts, shown=shown) == set()


def test_two_publications_never_tell_a_few_people_apart() -> None:
    for before, after, apart in [
        ((30, 60), (30, 60), False),
        ((30, 60), (31, 61), True),
        ((30, 60), (30, 61), True),
        ((30, 60), (40, 80), False),
        ((30, 60), (39, 80), True),
        ((30, 60), (30, 70), False),
        ((40, 80), (31, 60), True),
    ]:
        tables = [[[inside, base - inside]] for inside, base in (before, after)]
        assert moved_by_a_few(*tables) is apart, before


def test_moves_of_cells_that_cancel_each_other_in_a_sum_are_seen() -> None:
    assert moved_by_a_few([[20, 20], [20, 20]], [[32, 20], [20, 9]])  # a sum moved by one
