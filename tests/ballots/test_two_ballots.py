"""Two ballots at one time: whatever becomes of Harbour's, Moor's goes its own way."""

from datetime import datetime, timedelta

import pytest

from ballots import marking, returning
from ballots.approving import pending, propose
from ballots.closing import close_ballot
from ballots.models import Act, Ballot, BoxPaper, Count, Method, StagedPaper, State
from ballots.piles import Pile
from ballots.publishing import publish_ballot
from ballots.shredding import expire
from ballots.tallying import count_ballot
from ballots.voiding import void_ballot
from tests.ballots.factories import (
    a_branch,
    bram,
    cast,
    cast_by_many,
    closed,
    ines,
    opened,
    two_people,
    while_open,
)
from tests.ballots.test_changing_course import both
from tests.once import told_once
from union.expiring import Expired

pytestmark = pytest.mark.django_db
A, B = (1,), (2,)


@told_once
def ballots(noon: datetime) -> tuple[Ballot, Ballot]:
    """Harbour's and Moor's, both open: 12 and 11 have voted by link, and one of each was given a paper."""
    harbour = opened(a_branch("NW-001", members=20), noon=noon, slug="harbour")
    moor = opened(a_branch("NW-002", members=30), noon=noon, slug="moor")
    cast_by_many(harbour, 12)
    for entry in moor.roll.select_related("ballot").order_by("pk")[:11]:
        cast(entry, answer=2)
    for ballot, number in ((harbour, "NW-001-00020"), (moor, "NW-002-00030")):
        assert ballot.branch
        marking.mark(
            ballot, number=number, method=Method.PAPER, by=ines(ballot.branch), at=while_open(ballot)
        )
    return harbour, moor


def key(ballot: Ballot, answer: tuple[int, ...]) -> None:
    """Ines and Bram find one paper with this answer."""
    branch, unit = ballot.branch, ballot.units.get()
    assert branch
    for by in (ines(branch), bram(branch)):
        returning.key_return(
            ballot, unit=unit, method=Method.PAPER, piles=[Pile({1: answer}, 1)], spoilt=0, by=by,
            at=ballot.closes_at,
        )  # fmt: skip


def votes(ballot: Ballot) -> list[int]:
    results = Ballot.objects.get(pk=ballot.pk).count.results
    return [option["votes"] for option in results["questions"][0]["options"]]


def stands(ballot: Ballot) -> tuple[str, int, int, int, bool]:
    """State; lines of the roll; papers that wait, and in the box; whether the key is there."""
    found = Ballot.objects.get(pk=ballot.pk)
    staged, box = (kept.objects.filter(ballot=ballot).count() for kept in (StagedPaper, BoxPaper))
    return found.state, found.roll.count(), staged, box, found.wrapped_private_key is not None


def piles(ballot: Ballot) -> list[int]:
    """How many piles the two returns of a ballot still tell of, and what was agreed on."""
    return [len(line.piles) for kept in (ballot.keyed_returns, ballot.returns) for line in kept.all()]


def test_each_is_counted_and_published_for_itself(ballots: tuple[Ballot, Ballot]) -> None:
    harbour, moor = ballots
    closed(harbour)
    assert (stands(harbour), stands(moor)) == (
        (State.CLOSED, 20, 0, 12, True),
        (State.OPEN, 30, 11, 0, True),
    )
    closed(moor)
    key(harbour, A)
    key(moor, B)
    commits = [returning.digest_of_returns(ballot) for ballot in (harbour, moor)]
    assert len({*commits}) == 2
    count_ballot(harbour, at=harbour.closes_at)
    assert [returning.digest_of_returns(ballot) for ballot in (harbour, moor)] == commits
    # What Moor's officers agreed on waits for Moor's count.
    assert (piles(harbour), piles(moor)) == ([0, 0, 0], [1, 1, 1])
    assert (stands(harbour)[0], stands(moor)[0], Count.objects.count()) == (State.COUNTED, State.CLOSED, 1)
    count_ballot(moor, at=moor.closes_at + timedelta(hours=1))
    assert (votes(harbour), votes(moor)) == ([7, 6, 0], [0, 12, 0])
    assert [one.count.papers for one in Ballot.objects.order_by("pk")] == [12, 11]
    harbour.refresh_from_db()
    two_people(harbour, Act.PUBLICATION, at=harbour.closes_at)
    assert publish_ballot(harbour, at=harbour.closes_at, with_certificate=False)
    assert (stands(harbour)[0], stands(moor)[0]) == (State.PUBLISHED, State.COUNTED)
    assert [one.published_at for one in Ballot.objects.order_by("pk")] == [harbour.closes_at, None]


