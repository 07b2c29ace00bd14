"""A worker that counts is killed, again and again, as the machine kills: the next count is the same bytes."""

import os
import signal
import time
from datetime import datetime
from random import Random

import pytest
from django.db import connections, transaction

from ballots.models import Ballot, Count, FilePiece, State
from ballots.tallying import count_ballot
from tests.ballots.factories import a_branch, cast_by_many, closed, opened
from tests.trials import length

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROUNDS = length(12, full=120)
VOTES = 60


class Undone(Exception):
    """Takes a count back that was made to know its bytes, and how long it takes."""


def bytes_of(count: Count) -> tuple[object, ...]:
    return bytes(count.votes_csv), bytes(count.rejected_csv), count.results, count.papers


def counted_undisturbed(ballot: Ballot) -> tuple[tuple[object, ...], float]:
    found, begun = None, time.monotonic()
    try:
        with transaction.atomic():
            found = bytes_of(count_ballot(ballot, at=ballot.closes_at))
            raise Undone
    except Undone:
        ballot.refresh_from_db()
    assert found
    return found, time.monotonic() - begun


def killed_while_it_counts(ballot: Ballot, *, after: float) -> None:
    """A process of its own counts, and is no more after so many seconds."""
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            count_ballot(Ballot.objects.get(pk=ballot.pk), at=ballot.closes_at)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.trial
def test_count_killed_at_random_moments_and_run_again_gives_the_same_bytes(noon: datetime) -> None:
    ballot = opened(a_branch(members=VOTES), noon=noon)
    cast_by_many(ballot, VOTES)
    closed(ballot)
    undisturbed, seconds = counted_undisturbed(ballot)
    chance, finished = Random(60), 0
    for _ in range(ROUNDS):
        killed_while_it_counts(ballot, after=chance.uniform(0, 2 * seconds))
        state, counts = Ballot.objects.get().state, Count.objects.count()
        assert (state, counts) in {(State.CLOSED, 0), (State.COUNTED, 1)}  # wholly or not at all
        finished += counts
        again = Ballot.objects.get()
        assert bytes_of(count_ballot(again, at=ballot.closes_at)) == undisturbed
        Count.objects.all().delete()
        FilePiece.objects.all().delete()
        Ballot.objects.update(state=State.CLOSED, counted_at=None)
    assert finished < ROUNDS
