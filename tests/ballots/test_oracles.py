"""Two other programs count the same ballots: pyrankvote and votelib. Neither is part of the platform."""

from collections import Counter
from functools import cache
from itertools import pairwise
from random import Random

import pyrankvote
from votelib.convert import ApprovalToSimpleVotes
from votelib.evaluate.core import Plurality, Tie
from votelib.evaluate.sequential import TransferableVoteSelector

from ballots.counting import Round, RunOff, leading, run_off, shares, tally

MANY = 600
Paper = tuple[int, ...]
Election = tuple[int, list[Paper]]


@cache
def elections(many: int) -> list[Election]:
    """The same in every run: two to seven options, up to 60 papers that rank some or all of them."""
    chance = Random(1872)
    return [held(chance, options=chance.randint(2, 7)) for _ in range(many)]


def held(chance: Random, *, options: int) -> Election:
    numbers = range(1, options + 1)
    papers = chance.randint(1, 60)
    return options, [tuple(chance.sample(numbers, chance.randint(1, options))) for _ in range(papers)]


def without_a_tie(found: RunOff) -> bool:
    return not any(now.tied for now in found.rounds) and len(found.winners) == 1


def test_pyrankvote_elects_the_same() -> None:
    """Where no round has a tie: pyrankvote settles ties by second choices, and we by none."""
    compared = 0
    for options, papers in elections(MANY):
        found = run_off(Counter(papers), options=range(1, options + 1))
        if without_a_tie(found):
            named = {number: pyrankvote.Candidate(str(number)) for number in range(1, options + 1)}
            ballots = [pyrankvote.Ballot([named[number] for number in paper]) for paper in papers]
            result = pyrankvote.instant_runoff_voting(list(named.values()), ballots)
            assert [winner.name for winner in result.get_winners()] == [str(found.winners[0])], papers
            compared += 1
    assert compared > MANY / 2


def test_votelib_elects_the_same_by_the_same_rounds() -> None:
    """It knows no option without votes and goes on until half of all papers: our rounds come first.

    Where it meets a tie on its way on, it gives up, and there is nothing to compare.
    """
    compared = 0
    for options, papers in elections(MANY):
        found = run_off(Counter(papers), options=range(1, options + 1))
        if without_a_tie(found) and all(found.rounds[0].votes.values()):
            try:
                assert by_votelib(papers, rounds=len(found.rounds)) == found, papers
            except NotImplementedError:
                continue
            compared += 1
    assert compared > MANY / 3


def by_votelib(papers: list[Paper], *, rounds: int) -> RunOff:
    other, votes = TransferableVoteSelector(), dict(Counter(papers))
    totals = [dict(other.nth_count(votes, n_seats=1, count_number=number + 1)[0]) for number in range(rounds)]
    gone = [tuple(set(now) - set(after) - {None}) for now, after in pairwise([*totals, totals[-1]])]
    exhausted = [now.pop(None, 0) for now in totals]
    played = zip(totals, exhausted, gone, strict=True)
    return RunOff(
        winners=tuple(other.evaluate(votes, n_seats=1)),
        rounds=tuple(Round(votes, out_of_choices, excluded) for votes, out_of_choices, excluded in played),
    )


def test_votelib_counts_single_choices_alike() -> None:
    for options, papers in elections(MANY):
        votes = tally(Counter(paper[:1] for paper in papers), options=range(1, options + 1))
        (won,) = Plurality().evaluate(dict(Counter(paper[0] for paper in papers)), n_seats=1)
        assert {index + 1 for index in leading(votes)} == (set(won) if isinstance(won, Tie) else {won})
        assert sum(shares(votes)) == 100


def test_votelib_counts_approvals_alike() -> None:
    for options, papers in elections(MANY):
        votes = tally(Counter(papers), options=range(1, options + 1))
        expected = ApprovalToSimpleVotes().convert(dict(Counter(frozenset(paper) for paper in papers)))
        assert {number: count for number, count in enumerate(votes, start=1) if count} == expected
