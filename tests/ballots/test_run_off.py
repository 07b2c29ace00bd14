"""Instant run-off: known elections, every way of settling ties, and two other counters as witnesses."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.counting import Round, RunOff, run_off

A, B, C, D, E = 1, 2, 3, 4, 5


def test_last_goes_out_until_one_has_more_than_half() -> None:
    """Nine prefer A, eight B, five C: C goes out, and four of its five papers go on to B."""
    rankings = {(A, C): 9, (B,): 8, (C, B, A): 4, (C,): 1}
    assert run_off(rankings, options=[A, B, C]) == RunOff(
        winners=(B,),
        rounds=(
            Round({A: 9, B: 8, C: 5}, exhausted=0, excluded=(C,)),
            Round({A: 9, B: 12}, exhausted=1),
        ),
    )


def test_exactly_half_is_not_enough() -> None:
    found = run_off({(A,): 4, (B,): 3, (C, B): 1}, options=[A, B, C])
    assert (found.winners, [now.excluded for now in found.rounds]) == ((A, B), [(C,), ()])
    assert found.rounds[-1] == Round({A: 4, B: 4}, exhausted=0, tied=(A, B))


def test_options_nobody_names_go_out_together() -> None:
    found = run_off({(A, D): 2, (B, E): 2, (C, B): 1}, options=[A, B, C, D, E])
    assert [now.excluded for now in found.rounds] == [(D, E), (C,), ()]
    assert found.winners == (B,)


def test_tie_for_exclusion_that_decides_nothing_elects() -> None:
    """B and C are last together. Whichever goes out, its papers go to A."""
    found = run_off({(A,): 4, (B, A): 3, (C, A): 3}, options=[A, B, C])
    assert (found.winners, found.rounds) == ((A,), (Round({A: 4, B: 3, C: 3}, exhausted=0, tied=(B, C)),))


def test_tie_for_exclusion_that_decides_is_reported_with_all_who_may_win() -> None:
    """If B goes out C wins, if C goes out B wins; A wins neither way."""
    found = run_off({(A,): 4, (B, C): 3, (C, B): 3}, options=[A, B, C])
    assert found.winners == (B, C)


def test_nobody_is_elected_where_nobody_is_named() -> None:
    assert run_off({}, options=[A, B]) == RunOff((), (Round({A: 0, B: 0}, exhausted=0),))


def test_twelve_options_level_are_followed_every_way() -> None:
    options = list(range(1, 13))
    rankings = Counter(tuple(options[turn:] + options[:turn]) for turn in range(12))
    assert run_off(rankings, options=options).winners == tuple(options)


rankings_of = st.integers(2, 5).flatmap(
    lambda many: st.tuples(
        st.just(list(range(1, many + 1))),
        st.lists(
            st.permutations(range(1, many + 1)).flatmap(
                lambda order: st.integers(1, many).map(lambda named: tuple(order[:named]))
            ),
            min_size=1,
            max_size=40,
        ),
    )
)


@given(rankings_of)
def test_every_paper_is_somewhere_in_every_round(election: tuple[list[int], list[tuple[int, ...]]]) -> None:
    options, papers = election
    found = run_off(Counter(papers), options=options)
    assert {sum(now.votes.values()) + now.exhausted for now in found.rounds} == {len(papers)}
    assert found.winners


@pytest.mark.parametrize("turn", [1, 2, 3])
@given(rankings_of)
def test_names_of_the_options_decide_nothing(
    turn: int, election: tuple[list[int], list[tuple[int, ...]]]
) -> None:
    options, papers = election
    other = {number: 1 + (number - 1 + turn) % len(options) for number in options}
    renamed = Counter(tuple(other[number] for number in paper) for paper in papers)
    winners = run_off(Counter(papers), options=options).winners
    assert run_off(renamed, options=options).winners == tuple(sorted(other[number] for number in winners))
