"""Each check of verify.py by itself: a bundle that its operator made sound in all but one thing."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots import reporting, verify
from ballots.asking import Bar
from ballots.counting import run_off
from ballots.receipts import public_signing_key
from ballots.reporting import Returned
from ballots.verify import Refused
from tests.ballots.evidence import Evidence, a_form, bar, evidence_of, question

PLACES = {
    "Harbour": ("North", 60),
    "Moor": ("East", 40),
    "Quay": ("South", 40),
    "Ridge": ("South", 40),
    "Sound": ("West", 40),
}
FORM = a_form(
    question(1, "accept_reject", "Accept", "Reject"),
    question(2, "approval", "Pay", "Hours", "Leave", most=2),
    question(3, "ranked", "Pay", "Hours", "Leave"),
    bars=[
        bar("Half vote", "turnout", 1, 2),
        bar("Two thirds accept", "share", 2, 3, question=1),
        bar("From next year", "turnout", 1, 9, valid_from="2023-01-01"),
        bar("Until last year", "turnout", 1, 9, valid_until="2021-12-31"),
        bar("This year", "turnout", 1, 9, valid_from="2022-01-01", valid_until="2022-12-31"),
    ],
)
TICKS, RANKS = [(1, 3), (2,), (4,), (1, 2), (3,)], [(1, 2), (2, 1, 3), (3, 2), (4,), (2,)]


def mixed(unit: int, many: int) -> list[tuple[int, dict[int, tuple[int, ...]]]]:
    return [(unit, {1: (1 + n % 2,), 2: TICKS[n % 5], 3: RANKS[n % 5]}) for n in range(many)]


def sound() -> Evidence:
    """Sound and Moor are put together; two papers are rejected and three were counted by hand."""
    papers = [*mixed(2, 9), *mixed(3, 20), *mixed(4, 20), *mixed(5, 9), *mixed(1, 20)]
    made = evidence_of(FORM, PLACES, papers, rejected=2, returns=[Returned(1, "paper", 5, 3, 1)])
    made.manifest["extensions"] = [
        a_step("2022-03-20T09:00:00+00:00", "2022-03-22T12:00:00+00:00", "2022-03-24T12:00:00+00:00"),
        a_step("2022-03-23T09:00:00+00:00", "2022-03-24T12:00:00+00:00", "2022-03-29T12:00:00+00:00"),
    ]
    made.manifest["addenda"] = [
        an_addendum(1, "2022-03-16", "11" * 32, Harbour=(2, 0, 0, 59), Quay=(0, 1, 0, 40)),
        an_addendum(2, "2022-03-17", "11" * 32, Quay=(0, 0, 1, 40)),
        an_addendum(3, "2022-03-17", "22" * 32, Harbour=(1, 1, 0, 60)),
    ]
    return made


def a_step(decided: str, before: str, after: str) -> dict[str, str]:
    return {
        "decided_at": decided,
        "closes_before": before,
        "closes_after": after,
        "reason": "The post was late.",
    }


def an_addendum(number: int, day: str, root: str, **units: tuple[int, int, int, int]) -> dict[str, Any]:
    names = ("added", "struck", "restored", "electorate")
    lines = [{"name": name} | dict(zip(names, numbers, strict=True)) for name, numbers in units.items()]
    return {"number": number, "day": day, "root": root, "units": lines}


def said_of(made: Evidence) -> str:
    with pytest.raises(Refused) as refused:
        verify.verify(made.packed())
    return str(refused.value)


def test_the_bundle_that_the_lies_begin_with_is_sound() -> None:
    made = sound()
    report = verify.verify(made.packed())
    assert (report.papers, report.counted, report.rejected, report.certified_by) == (77, 78, 2, ())
    assert [unit["name"] for unit in made.results["units"]] == [
        "Branches counted together", "Harbour", "Quay", "Ridge",
    ]  # fmt: skip
    assert [region["name"] for region in made.results["regions"]] == ["North", "South"]
    before = json.dumps(made.results, sort_keys=True)
    made.retell()
    assert json.dumps(made.results, sort_keys=True) == before
    assert [line["reached"] for line in made.results["thresholds"]] == [False, False, None, None, True]


# --- a place that is shown by itself and should not be


SMALL = [(5, {1: (1 + n % 2,)}) for n in range(9)]
OF_ONE_MIND = [(5, {1: (1,)}) for n in range(20)]
ALL_BUT_ONE = [(5, {1: (2,)}), *OF_ONE_MIND]
MANY = [(unit, {1: (1 + n % 2,)}) for unit in (1, 2, 3, 4) for n in range(20)]


@pytest.mark.parametrize(
    "few", [SMALL, OF_ONE_MIND, ALL_BUT_ONE], ids=["small", "of one mind", "all but one"]
)
def test_a_place_that_tells_how_somebody_voted_is_not_shown_by_itself(
    monkeypatch: pytest.MonkeyPatch, few: list[tuple[int, dict[int, tuple[int, ...]]]]
) -> None:
    """The operator's own program puts nothing together: all figures are right, and one place tells."""
    assert verify.verify(evidence_of(a_form(), PLACES, [*MANY, *few]).packed()).counted == 80 + len(few)
    monkeypatch.setattr(reporting, "may_be_shown", lambda group: True)
    lie = evidence_of(a_form(), PLACES, [*MANY, *few])
    assert (lie.manifest["merges"], len(lie.results["units"])) == ([], 5)
    assert said_of(lie) == "Sound is too small to be shown by itself."


