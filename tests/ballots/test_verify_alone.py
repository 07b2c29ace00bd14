"""Each check of verify.py by itself: a bundle that its operator made sound in all but one thing."""

import json

import pytest

from ballots import verify
from ballots.receipts import public_signing_key
from ballots.verify import Refused
from tests.ballots import lies
from tests.ballots.lies import Lie, an_addendum, said_of, sound


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


EXTENSIONS, ADDENDA = "The extensions do not move the close on", "The addenda do not go on"
CORRECTIONS = "Harbour: the corrections do not add up"
ANSWER, PLACE = "an answer that does not fit", "of no known unit, or without a tracker"
DIGESTS, REJECTED = "The sealed papers do not fit their digests", "rejected.csv does not list"
ORDER = "The sealed papers are not in the order of digests, each once"


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (lies.no_hash, "The form does not fit its hash"),
        (
            lambda made: made.manifest.update(format="tenpoint evidence bundle 2"),
            "of a kind this program knows",
        ),
        (lambda made: made.rejected.__setitem__(0, ["digest", "why"]), REJECTED),
        (lies.a_digest_of_nothing, REJECTED),
        (lies.the_same_rejected_twice, REJECTED),
        (lambda made: made.rejected.__setitem__(slice(1, 3), made.rejected[2:0:-1]), REJECTED),
        (lambda made: made.sealed.reverse(), ORDER),
        (lies.a_paper_twice, ORDER),
        (lies.digests_changed_about, DIGESTS),
        (lies.a_short_paper, "The sealed papers differ in length"),
        (lies.on_the_board(ballot=2), "The board is not that of these papers"),
        (lies.on_the_board(papers=76), "The board is not that of these papers"),
        (lies.on_the_board(digests=[]), "The board is not that of these papers"),
        (lies.on_the_board(root="00" * 32), "The board is not that of these papers"),
        (lies.on_the_board(signature="AAAA"), "The signature on the board is wrong"),
        (lambda made: made.votes.__setitem__(slice(1, 3), made.votes[2:0:-1]), "votes.csv is not sorted"),
        (lambda made: made.votes[0].__setitem__(2, "question one"), "the columns of this ballot"),
        (lambda made: made.votes[1].__setitem__(1, "00000-0000"), PLACE),
        (lies.a_vote_of_a_place_nobody_knows, PLACE),
        (lies.written_as(2, "1: Accept", "1: Reject"), ANSWER),
        (lies.written_as(3, "1: Pay; 3: Leave", "3: Leave; 1: Pay"), ANSWER),
        (lies.written_as(3, "2: Hours", "2: Hours; 2: Hours"), ANSWER),
        (lies.written_as(4, "1: Pay > 2: Hours", "1: Pay > 2: Hours > 1: Pay"), ANSWER),
        (lies.an_empty_answer, ANSWER),
        (lies.two_answers, ANSWER),
        (lies.three_ticks, ANSWER),
        (lies.a_tick_and_an_abstention, ANSWER),
        (lies.a_vote_too_few, "votes.csv has another number of votes"),
        (lies.a_place_left_out, "The units shown are not the units of the roll"),
        (lies.a_larger_roll, "The roll does not add up"),
        (lies.more_votes_than_members, "Quay has another electorate"),
        (lies.another_electorate, "Quay has another electorate"),
        (lies.another_region, "Harbour is in another region"),
        (lies.another_region_of_several, "Branches counted together is in another region"),
        (lies.other_votes_in_a_place, "Quay: votes.csv gives other figures"),
        (lies.other_papers_in_a_place, "Quay: votes.csv gives other figures"),
        (lies.other_papers_in_a_region, "The regions are not what their branches give"),
        (lambda made: made.results["regions"].pop(), "The regions are not what their branches give"),
        (lies.turnout_alone_of_a_large_ballot, "“turnout_only” in results.json"),
        (lies.more_counted_than_there_are, "“counted” in results.json"),
        (lies.told(eligible=221), "“eligible” in results.json"),
        (lies.told(papers=78), "“papers” in results.json"),
        (lies.told(rejected=1), "“rejected” in results.json"),
        (lies.told(marked=81), "“marked” in results.json"),
        (lies.told(reachable=219), "“reachable” in results.json"),
        (lies.told(turnout="99.9"), "“turnout” in results.json"),
        (lambda made: made.manifest.update(merges=[]), "“merges” in results.json"),
        (lambda made: made.results["thresholds"].pop(), "The thresholds do not follow"),
        (lambda made: made.results["questions"][2]["rounds"].pop(), "Question 3: the results"),
        (lambda made: made.manifest.update(returns=""), "names no returns, or too many"),
        (lies.returned(spoilt=-1), "A return does not fit the marks"),
        (lies.spoilt_and_counted, "A return does not fit the marks"),
        (lies.less_than_nothing_counted, "A return does not fit the marks"),
        (lambda made: made.manifest.update(certificate=True), "The certificate is not where it should be"),
        (lies.in_extension(0, closes_before="2022-03-22T11:00:00+00:00"), EXTENSIONS),
        (lies.in_extension(1, closes_before="2022-03-24T13:00:00+00:00"), EXTENSIONS),
        (lies.in_extension(1, decided_at="2022-03-24T12:00:00+00:00"), EXTENSIONS),
        (lies.in_extension(1, closes_after="2022-03-24T12:00:00+00:00"), EXTENSIONS),
        (lambda made: made.manifest["extensions"].reverse(), EXTENSIONS),
        (lies.moved_by_fifteen_days, "The close was moved by more than 14 days"),
        (lies.in_addendum(0, number=2), ADDENDA),
        (lies.in_addendum(2, day="2022-03-16"), ADDENDA),
        (lies.in_addendum(0, root="00" * 32), ADDENDA),
        (lies.in_addendum(1, root="33" * 32), ADDENDA),
        (lies.in_addendum(2, root="11" * 32), ADDENDA),
        (lies.in_corrected(2, 0, added=2), CORRECTIONS),
        (lies.in_corrected(0, 0, added=59), CORRECTIONS),
        (lies.in_corrected(0, 0, electorate=58), CORRECTIONS),
        (lies.in_corrected(2, 0, electorate=61, added=2), "do not come to the electorates"),
        (lies.in_corrected(1, 0, name="Somewhere"), "do not come to the electorates"),
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
