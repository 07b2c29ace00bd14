"""The count: exact, repeatable, and silent about anybody who could be found in it."""

import csv
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from ballots import errors, publishing
from ballots.approving import approve, propose
from ballots.bundling import board_of, make_bundle
from ballots.casting import cast_paper, make_tracker
from ballots.freezing import database_warning
from ballots.linking import credential_of
from ballots.models import Act, Ballot, BoxPaper, Count, State
from ballots.reporting import tally_up
from ballots.sealing import Paper, digest_of, seal
from ballots.tallying import count_ballot, form_for_count, open_box, roll_for_count
from tests.ballots import scrutineers
from tests.ballots.factories import (
    a_branch,
    bram,
    cast,
    cast_by_many,
    closed,
    counted,
    ines,
    opened,
    published,
    two_people,
    while_open,
)
from tests.once import told_once
from union.audit.models import Entry
from union.members.models import Branch

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@told_once
def ballot(noon: datetime) -> Ballot:
    return opened(a_branch(members=40), noon=noon)


def test_results_of_a_branch(ballot: Ballot) -> None:
    cast_by_many(ballot, 25)
    counted(ballot)
    results = ballot.count.results
    assert {
        name: results[name] for name in ("eligible", "papers", "counted", "rejected", "turnout", "merges")
    } == {
        "eligible": 40,
        "papers": 25,
        "counted": 25,
        "rejected": 0,
        "turnout": "62.5",
        "merges": [],
    }
    assert [(o["label"], o["votes"], o["share"]) for o in results["questions"][0]["options"]] == [
        ("A, RPI plus 2%", 13, "52.0"),
        ("B, a flat £2,000", 12, "48.0"),
        ("Abstain", 0, "0.0"),
    ]
    assert results["questions"][0]["leading"] == [1]
    assert results["units"] == [
        {
            "name": "Branch NW-001",
            "region": "Region NW",
            "electorate": 40,
            "papers": 25,
            "votes": [[13, 12, 0]],
        }
    ]
    assert (ballot.state, ballot.counted_at) == (State.COUNTED, ballot.closes_at)


def test_tie_is_reported_and_not_broken(ballot: Ballot) -> None:
    cast_by_many(ballot, 24)
    counted(ballot)
    question = ballot.count.results["questions"][0]
    assert (question["leading"], [o["units"] for o in question["options"]]) == ([1, 2], [0, 0, 0])


def test_votes_csv_lists_every_tracker_once_and_sorted(ballot: Ballot) -> None:
    trackers = []
    for place, entry in enumerate(ballot.roll.select_related("ballot")[:12]):
        trackers.append(make_tracker())
        cast_paper(
            credential_of(entry), answers={1: (1 + place % 2,)}, tracker=trackers[-1], at=while_open(ballot)
        )
    counted(ballot)
    head, *lines = csv.reader(StringIO(bytes(ballot.count.votes_csv).decode()))
    assert head == ["unit", "tracker", "question 1"]
    assert [line[1] for line in lines] == sorted(trackers)


def test_inclusion_receipts_list_no_trackers(noon: datetime) -> None:
    ballot = opened(a_branch(members=12), noon=noon)
    Ballot.objects.filter(pk=ballot.pk).update(receipt=Ballot.Receipt.INCLUSION)
    ballot.refresh_from_db()
    cast_by_many(ballot, 12)
    counted(ballot)
    assert bytes(ballot.count.votes_csv).decode().splitlines()[:2] == [
        "unit,question 1",
        'Branch NW-001,"1: A, RPI plus 2%"',
    ]


def test_ballot_with_under_ten_votes_publishes_turnout_alone(ballot: Ballot) -> None:
    cast_by_many(ballot, 9)
    counted(ballot)
    results = ballot.count.results
    assert (results["turnout_only"], results["questions"], results["units"]) == (True, [], [])
    assert (results["counted"], bytes(ballot.count.votes_csv)) == (9, b"unit,tracker,question 1\n")


def test_ballot_without_votes_is_counted(ballot: Ballot) -> None:
    counted(ballot)
    assert (ballot.count.papers, ballot.count.results["turnout"]) == (0, "0.0")


