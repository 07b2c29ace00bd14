"""verify.py knows the rules of the count by itself: what few may tell, who is elected, what is in force."""

import io
import zipfile
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots import reporting, verify
from ballots.asking import Answer, Bar
from ballots.counting import run_off
from ballots.reporting import Returned
from ballots.verify import Refused
from tests.ballots.evidence import Evidence, a_form, bar, evidence_of, question
from tests.ballots.lies import PLACES, said_of, sound

# --- a place that is shown by itself and should not be


TWO_QUESTIONS = a_form(question(1, "single", "Pay", "Hours"), question(2, "single", "Pay", "Hours"))


def voted(unit: int, many: int, *, other: int, alike: bool = False) -> list[tuple[int, dict[int, Answer]]]:
    """So many of a unit, of whom `other` answer the second question otherwise, and all or half the first."""
    return [(unit, {1: (1 if alike else 1 + n % 2,), 2: (2 if n < other else 1,)}) for n in range(many)]


MANY = [paper for unit in (1, 2, 3, 4) for paper in voted(unit, 20, other=10)]


@pytest.mark.parametrize(
    ("few", "tells"),
    [
        (voted(5, 9, other=4), True),
        (voted(5, 10, other=5), False),
        (voted(5, 20, other=0), True),
        (voted(5, 20, other=1), True),
        (voted(5, 20, other=2), False),
        (voted(5, 20, other=0, alike=True), True),
    ],
)
def test_a_place_that_tells_how_somebody_voted_is_not_shown_by_itself(
    monkeypatch: pytest.MonkeyPatch, few: list[tuple[int, dict[int, Answer]]], *, tells: bool
) -> None:
    """The operator's own program puts nothing together: all figures are right, and one place may tell.

    It does with fewer than ten papers, and where all but one at most answer one of the questions alike.
    """
    true = evidence_of(TWO_QUESTIONS, PLACES, [*MANY, *few])
    assert verify.verify(true.packed()).counted == 80 + len(few)
    monkeypatch.setattr(reporting, "may_be_shown", lambda group: True)
    lie = evidence_of(TWO_QUESTIONS, PLACES, [*MANY, *few])
    assert (lie.manifest["merges"], len(lie.results["units"])) == ([], 5)
    if tells:
        assert said_of(lie) == "Sound is too small to be shown by itself."
    else:
        assert lie.packed() == true.packed()


