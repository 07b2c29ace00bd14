"""Nobody learns from published figures how a member of a small branch voted."""

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from union.disclosure import Cell, Group, is_large, may_be_shown, merge_upwards, rounded_turnout


def a_branch(name: str, *votes: int, region: str = "North") -> Cell:
    return Cell(name, region, sum(votes), (votes,))


def names(groups: Sequence[Group]) -> list[tuple[str, ...]]:
    return [tuple(cell.name for cell in group.cells) for group in groups]


def test_place_is_shown_when_it_hides_each_voter() -> None:
    for votes, shown in [
        ((5, 5), True),
        ((5, 4), False),  # nine papers
        ((10, 0), False),  # unanimous
        ((20, 1), False),  # all but one
        ((20, 2), True),
        ((0, 0), False),
    ]:
        assert may_be_shown(Group((a_branch("A", *votes),))) is shown, votes


def test_every_question_has_to_hide_each_voter() -> None:
    assert not may_be_shown(Group((Cell("A", "North", 12, ((6, 6), (12, 0))),)))


def test_small_places_go_together_within_their_region() -> None:
    groups = merge_upwards(
        [
            a_branch("A", 20, 20),
            a_branch("B", 3, 4),
            a_branch("C", 4, 3),
            a_branch("D", 30, 30, region="South"),
        ],
        sound=may_be_shown,
    )
    assert names(groups) == [("A",), ("B", "C"), ("D",)]


def test_one_small_place_takes_in_the_smallest_sound_one() -> None:
    groups = merge_upwards(
        [a_branch("A", 20, 20), a_branch("B", 6, 6), a_branch("C", 1, 0)], sound=may_be_shown
    )
    assert names(groups) == [("A",), ("C", "B")]


def test_region_that_stays_too_small_goes_up_to_the_nation() -> None:
    groups = merge_upwards(
        [a_branch("A", 20, 20), a_branch("B", 6, 6), a_branch("C", 1, 0, region="South")], sound=may_be_shown
    )
    assert names(groups) == [("C", "B"), ("A",)]


def test_unanimous_ballot_is_one_group() -> None:
    groups = merge_upwards([a_branch("A", 20, 0), a_branch("B", 9, 0)], sound=may_be_shown)
    assert names(groups) == [("A", "B")]


def test_electorates_under_the_floor_go_together() -> None:
    cells = [Cell("A", "North", 29), Cell("B", "North", 30), Cell("C", "North", 5), Cell("D", "South", 400)]
    assert names(merge_upwards(cells, sound=is_large(30))) == [("B",), ("A", "C"), ("D",)]


def test_nothing_makes_no_groups() -> None:
    assert merge_upwards([], sound=may_be_shown) == []


def test_turnout_while_it_runs_is_rounded_down_and_hidden_under_ten() -> None:
    for marked, shown in [(0, None), (9, None), (10, 10), (14, 10), (230, 230)]:
        assert rounded_turnout(marked) == shown, marked


places = st.lists(
    st.tuples(
        st.sampled_from(["North", "South", "West"]), st.lists(st.integers(0, 15), min_size=2, max_size=2)
    ),
    min_size=1,
    max_size=9,
).map(lambda rows: [a_branch(f"B{i}", *votes, region=region) for i, (region, votes) in enumerate(rows)])


@given(places)
def test_every_place_is_in_one_group_and_no_vote_is_lost(cells: list[Cell]) -> None:
    groups = merge_upwards(cells, sound=may_be_shown)
    assert sorted(cell.name for group in groups for cell in group.cells) == sorted(
        cell.name for cell in cells
    )
    assert sum(group.size for group in groups) == sum(cell.size for cell in cells)


@given(places)
def test_every_group_is_sound_or_the_whole(cells: list[Cell]) -> None:
    groups = merge_upwards(cells, sound=may_be_shown)
    assert len(groups) == 1 or all(may_be_shown(group) for group in groups)


@settings(max_examples=200)
@given(places)
def test_no_sum_or_difference_of_figures_gives_back_a_small_place(cells: list[Cell]) -> None:
    """The attack: add published groups, take them from the total or a region, and look for a small place."""
    groups = merge_upwards(cells, sound=may_be_shown)
    hidden = {frozenset([cell.name]) for cell in cells if not may_be_shown(Group((cell,)))}
    whole = frozenset(cell.name for cell in cells)
    for count in range(1, len(groups) + 1):
        for chosen in combinations(groups, count):
            found = frozenset(cell.name for group in chosen for cell in group.cells)
            assert found not in hidden or found == whole
            assert whole - found not in hidden


@given(places, st.randoms())
def test_order_of_the_places_makes_no_difference(cells: list[Cell], random: object) -> None:
    shuffled = sorted(cells, key=lambda cell: hash((cell.name, id(random))))
    assert merge_upwards(shuffled, sound=may_be_shown) == merge_upwards(cells, sound=may_be_shown)