def test_a_ballot_in_which_all_agree_is_shown_as_one_place() -> None:
    one_mind = evidence_of(a_form(), {"Harbour": ("North", 40)}, [(1, {1: (1,)})] * 12)
    assert verify.verify(one_mind.packed()).counted == 12


# --- one lie each


Lie = Callable[[Evidence], object]


def place_of(made: Evidence, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(unit for unit in made.results["units"] if unit["name"] == name)
    return found


def take_from(unit: dict[str, Any], vote: list[str]) -> None:
    """One paper less in the figures of a unit."""
    unit["papers"] -= 1
    for place, cell in enumerate(vote[2:]):
        for text in cell.split("; ") if place == 1 else [cell]:
            unit["votes"][place][int(text[0]) - 1] -= 1


def no_hash(made: Evidence) -> None:
    made.manifest["form_hash"] = "00" * 32


def a_digest_of_nothing(made: Evidence) -> None:
    made.rejected[2][0] = "ff" * 32


def the_same_rejected_twice(made: Evidence) -> None:
    made.rejected[2] = made.rejected[1]


def digests_changed_about(made: Evidence) -> None:
    made.digests = [sha256(paper).hexdigest() for paper in reversed(made.sealed)]


def a_paper_twice(made: Evidence) -> None:
    made.sealed[-1] = made.sealed[-2]


def a_short_paper(made: Evidence) -> None:
    made.sealed = sorted([*made.sealed[1:], b"short"], key=lambda paper: sha256(paper).digest())
    digests = [sha256(paper).hexdigest() for paper in made.sealed]
    made.rejected[1:] = [[digest, "not sealed for this ballot"] for digest in digests[:2]]


def a_vote_of_a_place_nobody_knows(made: Evidence) -> None:
    """A voter of Quay is moved to a place that is in no table."""
    moved = next(line for line in made.votes if line[0] == "Quay")
    made.votes.remove(moved)
    made.votes.append(["Somewhere", *moved[1:]])
    take_from(place_of(made, "Quay"), moved)
    made.retell()


def a_vote_too_few(made: Evidence) -> None:
    """One vote of Ridge is in no table of votes, and turnout and totals are as they were."""
    gone = made.votes.pop()
    take_from(place_of(made, "Ridge"), gone)
    made.retell()
    tell_questions(made)


def tell_questions(made: Evidence) -> None:
    """The questions as the units now give them; rounds as verify.py would work them out."""
    for place, result in enumerate(made.results["questions"]):
        tallies = [unit["votes"][place] for unit in made.results["units"]]
        counts = [sum(column) for column in zip(*tallies, strict=True)]
        parts = [verify.per_cent(n, made.results["counted"]) for n in counts]
        for option, votes, share in zip(
            result["options"], counts, parts if place == 1 else verify.shares(counts), strict=True
        ):
            option |= {"votes": votes, "share": share}
        question = FORM["questions"][place]
        result["leading"] = verify.ahead(question, counts)
        if place == 2:
            answers = [verify.answer_in(line[4], question) for line in made.votes[1:]]
            rankings = Counter(answer for answer in answers if answer != (4,))
            result["leading"] = sorted(verify.elected(rankings, (1, 2, 3), {}))
            result["rounds"] = verify.rounds_of(rankings, [1, 2, 3])
    made.results["thresholds"] = verify.thresholds_of(FORM, made.results)


def written_as(column: int, before: str, after: str) -> Lie:
    """One answer is written in another way."""

    def lie(made: Evidence) -> None:
        line = next(line for line in made.votes if line[column] == before)
        line[column] = after
        made.votes[1:] = sorted(made.votes[1:])

    return lie


def an_empty_answer(made: Evidence) -> None:
    """A paper of Quay says nothing to the first question, and is counted for nothing."""
    line = next(line for line in made.votes if line[0] == "Quay" and line[2] == "1: Accept")
    line[2] = ""
    made.votes[1:] = sorted(made.votes[1:])
    place_of(made, "Quay")["votes"][0][0] -= 1
    made.retell()
    tell_questions(made)


def two_answers(made: Evidence) -> None:
    """A paper of Quay accepts and rejects."""
    line = next(line for line in made.votes if line[0] == "Quay" and line[2] == "1: Accept")
    line[2] = "1: Accept; 2: Reject"
    made.votes[1:] = sorted(made.votes[1:])
    place_of(made, "Quay")["votes"][0][1] += 1
    made.retell()
    tell_questions(made)


def three_ticks(made: Evidence) -> None:
    line = next(line for line in made.votes if line[0] == "Quay" and line[3] == "1: Pay; 3: Leave")
    line[3] = "1: Pay; 2: Hours; 3: Leave"
    made.votes[1:] = sorted(made.votes[1:])
    place_of(made, "Quay")["votes"][1][1] += 1
    made.retell()
    tell_questions(made)


def a_tick_and_an_abstention(made: Evidence) -> None:
    line = next(line for line in made.votes if line[0] == "Quay" and line[3] == "2: Hours")
    line[3] = "2: Hours; 4: Abstain"
    made.votes[1:] = sorted(made.votes[1:])
    place_of(made, "Quay")["votes"][1][3] += 1
    made.retell()
    tell_questions(made)


def a_place_left_out(made: Evidence) -> None:
    """Sound stands in no table, and its votes are told as Moor's."""
    made.manifest["merges"][0]["units"].remove("Sound")
    place_of(made, "Branches counted together").update(electorate=40, region="East")
    made.retell()
    tell_questions(made)


def a_larger_roll(made: Evidence) -> None:
    made.manifest["eligible"] += 1
    made.results |= {"eligible": 221, "turnout": verify.per_cent(78, 221)}
    made.results["thresholds"] = verify.thresholds_of(FORM, made.results)


def more_votes_than_members(made: Evidence) -> None:
    """Quay has fewer members than votes, and Ridge the more."""
    for unit in (*made.manifest["units"], *made.results["units"]):
        unit["electorate"] += {"Quay": -21, "Ridge": 21}.get(unit["name"], 0)
    made.manifest["addenda"] = []


def another_electorate(made: Evidence) -> None:
    """Only in the tables of results, where Quay and Ridge make up for each other."""
    place_of(made, "Quay")["electorate"] += 1
    place_of(made, "Ridge")["electorate"] -= 1


def another_region(made: Evidence) -> None:
    place_of(made, "Harbour")["region"] = "East"
    made.retell()


def another_region_of_several(made: Evidence) -> None:
    place_of(made, "Branches counted together")["region"] = "East"


def other_votes_in_a_place(made: Evidence) -> None:
    """Quay and Ridge change one vote about."""
    for name, change in (("Quay", 1), ("Ridge", -1)):
        votes = place_of(made, name)["votes"][0]
        votes[0], votes[1] = votes[0] + change, votes[1] - change
    made.retell()


def other_papers_in_a_place(made: Evidence) -> None:
    place_of(made, "Quay")["papers"] += 1
    place_of(made, "Ridge")["papers"] -= 1


def other_papers_in_a_region(made: Evidence) -> None:
    made.results["regions"][0]["papers"] += 1


def turnout_alone_of_a_large_ballot(made: Evidence) -> None:
    empty: dict[str, Any] = {name: [] for name in ("units", "regions", "questions", "merges")}
    made.results |= empty | {"turnout_only": True}
    made.manifest["merges"] = []
    made.votes[1:] = []
    made.results["thresholds"] = verify.thresholds_of(FORM, made.results)


def more_counted_than_there_are(made: Evidence) -> None:
    """One vote more is said to be counted: turnout, shares and thresholds follow."""
    made.results |= {"counted": 79}
    tell_questions(made)


def told(**changes: object) -> Lie:
    """Results that say something else, with what follows from it."""

    def lie(made: Evidence) -> None:
        made.results |= changes
        made.results["thresholds"] = verify.thresholds_of(FORM, made.results)

    return lie


def returned(**changes: int) -> Lie:
    return lambda made: made.results["returns"][0].update(changes)


def spoilt_and_counted(made: Evidence) -> None:
    """More was counted than members were marked, and less of another method makes up for it."""
    other = {"unit": "Quay", "method": "paper", "marked": 2, "counted": 0, "spoilt": 0}
    made.results["returns"].append(other)
    made.results["returns"][0] |= {"marked": 3, "spoilt": 1}


def less_than_nothing_counted(made: Evidence) -> None:
    other = {"unit": "Quay", "method": "paper", "marked": 1, "counted": -1, "spoilt": 0}
    made.results["returns"].append(other)
    made.results["returns"][0] |= {"marked": 4, "counted": 4, "spoilt": 0}


def named(name: str) -> Lie:
    """manifest.json has another value."""
    return lambda made: made.manifest.update({name: made.manifest[name] + 1})


def on_the_board(**changes: object) -> Lie:
    return lambda made: made.board.update(changes)


def in_addendum(place: int, **changes: object) -> Lie:
    return lambda made: made.manifest["addenda"][place].update(changes)


def in_corrected(place: int, unit: int, **changes: object) -> Lie:
    return lambda made: made.manifest["addenda"][place]["units"][unit].update(changes)


def in_extension(place: int, **changes: str) -> Lie:
    return lambda made: made.manifest["extensions"][place].update(changes)


def moved_by_fifteen_days(made: Evidence) -> None:
    made.manifest["extensions"][1]["closes_after"] = "2022-04-06T12:00:00+00:00"


EXTENSIONS, ADDENDA = "The extensions do not move the close on", "The addenda do not go on"
CORRECTIONS = "Harbour: the corrections do not add up"
ANSWER, PLACE = "an answer that does not fit", "of no known unit, or without a tracker"
DIGESTS, REJECTED = "The sealed papers do not fit their digests", "rejected.csv does not list"
ORDER = "The sealed papers are not in the order of digests, each once"


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (no_hash, "The form does not fit its hash"),
        (
            lambda made: made.manifest.update(format="tenpoint evidence bundle 2"),
            "of a kind this program knows",
        ),
        (lambda made: made.rejected.__setitem__(0, ["digest", "why"]), REJECTED),
        (a_digest_of_nothing, REJECTED),
        (the_same_rejected_twice, REJECTED),
        (lambda made: made.rejected.__setitem__(slice(1, 3), made.rejected[2:0:-1]), REJECTED),
        (lambda made: made.sealed.reverse(), ORDER),
        (a_paper_twice, ORDER),
        (digests_changed_about, DIGESTS),
        (a_short_paper, "The sealed papers differ in length"),
        (on_the_board(ballot=2), "The board is not that of these papers"),
        (on_the_board(papers=76), "The board is not that of these papers"),
        (on_the_board(digests=[]), "The board is not that of these papers"),
        (on_the_board(root="00" * 32), "The board is not that of these papers"),
        (on_the_board(signature="AAAA"), "The signature on the board is wrong"),
        (lambda made: made.votes.__setitem__(slice(1, 3), made.votes[2:0:-1]), "votes.csv is not sorted"),
        (lambda made: made.votes[0].__setitem__(2, "question one"), "the columns of this ballot"),
        (lambda made: made.votes[1].__setitem__(1, "00000-0000"), PLACE),
        (a_vote_of_a_place_nobody_knows, PLACE),
        (written_as(2, "1: Accept", "1: Reject"), ANSWER),
        (written_as(3, "1: Pay; 3: Leave", "3: Leave; 1: Pay"), ANSWER),
        (written_as(3, "2: Hours", "2: Hours; 2: Hours"), ANSWER),
        (written_as(4, "1: Pay > 2: Hours", "1: Pay > 2: Hours > 1: Pay"), ANSWER),
        (an_empty_answer, ANSWER),
        (two_answers, ANSWER),
        (three_ticks, ANSWER),
        (a_tick_and_an_abstention, ANSWER),
        (a_vote_too_few, "votes.csv has another number of votes"),
        (a_place_left_out, "The units shown are not the units of the roll"),
        (a_larger_roll, "The roll does not add up"),
        (more_votes_than_members, "Quay has another electorate"),
        (another_electorate, "Quay has another electorate"),
        (another_region, "Harbour is in another region"),
        (another_region_of_several, "Branches counted together is in another region"),
        (other_votes_in_a_place, "Quay: votes.csv gives other figures"),
        (other_papers_in_a_place, "Quay: votes.csv gives other figures"),
        (other_papers_in_a_region, "The regions are not what their branches give"),
        (lambda made: made.results["regions"].pop(), "The regions are not what their branches give"),
        (turnout_alone_of_a_large_ballot, "“turnout_only” in results.json"),
        (more_counted_than_there_are, "“counted” in results.json"),
        (told(eligible=221), "“eligible” in results.json"),
        (told(papers=78), "“papers” in results.json"),
        (told(rejected=1), "“rejected” in results.json"),
        (told(marked=81), "“marked” in results.json"),
        (told(reachable=219), "“reachable” in results.json"),
        (told(turnout="99.9"), "“turnout” in results.json"),
        (lambda made: made.manifest.update(merges=[]), "“merges” in results.json"),
        (lambda made: made.results["thresholds"].pop(), "The thresholds do not follow"),
        (lambda made: made.results["questions"][2]["rounds"].pop(), "Question 3: the results"),
        (lambda made: made.manifest.update(returns=""), "names no returns, or too many"),
        (returned(spoilt=-1), "A return does not fit the marks"),
        (spoilt_and_counted, "A return does not fit the marks"),
        (less_than_nothing_counted, "A return does not fit the marks"),
        (lambda made: made.manifest.update(certificate=True), "The certificate is not where it should be"),
        (in_extension(0, closes_before="2022-03-22T11:00:00+00:00"), EXTENSIONS),
        (in_extension(1, closes_before="2022-03-24T13:00:00+00:00"), EXTENSIONS),
        (in_extension(1, decided_at="2022-03-24T12:00:00+00:00"), EXTENSIONS),
        (in_extension(1, closes_after="2022-03-24T12:00:00+00:00"), EXTENSIONS),
        (lambda made: made.manifest["extensions"].reverse(), EXTENSIONS),
        (moved_by_fifteen_days, "The close was moved by more than 14 days"),
        (in_addendum(0, number=2), ADDENDA),
        (in_addendum(2, day="2022-03-16"), ADDENDA),
        (in_addendum(0, root="00" * 32), ADDENDA),
        (in_addendum(1, root="33" * 32), ADDENDA),
        (in_addendum(2, root="11" * 32), ADDENDA),
        (in_corrected(2, 0, added=2), CORRECTIONS),
        (in_corrected(0, 0, added=59), CORRECTIONS),
        (in_corrected(0, 0, electorate=58), CORRECTIONS),
        (in_corrected(2, 0, electorate=61, added=2), "do not come to the electorates"),
        (in_corrected(1, 0, name="Somewhere"), "do not come to the electorates"),
    ],
)
def test_a_lie_is_found_by_the_check_for_it(lie: Lie, said: str) -> None:
    made = sound()
    before = made.packed()
    lie(made)
    assert made.packed() != before
    assert said in said_of(made)