def test_branches_may_stand_on_the_roll_in_any_order() -> None:
    half_and_half = [(1 + n % 2, {1: (1 + n // 2 % 2,)}) for n in range(40)]
    made = evidence_of(a_form(), {"Quay": ("South", 40), "Harbour": ("North", 40)}, half_and_half)
    assert verify.verify(made.packed()).counted == 40


def test_a_ballot_in_which_all_agree_is_shown_as_one_place() -> None:
    one_mind = evidence_of(a_form(), {"Harbour": ("North", 40)}, [(1, {1: (1,)})] * 12)
    assert verify.verify(one_mind.packed()).counted == 12


def test_everybody_may_abstain_or_tick_everything() -> None:
    form = a_form(question(1, "single", "Pay", "Hours"), question(2, "approval", "Pay", "Hours", "Leave"))
    made = evidence_of(form, {"Harbour": ("North", 40)}, [(1, {1: (3,), 2: (1, 2, 3)})] * 12)
    assert verify.verify(made.packed()).counted == 12
    assert [result["leading"] for result in made.results["questions"]] == [[], [1, 2, 3]]


# --- turnout alone


def few(returns: list[Returned], *, votes: int = 9, electorate: int = 40) -> Evidence:
    """With a threshold of a question, which is not told where the question is not."""
    places = {"Harbour": ("North", electorate)}
    form = a_form(bars=[bar("Half accept", "share", 1, 2, question=1)])
    return evidence_of(form, places, [(1, {1: (1,)})] * votes, returns=returns)


def test_a_small_ballot_tells_its_turnout_alone() -> None:
    made = few([])
    assert made.results["thresholds"] == []
    said = verify.describe(verify.verify(made.packed()))
    assert said.splitlines()[3] == "The signatures hold and turnout alone is published."
    merges = [{"into": "Harbour", "units": ["Harbour"]}]
    made.results["merges"] = made.manifest["merges"] = merges
    assert said_of(made) == "A ballot with under ten votes publishes its turnout alone."
    ten = few([], votes=10)
    assert (ten.results["turnout_only"], verify.verify(ten.packed()).turnout_only) == (False, False)


def test_no_more_are_marked_than_there_are_members() -> None:
    assert verify.verify(few([Returned(1, "paper", 31, 0, 31)]).packed()).counted == 9
    assert said_of(few([Returned(1, "paper", 32, 0, 31)])) == "The roll does not add up."
    by_hand = few([Returned(1, "paper", 30, 30, 0)], votes=40)
    assert verify.verify(by_hand.packed()).counted == 40


# --- the zip


def test_a_zip_that_is_packed_anew_is_not_unpacked() -> None:
    """However small it is, it could unpack to more than a computer holds."""
    files, target = zipfile.ZipFile(io.BytesIO(sound().packed())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in files.namelist():
            packed.writestr(name, files.read(name))
    with pytest.raises(Refused, match="The zip is packed anew"):
        verify.verify(target.getvalue())


# --- the same rules in two programs


@given(
    st.dictionaries(
        st.lists(st.integers(1, 4), unique=True, min_size=1, max_size=4).map(tuple),
        st.integers(1, 6),
        max_size=6,
    )
)
def test_run_offs_are_those_of_the_count(rankings: dict[tuple[int, ...], int]) -> None:
    found = run_off(rankings, options=[1, 2, 3, 4])
    assert sorted(verify.elected(Counter(rankings), (1, 2, 3, 4), {})) == list(found.winners)
    assert verify.rounds_of(Counter(rankings), [1, 2, 3, 4]) == [
        {
            "votes": [now.votes.get(number) for number in (1, 2, 3, 4)],
            "exhausted": now.exhausted,
            "excluded": list(now.excluded),
            "tied": list(now.tied),
        }
        for now in found.rounds
    ]


def test_shares_thresholds_and_rounds_are_those_of_the_count() -> None:
    form = a_form(
        question(1, "accept_reject", "Accept", "Reject"),
        question(2, "single", "Pay", "Hours"),
        question(3, "single", "Pay", "Hours", "Leave"),
        question(4, "ranked", "Pay", "Hours", "Leave"),
        bars=[bar("Half accept", "share", 1, 2, question=1), bar("All for one", "share", 1, 1, question=2)],
    )
    ranks = [(1,)] * 5 + [(2, 3)] * 4 + [(3, 2)] * 3
    papers = [(1, {1: (2,), 2: (2,), 3: (1 + n % 3,), 4: ranks[n]}) for n in range(12)]
    made = evidence_of(form, {"Harbour": ("North", 40)}, papers)
    assert verify.verify(made.packed()).counted == 12
    even, ranked = made.results["questions"][2:]
    assert [option["share"] for option in even["options"]] == ["33.4", "33.3", "33.3", "0.0"]
    assert (ranked["leading"], [now["votes"] for now in ranked["rounds"]]) == ([2], [[5, 4, 3], [5, 7, None]])
    found = [(line["part"], line["whole"], line["reached"]) for line in made.results["thresholds"]]
    assert found == [(0, 12, False), (12, 12, True)]


def test_of_nobody_no_part_is_reached() -> None:
    form = a_form(bars=[bar("Half vote", "turnout", 1, 2)])
    [found] = verify.thresholds_of(form, {"questions": [], "counted": 0, "eligible": 0})
    assert found["reached"] is Bar(**form["thresholds"][0]).reached(0, 0) is False


DAYS = st.sampled_from(["", "2022-03-21", "2022-03-22", "2022-03-23"])


@given(DAYS, DAYS)
def test_days_of_a_threshold_are_those_of_the_count(first: str, last: str) -> None:
    line = bar("Half vote", "turnout", 1, 2, valid_from=first, valid_until=last)
    form = a_form(bars=[line])
    [found] = verify.thresholds_of(form, {"questions": [], "counted": 5, "eligible": 10})
    assert found["reached"] == (True if Bar(**line).in_force(date(2022, 3, 22)) else None)
