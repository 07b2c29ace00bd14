"""What a count comes to: members, branches and regions side by side, thresholds, real ballots."""

from datetime import date
from fractions import Fraction
from typing import Any

from ballots.asking import Answer, Bar
from ballots.reading import Rejected
from tests.ballots.results import ABSTAIN, ACCEPT, REJECT, a_form, a_question, count_up

HALF = Bar("Half vote", "turnout", 1, 2)
TWO_THIRDS_ACCEPT = Bar("Two thirds accept", "share", 2, 3, question=1)


def norfolk() -> dict[str, Any]:
    """4,624 members; 441 reject, 515 accept, nobody spoilt a paper."""
    cast = [("Norfolk", {1: REJECT})] * 441 + [("Norfolk", {1: ACCEPT})] * 515
    form = a_form(bars=[HALF, TWO_THIRDS_ACCEPT])
    return count_up(form, {"Norfolk": ("Eastern", 4_624)}, cast).results


def the_2018_offer() -> dict[str, Any]:
    """Eleven regions of three branches. In eight of them most accept; three reject by more."""
    places = {f"Branch {n:02}": (f"Region {n // 3:02}", 400) for n in range(33)}
    cast: list[tuple[str, dict[int, Answer]]] = []
    for place, name in enumerate(places):
        accept, reject = (60, 50) if place < 24 else (104, 134) if place < 32 else (100, 142)
        cast += [(name, {1: ACCEPT})] * accept + [(name, {1: REJECT})] * reject
    return count_up(a_form(), places, cast).results


def test_norfolk() -> None:
    results = norfolk()
    question = results["questions"][0]
    assert (results["turnout"], results["counted"], results["rejected"]) == ("20.7", 956, 0)
    assert [(o["label"], o["votes"], o["share"]) for o in question["options"]] == [
        ("Accept", 515, "53.9"),
        ("Reject", 441, "46.1"),
        ("Abstain", 0, "0.0"),
    ]
    assert [(t["part"], t["whole"], t["reached"]) for t in results["thresholds"]] == [
        (956, 4_624, False),
        (515, 956, False),
    ]


def test_members_reject_while_most_branches_and_regions_accept() -> None:
    """The shape of 2018: three counts of the same votes, and none of them hides the others."""
    results = the_2018_offer()
    accept, reject, abstain = results["questions"][0]["options"]
    assert (accept["votes"], reject["votes"], reject["share"]) == (2_372, 2_414, "50.4")
    assert round(Fraction(2_414, 4_786) * 100, 2) == Fraction("50.44")
    assert results["questions"][0]["leading"] == [2]
    assert (accept["units"], reject["units"], abstain["units"]) == (24, 9, 0)
    assert (accept["regions"], reject["regions"]) == (8, 3)


def test_abstentions_stand_for_nothing_when_it_is_asked_who_leads() -> None:
    cast = [("A", {1: ABSTAIN})] * 20 + [("A", {1: ACCEPT})] * 7 + [("A", {1: REJECT})] * 5
    question = count_up(a_form(), {"A": ("North", 50)}, cast).results["questions"][0]
    assert (question["leading"], [o["units"] for o in question["options"]]) == ([1], [1, 0, 0])
    assert [o["share"] for o in question["options"]] == ["21.9", "15.6", "62.5"]


def test_everybody_abstaining_elects_nobody() -> None:
    for kind, labels in (("accept_reject", ()), ("ranked", "ABC"), ("approval", "ABC")):
        question = a_question(kind, labels=list(labels))
        cast = [("A", {1: (len(question.options),)})] * 12
        result = count_up(a_form(question), {"A": ("North", 50)}, cast).results["questions"][0]
        assert result["leading"] == []


def test_threshold_is_reached_at_exactly_its_fraction_and_reported_before_and_after_it_is_the_rule() -> None:
    bars = [
        HALF,
        Bar("Just over", "turnout", 501, 1000),
        Bar("Until the day", "turnout", 1, 2, valid_until="2018-05-31"),
        Bar("Until the day before", "turnout", 1, 2, valid_until="2018-05-30"),
        Bar("From the day after", "turnout", 1, 2, valid_from="2018-06-01"),
    ]
    cast = [("A", {1: ACCEPT})] * 15 + [("A", {1: REJECT})] * 10
    results = count_up(a_form(bars=bars), {"A": ("North", 50)}, cast).results
    assert [t["reached"] for t in results["thresholds"]] == [True, False, True, None, None]


def test_small_ballot_reports_its_turnout_threshold_and_no_share() -> None:
    form = a_form(bars=[HALF, TWO_THIRDS_ACCEPT])
    results = count_up(form, {"A": ("North", 10)}, [("A", {1: ACCEPT})] * 9).results
    assert [(t["label"], t["reached"]) for t in results["thresholds"]] == [("Half vote", True)]
    assert (results["questions"], results["units"], results["regions"]) == ([], [], [])


def test_region_with_a_branch_counted_elsewhere_is_not_shown_in_part() -> None:
    """The South has too few papers and goes to the nation, which takes a branch of the North with it."""
    places = {"A": ("North", 50), "B": ("North", 50), "C": ("South", 50), "D": ("West", 50)}
    cast = [
        (name, {1: ACCEPT if place % 2 else REJECT})
        for name, many in (("A", 20), ("B", 12), ("C", 4), ("D", 30))
        for place in range(many)
    ]
    results = count_up(a_form(), places, cast).results
    assert [unit["name"] for unit in results["units"]] == ["Branches counted together", "A", "D"]
    assert [(region["name"], region["papers"]) for region in results["regions"]] == [("West", 30)]
    assert results["merges"] == [{"into": "Branches counted together", "units": ["B", "C"]}]


def test_papers_in_any_order_come_to_the_same_bytes() -> None:
    cast = [(name, {1: (1 + place % 3,)}) for name in "AB" for place in range(20)]
    rejected = [Rejected("bb", "not sealed for this ballot"), Rejected("aa", "made for another form")]
    places = {"A": ("North", 50), "B": ("North", 50)}
    one = count_up(a_form(with_trackers=False), places, cast, rejected)
    other = count_up(a_form(with_trackers=False), places, cast[::-1], rejected[::-1])
    assert (bytes(one.votes_csv), bytes(one.rejected_csv), one.results) == (
        bytes(other.votes_csv),
        bytes(other.rejected_csv),
        other.results,
    )
    assert (
        bytes(one.rejected_csv) == b"digest,reason\naa,made for another form\nbb,not sealed for this ballot\n"
    )


def test_dates_of_a_threshold_are_those_of_the_close() -> None:
    assert a_form().closes_on == date(2018, 5, 31)