def test_fewer_added_than_nobody_is_found() -> None:
    """One is taken from Harbour in the first addendum and comes back in the second."""
    made = sound()
    made.manifest["addenda"] = [
        an_addendum(1, "2022-03-16", "11" * 32, Harbour=(-1, 0, 0, 59), Quay=(2, 0, 0, 40)),
        an_addendum(2, "2022-03-17", "22" * 32, Harbour=(1, 0, 0, 60)),
    ]
    assert said_of(made).startswith(CORRECTIONS)


def test_the_key_that_the_bundle_names_is_the_one_given() -> None:
    made, key = sound(), public_signing_key()
    made.manifest["signing_key"] = "A" * 43 + "="
    with pytest.raises(Refused, match="signed with another key"):
        verify.verify(made.packed(), signing_key=key)
    assert verify.verify(sound().packed(), signing_key=key).counted == 78


def test_everybody_may_abstain_or_tick_everything() -> None:
    form = a_form(question(1, "single", "Pay", "Hours"), question(2, "approval", "Pay", "Hours", "Leave"))
    made = evidence_of(form, {"Harbour": ("North", 40)}, [(1, {1: (3,), 2: (1, 2, 3)})] * 12)
    assert verify.verify(made.packed()).counted == 12
    assert [result["leading"] for result in made.results["questions"]] == [[], [1, 2, 3]]