def test_malformed_papers_are_rejected_with_their_reason(ballot: Ballot) -> None:
    cast_by_many(ballot, 12)
    closed(ballot)

    def put(sealed: bytes) -> str:
        digest = digest_of(sealed)
        BoxPaper.objects.create(digest=digest, ballot=ballot, sealed=sealed, kept_until="2023-03-22")
        return digest.hex()

    def forged(**changes: object) -> bytes:
        fields = {
            "form_hash": ballot.form_hash,
            "unit": 1,
            "tracker": "0" * 10,
            "answers": {1: (1,)},
            **changes,
        }
        return seal(Paper(**fields), ballot_id=ballot.pk, public_key=bytes(ballot.public_key or b""))  # type: ignore[arg-type]

    expected = {
        put(b"rubbish"): "not sealed for this ballot",
        put(forged(form_hash="11" * 32)): "made for another form",
        put(forged(unit=9)): "of a unit that is not on the roll",
        put(forged(answers={})): "not every question is answered",
        put(forged(answers={1: (9,)})): "an answer that was not offered",
    }
    count = count_ballot(ballot, at=ballot.closes_at)
    assert (count.papers, count.rejected, count.results["counted"]) == (17, 5, 12)
    assert bytes(count.rejected_csv).decode() == "digest,reason\n" + "".join(
        f"{digest},{reason}\n" for digest, reason in sorted(expected.items())
    )


def test_count_before_close_is_refused(ballot: Ballot) -> None:
    with pytest.raises(errors.WrongMoment, match="is counted after it has closed"):
        count_ballot(ballot, at=while_open(ballot))


def test_web_without_the_key_cannot_count(ballot: Ballot) -> None:
    cast_by_many(ballot, 12)
    closed(ballot)
    with override_settings(BALLOT_UNWRAP_KEY=""), pytest.raises(errors.UnwrapKeyMissing):
        count_ballot(ballot, at=ballot.closes_at)
    assert (Count.objects.count(), Ballot.objects.get().state) == (0, State.CLOSED)


class Killed(BaseException):
    """As a worker is stopped: no handler of ours may catch it."""


@pytest.mark.parametrize("after", [1, 7, 15])
def test_count_killed_anywhere_and_run_again_gives_the_same_bytes(ballot: Ballot, after: int) -> None:
    cast_by_many(ballot, 15)
    closed(ballot)
    form, roll = form_for_count(ballot), roll_for_count(ballot)
    undisturbed = tally_up(form, roll, open_box(ballot, form, roll, progress=lambda read: None))

    def kill(read: int) -> None:
        if read == after:
            raise Killed

    with pytest.raises(Killed):
        count_ballot(ballot, at=ballot.closes_at, progress=kill)
    assert (Count.objects.count(), Ballot.objects.get().state) == (0, State.CLOSED)
    count = count_ballot(ballot, at=ballot.closes_at)
    assert bytes(count.votes_csv) == bytes(undisturbed.votes_csv)
    assert count.results == undisturbed.results
    assert count_ballot(ballot, at=ballot.closes_at).pk == count.pk
    once, again = (
        bytes(make_bundle(one, board=board_of(one), certificate=None))
        for one in (ballot, Ballot.objects.get())
    )
    assert once == again


def test_of_two_counts_at_once_the_first_stands(ballot: Ballot) -> None:
    """Two workers read the same box; whoever is done second writes nothing and gets the first one's count."""
    cast_by_many(ballot, 12)
    closed(ballot)
    first: list[Count] = []

    def meanwhile(read: int) -> None:
        if not first:
            first.append(count_ballot(Ballot.objects.get(), at=ballot.closes_at))

    second = count_ballot(ballot, at=ballot.closes_at + timedelta(minutes=1), progress=meanwhile)
    assert (second.pk, Count.objects.count()) == (first[0].pk, 1)
    assert (Ballot.objects.get().state, Ballot.objects.get().counted_at) == (State.COUNTED, ballot.closes_at)
    told = Entry.objects.filter(action="ballot.counted").values_list("subject", "by", "at", "detail")
    assert list(told) == [(ballot.subject, None, ballot.closes_at, {"papers": 12, "rejected": 0})]


