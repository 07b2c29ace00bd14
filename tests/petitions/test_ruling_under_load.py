"""Many hands at once: confirmations, rulings and roll-ups together, and one mailbox for everybody."""

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from petitions import auditing, ruling
from petitions.confirming import NotConfirmable, confirm
from petitions.models import Petition, Ruling, Signature, SignatureIdentity, Tally, TallyDelta
from tests.petitions.factories import filled_form, open_petition
from tests.petitions.test_counting_under_load import Crowd, roll_up_for_ever, wait_for
from tests.waiting import wait_until_somebody_waits
from union.accounts.models import User

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CLIENTS = 32
PEOPLE, CONFIRMERS, STRUCK = 1000, 2, 200
POSTCODES = ["LS1 4AP", "M1 1AE", "B1 1TT", "SY1 1AA"]


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    crowd = Crowd()
    yield crowd
    for process in crowd.processes:
        process.kill()
        process.join()


def waiting_people(petition: Petition, count: int, *, at: datetime) -> list[Signature]:
    """Pending signatures, entered without their letters."""
    rows = [Signature(petition=petition, signed_at=at, role=f"Role {n % 3}") for n in range(count)]
    people = [
        SignatureIdentity(
            signature=row,
            petition=petition,
            email_hash=f"{n:064d}",
            name=f"Person {n}",
            email=f"person.{n}@example.org",
            postcode=POSTCODES[n % 4],
        )
        for n, row in enumerate(rows)
    ]
    Signature.objects.bulk_create(rows)
    SignatureIdentity.objects.bulk_create(people)
    return rows


def confirm_all(keys: list[UUID], at: datetime) -> None:
    for key in keys:
        try:
            confirm(key, at=at)
        except NotConfirmable:  # struck out a moment ago
            continue


def strike_out(petition: Petition, keys: list[UUID], by: User, at: datetime) -> None:
    """200 in ten rulings, some of them before and some after their confirmation; two are undone again."""
    for first in range(0, len(keys), 20):
        chosen = Signature.objects.filter(pk__in=keys[first : first + 20])
        made = ruling.invalidate(petition, chosen, by=by, reason="a script", at=at)
        if first in (0, 100):
            ruling.undo(made, by=by, at=at)
        time.sleep(0.05)


def test_1000_confirmations_200_struck_out_four_roll_ups_and_one_killed_count_exactly(
    crowd: Crowd, noon: datetime
) -> None:
    petition = open_petition(at=noon)
    sana = User.objects.create_user("sana@example.org")
    keys = [row.pk for row in waiting_people(petition, PEOPLE, at=noon)]
    rollers = [crowd.start(roll_up_for_ever, noon) for _ in range(4)]
    workers = [crowd.start(confirm_all, keys[n::CONFIRMERS], noon) for n in range(CONFIRMERS)]
    workers.append(crowd.start(strike_out, petition, keys[:: PEOPLE // STRUCK], sana, noon))
    wait_for("the count", lambda: Tally.objects.filter(dimension="all", n__gt=50).exists())
    rollers[0].kill()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    rollers[0].join()
    assert rollers[0].exitcode == -signal.SIGKILL
    wait_for("the last roll-up", lambda: not TallyDelta.objects.exists())
    confirmed = Signature.objects.filter(state="confirmed").count()
    assert Tally.objects.get(dimension="all").n == confirmed
    assert auditing.compare() == []
    assert Signature.objects.filter(state="invalid").count() == 160
    assert sum(Ruling.objects.values_list("n", flat=True)) == STRUCK
    assert confirmed + Signature.objects.filter(state="pending").count() == PEOPLE - 160


def test_an_audit_beside_confirmations_and_roll_ups_never_sees_half(crowd: Crowd, noon: datetime) -> None:
    petition = open_petition(at=noon)
    keys = [row.pk for row in waiting_people(petition, 120, at=noon)]
    worker = crowd.start(confirm_all, keys, noon)
    crowd.start(roll_up_for_ever, noon)
    audits = 0
    while worker.is_alive():
        assert auditing.compare() == []
        audits += 1
    worker.join()
    assert (worker.exitcode, audits > 1) == (0, True)


def test_a_ruling_gives_way_and_never_makes_a_circle(noon: datetime) -> None:
    """A confirmation holds its own row and then wants its inviter's, which the ruling holds."""
    petition = open_petition(at=noon)
    sana = User.objects.create_user("sana@example.org")
    inviter, _, signer = sorted(row.pk for row in waiting_people(petition, 3, at=noon))
    rows = Signature.objects.select_for_update()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            rows.get(pk=signer)
            started = pool.submit(in_thread(lambda: strike(petition, sana, noon)))
            wait_until_somebody_waits()
            time.sleep(1.2)  # by now PostgreSQL would stop us, not the ruling, for closing the circle
            assert rows.get(pk=inviter).state == "pending"
        assert started.result() == 3


def strike(petition: Petition, by: User, at: datetime) -> int:
    return ruling.invalidate(petition, Signature.objects.all(), by=by, reason="a script", at=at).n


def in_thread(work: Callable[[], int]) -> Callable[[], int]:
    def run() -> int:
        try:
            return work()
        finally:
            connection.close()

    return run


def test_32_browsers_on_one_mailbox_are_two_people_at_most(noon: datetime) -> None:
    now = timezone.now()
    petition = open_petition(at=now - timedelta(days=2))
    gate = Barrier(CLIENTS)

    def browser(number: int) -> int:
        try:
            form = filled_form(petition, at=now, name=f"Rowan {'x' * (number + 1)}")
            gate.wait()
            return Client().post("/petitions/ten-points/sign/", form).status_code
        finally:
            connection.close()

    Client().get("/petitions/ten-points/")
    with ThreadPoolExecutor(CLIENTS) as pool:
        assert set(pool.map(browser, range(CLIENTS))) == {200}
    assert list(SignatureIdentity.objects.order_by("slot").values_list("slot", flat=True)) == [1, 2]
    assert Signature.objects.count() == 2
