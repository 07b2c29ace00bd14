"""A mark and a close, a return and a count: whoever comes second waits, and is told that it is too late."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connections, transaction

from ballots import errors, marking, returning
from ballots.closing import close_ballot
from ballots.locking import hold_for_closing
from ballots.models import Ballot, Method, State
from ballots.piles import Pile
from tests.ballots.factories import a_branch, bram, ines, opened, while_open
from tests.waiting import wait_until_somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NUMBER = "NW-001-00001"


def mark(ballot: Ballot) -> object:
    return marking.mark(
        ballot, number=NUMBER, method=Method.PAPER, by=ines(a_branch()), at=while_open(ballot)
    )


def take_back(ballot: Ballot) -> object:
    return marking.take_mark_back(ballot, number=NUMBER, by=ines(a_branch()), at=while_open(ballot))


def key(ballot: Ballot) -> object:
    return returning.key_return(
        ballot,
        unit=ballot.units.get(),
        method=Method.PAPER,
        piles=[Pile({1: (1,)}, 1)],
        spoilt=0,
        by=bram(a_branch()),
        at=ballot.closes_at,
    )


@pytest.mark.parametrize(
    ("act", "state", "refusal"),
    [
        (mark, State.CLOSED, errors.BallotClosed),
        (take_back, State.CLOSED, errors.BallotClosed),
        (key, State.COUNTED, errors.WrongMoment),
    ],
)
def test_it_waits_for_who_holds_the_ballot_and_is_too_late(
    noon: datetime, act: Callable[[Ballot], object], state: State, refusal: type[errors.BallotError]
) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    if act is not mark:
        mark(ballot)
    if act is key:
        close_ballot(ballot, at=ballot.closes_at)

    def late() -> str:
        try:
            act(Ballot.objects.get())
        except errors.BallotError as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            hold_for_closing(ballot.pk)
            waiting = pool.submit(late)
            wait_until_somebody_waits()
            Ballot.objects.update(state=state)
        assert waiting.result(timeout=20) == refusal.__name__
