"""A bundle that is sound, and what an operator could make of it: sound in all but one thing."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from typing import Any

import pytest

from ballots import verify
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
    made = evidence_of(deepcopy(FORM), PLACES, papers, rejected=2, returns=[Returned(1, "paper", 5, 3, 1)])
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


def an_empty_paper(made: Evidence) -> None:
    """Nothing was sealed, and it lies in front of all others."""
    made.sealed = [b"", *(paper for paper in made.sealed if sha256(paper).digest() > sha256(b"").digest())]
    made.rejected[1:] = [[sha256(b"").hexdigest(), "not sealed for this ballot"]]


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


def a_branch_twice(made: Evidence) -> None:
    """Forty members more on the roll, in a branch that is there already: the turnout is lower."""
    made.manifest["units"].append(dict(made.manifest["units"][2], number=6))
    made.manifest["eligible"] += 40
    made.results |= {"eligible": 260, "turnout": verify.per_cent(78, 260)}
    made.results["thresholds"] = verify.thresholds_of(FORM, made.results)


def an_electorate_below_nothing(made: Evidence) -> None:
    """Moor lends Sound what it does not have; together they are as many as before."""
    for unit in made.manifest["units"]:
        unit["electorate"] += {"Moor": 41, "Sound": -41}.get(unit["name"], 0)


def in_form(part: str, place: int, **changes: object) -> Lie:
    """The form says something else, of course with the hash of it."""
    return lambda made: made.manifest["form"][part][place].update(changes)


def kept_by(**changes: object) -> Lie:
    """Scrutineers are said to have kept the key; without changes, nobody is named."""

    def lie(made: Evidence) -> None:
        key = {"public_key": "", "k": 2, "n": 3, "signing_keys": []} | changes if changes else None
        made.manifest["form"] |= {"custody": "scrutineers", "kept_by": key}

    return lie


def put_together(into: str, *units: str) -> Lie:
    def lie(made: Evidence) -> None:
        made.manifest["merges"].append({"into": into, "units": list(units)})
        made.results["merges"] = made.manifest["merges"]

    return lie


def branches_changed_about(made: Evidence) -> None:
    """What Quay voted is told as Ridge's, and the other way about, as if each were put together from one."""
    put_together("Quay", "Ridge")(made)
    put_together("Ridge", "Quay")(made)


def another_name(made: Evidence) -> None:
    """Quay goes by a name that is on no roll, as if it were put together from itself."""
    put_together("Newtown", "Quay")(made)
    place_of(made, "Quay")["name"] = "Newtown"
    for line in made.votes:
        line[0] = line[0].replace("Quay", "Newtown")
    made.votes[1:] = sorted(made.votes[1:])


def the_same_return_twice(made: Evidence) -> None:
    """One return of five marks in two lines."""
    made.results["returns"][0] |= {"marked": 3, "counted": 2, "spoilt": 0}
    made.results["returns"].append(
        {"unit": "Harbour", "method": "paper", "marked": 2, "counted": 1, "spoilt": 1}
    )


def a_return_of_more_than_voted(made: Evidence) -> None:
    """Twenty papers lay in Quay's box of twenty votes, and one was put to them."""
    gone = made.sealed[18:]
    made.sealed = [paper for paper in made.sealed if paper not in gone]
    made.rejected[1:] = [
        [sha256(paper).hexdigest(), "not sealed for this ballot"] for paper in made.sealed[:2]
    ]
    hand = len(gone) + 3
    made.results["returns"] = [
        {"unit": "Quay", "method": "paper", "marked": hand, "counted": hand, "spoilt": 0}
    ]
    made.results |= {"papers": 18, "marked": 18 + hand}


def more_marked_than_on_the_roll(made: Evidence) -> None:
    """Forty-five members of a branch of forty took part; in all, there are enough."""
    other = {"unit": "Ridge", "method": "paper", "marked": 25, "counted": 0, "spoilt": 0}
    made.results["returns"].append(other)
    made.results["marked"] += 25


def missing(*units: str) -> Lie:
    """A ballot by returns to which these branches sent none."""

    def lie(made: Evidence) -> None:
        made.manifest["form"]["by_returns"] = True
        made.results["missing"] = list(units)

    return lie


def more_to_be_reached(many: int) -> Lie:
    def lie(made: Evidence) -> None:
        made.manifest["reachable"] = made.results["reachable"] = many

    return lie
