"""A worker that counts is killed, again and again, as the machine kills: the next count is the same bytes."""

import os
import signal
import time
from datetime import datetime
from random import Random

import pytest
from django.db import connections

from ballots.models import Ballot, Count, FilePiece, State
from ballots.tallying import count_ballot
from tests.ballots.factories import a_branch, cast_by_many, closed, opened
from tests.trials import length

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROUNDS = length(12, full=120)
VOTES = 60


def bytes_of(count: Count) -> tuple[object, ...]:
    return bytes(count.votes_csv), bytes(count.rejected_csv), count.results, count.papers


def counting(ballot: Ballot) -> int:
    """A process of its own that counts, as a worker does."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            count_ballot(Ballot.objects.get(pk=ballot.pk), at=ballot.closes_at)
        finally:
            os._exit(0)
    return child


def killed_while_it_counts(ballot: Ballot, *, after: float) -> None:
    """It counts, and is no more after so many seconds."""
    child = counting(ballot)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def undisturbed(ballot: Ballot) -> tuple[tuple[object, ...], float]:
    """What a count gives, and the seconds it takes a process; then it is taken back."""
    begun = time.monotonic()
    os.waitpid(counting(ballot), 0)
    seconds, found = time.monotonic() - begun, bytes_of(Count.objects.get())
    taken_back()
    return found, seconds


def taken_back() -> None:
    Count.objects.all().delete()
    FilePiece.objects.all().delete()
    Ballot.objects.update(state=State.CLOSED, counted_at=None)


@pytest.mark.trial
def test_count_killed_at_random_moments_and_run_again_gives_the_same_bytes(noon: datetime) -> None:
    ballot = opened(a_branch(members=VOTES), noon=noon)
    cast_by_many(ballot, VOTES)
    closed(ballot)
    counts, times = zip(*(undisturbed(ballot) for _ in range(3)), strict=True)
    assert counts[0] == counts[1] == counts[2]
    chance, finished = Random(60), 0
    for _ in range(ROUNDS):
        killed_while_it_counts(ballot, after=chance.uniform(0, 2 * min(times)))  # the first may be a slow one
        state, count = Ballot.objects.values_list("state", "count__pk").get()  # wholly or not
        assert (state, count is not None) in {(State.CLOSED, False), (State.COUNTED, True)}
        finished += count is not None
        again = Ballot.objects.get()
        assert bytes_of(count_ballot(again, at=ballot.closes_at)) == counts[0]
        taken_back()
    assert finished < ROUNDS