def test_small_branches_are_counted_together(noon: datetime, tmp_path: Path) -> None:
    """A national ballot: three branches of a region, of which two cast too few papers to be shown."""
    a_branch(members=40)
    a_branch("NW-002", members=40)
    a_branch("NW-003", members=31)
    Branch.objects.filter(code="NW-002").update(name="Branch NW-001")  # a namesake
    a_branch("NW-004", members=8)  # under the electorate that is counted by itself
    a_branch("NW-005", members=5)
    scrutiny = scrutineers.opened(noon)
    ballot = scrutiny.ballot
    assert list(ballot.units.values_list("name", "electorate")) == [
        ("Branch NW-001", 40),
        ("Branch NW-001 (NW-002)", 40),
        ("Smaller branches, Region NW", 44),
    ]
    for unit, votes in ((1, 30), (2, 4), (3, 12)):
        for place, entry in enumerate(ballot.roll.select_related("ballot").filter(unit__number=unit)[:votes]):
            cast(entry, answer=1 + place % 3)
    closed(ballot)
    results = scrutineers.certified(scrutiny, tmp_path).results
    assert [(u["name"], u["electorate"], u["papers"]) for u in results["units"]] == [
        ("Branch NW-001", 40, 30),
        ("Branches counted together, Region NW", 84, 16),
    ]
    assert results["merges"] == [
        {
            "into": "Branches counted together, Region NW",
            "units": ["Branch NW-001 (NW-002)", "Smaller branches, Region NW"],
        }
    ]


def test_publication_takes_two_people(ballot: Ballot) -> None:
    cast_by_many(ballot, 12)
    counted(ballot)
    assert ballot.branch
    proposal = propose(ballot, Act.PUBLICATION, by=ines(ballot.branch), at=ballot.closes_at)
    assert not publishing.publish_ballot(ballot, at=ballot.closes_at, with_certificate=False)
    with pytest.raises(errors.SamePerson):
        approve(proposal, by=ines(ballot.branch), at=ballot.closes_at)
    approve(proposal, by=bram(ballot.branch), at=ballot.closes_at)
    assert publishing.publish_ballot(ballot, at=ballot.closes_at, with_certificate=False)
    assert (ballot.state, ballot.result_is_out) == (State.PUBLISHED, True)
    assert not publishing.publish_ballot(ballot, at=ballot.closes_at, with_certificate=False)


def test_publication_of_another_count_than_approved_is_refused(ballot: Ballot) -> None:
    cast_by_many(ballot, 12)
    counted(ballot)
    two_people(ballot, Act.PUBLICATION, at=ballot.closes_at)
    Count.objects.update(results={"questions": "forged"})
    assert not publishing.publish_ballot(Ballot.objects.get(), at=ballot.closes_at)
    assert ballot.approvals.get(act=Act.PUBLICATION).refusal == errors.ProposalStale.sentence


def test_voter_finds_the_tracker_however_it_is_typed(ballot: Ballot) -> None:
    cast_by_many(ballot, 11)
    entry = ballot.roll.select_related("ballot").filter(has_voted=False).earliest("pk")
    receipt = cast_paper(credential_of(entry), answers={1: (3,)}, tracker="01ABCDEFGH", at=while_open(ballot))
    with pytest.raises(errors.WrongMoment):
        publishing.find_vote(ballot, tracker=receipt.tracker)
    published(ballot)
    for typed in ("01ABCDEFGH", "oi-abcd efgh", " 0labcdefgh "):
        assert publishing.find_vote(ballot, tracker=typed) == publishing.CountedVote(
            "Branch NW-001", "01ABCDEFGH", {1: ["Abstain"]}
        )
    assert publishing.find_vote(ballot, tracker="0000000000") is None
    assert publishing.is_on_board(ballot, digest=receipt.digest)
    assert not publishing.is_on_board(ballot, digest="00" * 32)
    assert not publishing.is_on_board(ballot, digest="no digest")


def test_demo_database_says_that_it_is_one() -> None:
    assert bool(database_warning()) == (connection.vendor == "sqlite")
