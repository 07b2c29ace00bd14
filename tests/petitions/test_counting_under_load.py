"""Signatures and confirmations at once, four roll-ups beside them, one killed: the count is exact."""

import math
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event

import pytest
from django.db import connections, transaction

from petitions.confirming import confirm
from petitions.counting import published_count, roll_up
from petitions.models import Petition, Signature, Tally, TallyDelta
from petitions.signing import sign
from tests.petitions.factories import open_petition, rowan
from tests.servers import wait_until
from tests.trials import length
from tests.waiting import somebody_waits
from union import waking

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WORKERS = 4
EACH = length(400, full=2500)  # a whole number of tens, four ways
ROLL_UPS = 4
POSTCODES = ["LS1 4AP", "M1 1AE", "B1 1TT", "SY1 1AA"]
REGIONS = dict.fromkeys(["YH", "NW", "WM", ""], EACH)

fork = get_context("fork")


class Crowd:
    """Processes of one test; nobody is left behind."""

    def __init__(self) -> None:
        self.processes: list[BaseProcess] = []

    def start(self, work: Callable[..., None], *args: object) -> BaseProcess:
        """Run `work` in a process with connections of its own."""
        connections.close_all()
        process = fork.Process(target=self._run, args=(work, *args))
        process.start()
        self.processes.append(process)
        return process

    @staticmethod
    def _run(work: Callable[..., None], *args: object) -> None:
        code = 1
        try:
            # Where Playwright runs its event loop, Django keeps two connections; a child sees the other one.
            connections.close_all()
            waking._Broker.quiet_until = math.inf  # the trial is of the database: nobody is woken
            work(*args)
            connections.close_all()
            code = 0
        except Exception:
            traceback.print_exc()
        finally:
            os._exit(code)  # nothing of the test run that was copied here may run on


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    crowd = Crowd()
    yield crowd
    for process in crowd.processes:
        process.kill()
        process.join()


def sign_and_confirm(petition: Petition, first: int, at: datetime) -> None:
    """Signs for so many people and confirms each; every tenth link is followed twice."""
    for number in range(first, first + EACH):
        signer = rowan(email=f"person.{number}@example.org", postcode=POSTCODES[number % 4])
        signature = sign(petition, signer=signer, at=at).signature_id
        for _ in range(2 if number % 10 == 0 else 1):
            confirm(signature, at=at)


def roll_up_for_ever(at: datetime) -> None:
    while True:
        roll_up(at=at)
        time.sleep(0.1)


def wait_for(what: str, is_so: Callable[[], bool]) -> None:
    wait_until(is_so, seconds=300, what=what)


def kill_in_the_middle(crowd: Crowd, petition: Petition, at: datetime) -> None:
    """Stop one roll-up between taking its deltas and adding them, and kill it there."""
    locked = fork.Event()
    adding = 'INSERT INTO "petitions_tally"'
    victim = crowd.start(roll_up_after, locked, at)
    with transaction.atomic():
        Tally.objects.select_for_update().get(petition=petition, dimension="all")
        locked.set()
        wait_for("a roll-up", lambda: somebody_waits(statement=adding) or not victim.is_alive())
        assert victim.pid is not None
        os.kill(victim.pid, signal.SIGKILL)
        victim.join()
    assert victim.exitcode == -signal.SIGKILL


def roll_up_after(locked: Event, at: datetime) -> None:
    locked.wait()
    roll_up(at=at)


def test_a_roll_up_killed_between_taking_and_adding_loses_nothing(crowd: Crowd, noon: datetime) -> None:
    petition = open_petition(at=noon)
    Tally.objects.create(petition=petition, dimension="all", n=0)
    TallyDelta.objects.bulk_create([TallyDelta(petition=petition, n=1, hour=noon) for _ in range(500)])
    kill_in_the_middle(crowd, petition, noon)
    wait_for("the deltas", lambda: roll_up(at=noon) == 500)
    assert (published_count(petition), TallyDelta.objects.count()) == (500, 0)


@pytest.mark.trial
def test_signatures_at_once_four_roll_ups_and_one_killed_count_exactly(crowd: Crowd, noon: datetime) -> None:
    petition = open_petition(at=noon)
    signers = [crowd.start(sign_and_confirm, petition, n * EACH, noon) for n in range(WORKERS)]
    rollers = [crowd.start(roll_up_for_ever, noon) for _ in range(ROLL_UPS)]
    wait_for("the first signatures", lambda: published_count(petition) > EACH // 2)
    victim = rollers[0]
    victim.kill()
    for signer in signers:
        signer.join()
        assert signer.exitcode == 0
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    wait_for("the last roll-up", lambda: not TallyDelta.objects.exists())
    roll_up(at=noon)
    assert Signature.objects.filter(state="confirmed").count() == WORKERS * EACH
    cells = Tally.objects.filter(petition=petition)
    assert cells.get(dimension="all").n == WORKERS * EACH
    assert cells.get(dimension="hour").n == WORKERS * EACH
    assert dict(cells.filter(dimension="region").values_list("key", "n")) == REGIONS