def test_a_ballot_that_becomes_void_takes_nothing_from_the_other(ballots: tuple[Ballot, Ballot]) -> None:
    harbour, moor = ballots
    closed(moor)
    key(moor, B)
    count_ballot(moor, at=moor.closes_at)
    moor.refresh_from_db()
    assert moor.branch
    propose(moor, Act.PUBLICATION, by=ines(moor.branch), at=moor.closes_at)
    both(harbour, Act.VOID, at=while_open(harbour))
    assert void_ballot(harbour, at=while_open(harbour))
    assert (stands(harbour), stands(moor)) == (
        (State.VOID, 20, 0, 12, False),
        (State.COUNTED, 30, 0, 11, True),
    )
    assert (votes(moor), Ballot.objects.get(pk=moor.pk).void_reason) == ([0, 12, 0], "")
    asked = pending(moor, Act.PUBLICATION)
    assert asked is not None
    assert (asked.approver, asked.done_at) == (None, None)


def test_what_waits_for_a_second_person_in_the_other_still_waits(ballots: tuple[Ballot, Ballot]) -> None:
    harbour, moor = ballots
    assert moor.branch
    at = while_open(moor)
    propose(moor, Act.PAUSE, by=ines(moor.branch), at=at, reason="The post was late.")
    assert not close_ballot(moor, at=at)
    both(harbour, Act.EARLY_CLOSE, at=at)
    assert not close_ballot(moor, at=at)
    assert close_ballot(harbour, at=at)
    assert (stands(harbour)[0], stands(moor)[0]) == (State.CLOSED, State.OPEN)
    asked = pending(moor, Act.PAUSE)
    assert asked is not None
    assert (asked.done_at, asked.refusal) == (None, "")


def test_what_goes_with_the_years_goes_of_one_alone(ballots: tuple[Ballot, Ballot]) -> None:
    """Harbour's result is out; Moor's was counted too, and nobody has published it."""
    harbour, moor = ballots
    for ballot, answer in ((harbour, A), (moor, B)):
        closed(ballot)
        key(ballot, answer)
        count_ballot(ballot, at=ballot.closes_at)
        ballot.refresh_from_db()
    two_people(harbour, Act.PUBLICATION, at=harbour.closes_at)
    assert publish_ballot(harbour, at=harbour.closes_at, with_certificate=False)
    at = harbour.closes_at + timedelta(days=365)
    assert expire(at=at, dry_run=False) == [
        Expired("lines of ballot rolls", "6 months after the result", 20),
        Expired("sealed papers of ballots", "12 months after the close", 12),
    ]
    assert (stands(harbour), stands(moor)) == (
        (State.SHREDDED, 0, 0, 0, False),
        (State.COUNTED, 30, 0, 11, True),
    )


def test_the_papers_of_a_result_that_is_younger_stay_and_its_key(ballots: tuple[Ballot, Ballot]) -> None:
    """Both results are out; Moor's voting was extended by a month."""
    harbour, moor = ballots
    for ballot, answer in ((harbour, A), (moor, B)):
        closed(ballot)
        key(ballot, answer)
        count_ballot(ballot, at=ballot.closes_at)
        ballot.refresh_from_db()
        two_people(ballot, Act.PUBLICATION, at=ballot.closes_at)
        assert publish_ballot(ballot, at=ballot.closes_at, with_certificate=False)
    month_later = moor.closes_at + timedelta(days=30)
    Ballot.objects.filter(pk=moor.pk).update(closed_at=month_later)
    expire(at=harbour.closes_at + timedelta(days=365), dry_run=False)
    assert (stands(harbour), stands(moor)) == (
        (State.SHREDDED, 0, 0, 0, False),
        (State.PUBLISHED, 0, 0, 11, True),
    )
