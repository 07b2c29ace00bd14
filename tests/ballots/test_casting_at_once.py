"""Many people, one moment: one link gives one paper, and the close counts whatever was accepted."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from ballots.casting import cast_paper, make_tracker
from ballots.closing import close_ballot
from ballots.errors import AlreadyVoted, BallotClosed, BallotError
from ballots.linking import Credential, credential_of
from ballots.locking import hold_for_casting, hold_for_closing
from ballots.models import Ballot, BoxPaper, RollEntry, StagedPaper
from ballots.tallying import count_ballot
from tests.ballots.factories import a_branch, opened, while_open
from tests.trials import length
from tests.waiting import wait_until_somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
AT_ONCE = 50


def all_at_once(works: Iterable[Callable[[], str]], *, workers: int) -> Counter[str]:
    """What became of each piece of work; the threads start together and give their connection back."""
    start = Barrier(workers)

    def run(part: list[Callable[[], str]]) -> list[str]:
        try:
            start.wait()
            return [work() for work in part]
        finally:
            connections.close_all()

    pile = list(works)
    with ThreadPoolExecutor(workers) as pool:
        parts = [pile[place::workers] for place in range(workers)]
        return Counter(result for results in pool.map(run, parts) for result in results)


def voting(credential: Credential, *, at: datetime | None) -> Callable[[], str]:
    def vote() -> str:
        try:
            return (
                "accepted " + cast_paper(credential, answers={1: (1,)}, tracker=make_tracker(), at=at).digest
            )
        except BallotError as error:
            return type(error).__name__

    return vote


def accepted(results: Counter[str]) -> list[str]:
    return sorted(result.removeprefix("accepted ") for result in results if result.startswith("accepted "))


def test_one_link_200_times_gives_one_paper(noon: datetime) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    rowan = ballot.roll.earliest("pk")
    works = [voting(credential_of(rowan), at=while_open(ballot))] * 200
    results = all_at_once(works, workers=AT_ONCE)
    assert (len(accepted(results)), results[AlreadyVoted.__name__]) == (1, 199)
    assert [
        bytes(digest).hex() for digest in StagedPaper.objects.values_list("digest", flat=True)
    ] == accepted(results)


@pytest.mark.trial
@pytest.mark.parametrize("turn", range(length(4, full=50)))
def test_60_writers_across_a_close_accepted_is_counted(noon: datetime, turn: int) -> None:
    ballot = opened(a_branch(members=60), noon=noon)
    works = [voting(credential_of(entry), at=while_open(ballot)) for entry in ballot.roll.all()]

    def close() -> str:
        return f"closed {close_ballot(Ballot.objects.get(), at=ballot.closes_at)}"

    works.insert(turn * 15 % 61, close)  # earlier or later among the writers
    results = all_at_once(works, workers=61)
    ballot.refresh_from_db()
    box = BoxPaper.objects.order_by("digest").values_list("digest", flat=True)
    assert [bytes(digest).hex() for digest in box] == accepted(results)
    assert results["closed True"] == 1
    assert len(accepted(results)) + results[BallotClosed.__name__] == 60
    assert StagedPaper.objects.count() == 0
    assert RollEntry.objects.filter(has_voted=True).count() == len(accepted(results))
    assert count_ballot(ballot, at=ballot.closes_at).results["counted"] == len(accepted(results))


def test_database_clock_ends_the_ballot_though_nobody_closes_it(noon: datetime) -> None:
    ballot = opened(a_branch(members=200), noon=timezone.now() - timedelta(days=7))
    Ballot.objects.update(closes_at=timezone.now() + timedelta(seconds=0.2))
    works = [voting(credential_of(entry), at=None) for entry in ballot.roll.all()]
    results = all_at_once(works, workers=10)
    assert len(accepted(results)) + results[BallotClosed.__name__] == 200
    ballot.refresh_from_db()
    assert close_ballot(ballot, at=ballot.closes_at)
    assert BoxPaper.objects.count() == len(accepted(results))


def test_clock_of_the_web_process_lets_no_late_vote_in(noon: datetime) -> None:
    """The machine believes that it is 2022 and the ballot still open; the database knows better."""
    ballot = opened(a_branch(members=3), noon=noon)
    with time_machine.travel(while_open(ballot), tick=False):
        assert ballot.is_open(timezone.now())
        assert voting(credential_of(ballot.roll.earliest("pk")), at=None)() == BallotClosed.__name__


def test_close_waits_for_a_cast_under_way(noon: datetime) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    begun, closed = Event(), Event()

    def close() -> bool:
        try:
            begun.set()
            done = close_ballot(Ballot.objects.get(), at=ballot.closes_at)
            closed.set()
            return done
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold_for_casting(ballot.pk)
            closing = pool.submit(close)
            assert begun.wait(10)
            wait_until_somebody_waits()
            assert not closed.is_set()
            StagedPaper.objects.create(digest=b"d" * 32, ballot=ballot, sealed=b"s")
        assert closing.result(timeout=20)
    assert [bytes(paper.digest) for paper in BoxPaper.objects.all()] == [b"d" * 32]


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [({"issue": 2}, "LinkReplaced"), ({"strike_asked": True, "struck": True}, "Struck")],
)
def test_link_that_dies_while_its_paper_waits_casts_nothing(
    noon: datetime, meanwhile: dict[str, object], refusal: str
) -> None:
    """Everything was well when the paper was sealed; the mark on the roll asks once more."""
    ballot = opened(a_branch(members=3), noon=noon)
    rowan = ballot.roll.earliest("pk")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold_for_closing(ballot.pk)
            works = [voting(credential_of(rowan), at=while_open(ballot))]
            casting = pool.submit(all_at_once, works, workers=1)
            wait_until_somebody_waits()
            RollEntry.objects.filter(pk=rowan.pk).update(**meanwhile)
        assert casting.result(timeout=20) == {refusal: 1}
    rowan.refresh_from_db()
    assert (rowan.has_voted, StagedPaper.objects.count()) == (False, 0)