# --- turnout alone


def few(returns: list[Returned], *, votes: int = 9, electorate: int = 40) -> Evidence:
    places = {"Harbour": ("North", electorate)}
    return evidence_of(a_form(), places, [(1, {1: (1,)})] * votes, returns=returns)


def test_a_small_ballot_tells_its_turnout_alone() -> None:
    made = few([])
    assert verify.verify(made.packed()).turnout_only
    merges = [{"into": "Harbour", "units": ["Harbour"]}]
    made.results["merges"] = made.manifest["merges"] = merges
    assert said_of(made) == "A ballot with under ten votes publishes its turnout alone."


def test_no_more_are_marked_than_there_are_members() -> None:
    assert verify.verify(few([Returned(1, "paper", 31, 0, 31)]).packed()).counted == 9
    assert said_of(few([Returned(1, "paper", 32, 0, 31)])) == "The roll does not add up."


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


DAYS = st.sampled_from(["", "2022-03-21", "2022-03-22", "2022-03-23"])


@given(DAYS, DAYS)
def test_days_of_a_threshold_are_those_of_the_count(first: str, last: str) -> None:
    line = bar("Half vote", "turnout", 1, 2, valid_from=first, valid_until=last)
    form = a_form(bars=[line])
    [found] = verify.thresholds_of(form, {"questions": [], "counted": 5, "eligible": 10})
    assert found["reached"] == (True if Bar(**line).in_force(date(2022, 3, 22)) else None)
