"""Every move of a message, and who may make it."""

from datetime import datetime, timedelta
from itertools import chain
from threading import Barrier, Thread

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction

from tests.union.mail.factories import ADA, BEN, news, state_of
from union.mail import claiming
from union.mail.models import Message, State
from union.mail.sending import Envelope, enqueue_many
from union.mail.wagtail_hooks import send_mail

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def claimed(at: datetime, *, worker: str = "one") -> Message:
    news("plan:1", at=at)
    return claiming.claim("interactive", size=1, worker=worker, at=at)[0]


def test_claim_takes_the_oldest_first(noon: datetime) -> None:
    newer, older = news("plan:1", at=noon), news("plan:2", at=noon - MINUTE)
    assert claiming.claim("interactive", size=1, worker="one", at=noon) == [older]
    assert claiming.claim("interactive", size=5, worker="two", at=noon) == [newer]
    assert claiming.claim("interactive", size=5, worker="three", at=noon) == []
    assert (state_of(older), older.worker, older.lease_until) == (State.CLAIMED, "one", noon + 120 * SECOND)


def test_begin_renews_the_lease_and_counts_the_try(noon: datetime) -> None:
    message = claimed(noon)
    assert claiming.begin(message, worker="one", at=noon + MINUTE)
    message.refresh_from_db()
    until = noon + MINUTE + (120 + 300) * SECOND  # a server may look through the letter for five minutes
    assert (message.attempts, message.lease_until) == (1, until)


def test_worker_that_lost_its_message_changes_nothing(noon: datetime) -> None:
    message = claimed(noon)
    assert not claiming.begin(message, worker="two", at=noon)
    assert not claiming.finish(message, State.SENT, worker="two", sent_at=noon)
    assert not claiming.put_off(message, worker="two", at=noon, reason="450")
    message.refresh_from_db()
    assert (message.state, message.worker, message.attempts) == (State.CLAIMED, "one", 0)


def test_message_that_was_sent_stays_sent(noon: datetime) -> None:
    message = claimed(noon)
    assert claiming.finish(message, State.SENT, worker="one", sent_at=noon)
    assert not claiming.put_off(message, worker="one", at=noon, reason="450")
    assert claiming.release("one") == 0
    assert claiming.reclaim_expired(at=noon + 10 * MINUTE) == 0
    assert state_of(message) == State.SENT


@pytest.mark.parametrize(
    ("chance", "minutes"),
    [(0.0, [1, 5, 15, 60, 240, 720]), (1.0, [1.1, 5.5, 16.5, 66, 264, 792])],
    ids=["on time", "as late as can be"],
)
def test_tries_come_at_their_times(noon: datetime, chance: float, minutes: list[float]) -> None:
    message, at, waits = claimed(noon), noon, []
    while claiming.begin(message, worker="one", at=at):
        claiming.put_off(message, worker="one", at=at, reason="450", chance=lambda: chance)
        if state_of(message) == State.DEAD:
            break
        waits.append((message.next_at - at) / MINUTE)
        assert claiming.claim("interactive", size=1, worker="one", at=message.next_at - SECOND) == []
        at = message.next_at
        [message] = claiming.claim("interactive", size=1, worker="one", at=at)
    assert waits == minutes
    assert (message.state, message.attempts, message.reason) == (State.DEAD, 7, "450")


def test_release_gives_back_what_a_worker_holds(noon: datetime) -> None:
    news("plan:1", at=noon, to=ADA)
    news("plan:1", at=noon, to=BEN)
    ada, ben = claiming.claim("interactive", size=2, worker="one", at=noon)
    claiming.begin(ada, worker="one", at=noon)
    assert claiming.release("two") == 0
    assert claiming.release("one") == 2
    assert [state_of(ada), state_of(ben)] == [State.RETRY, State.QUEUED]
    assert [(letter.worker, letter.lease_until) for letter in (ada, ben)] == [("", None), ("", None)]
    assert claiming.claim("interactive", size=2, worker="two", at=noon) == [ada, ben]


def test_a_lease_of_a_clock_that_was_ahead_is_taken_back(noon: datetime) -> None:
    """The machine believed it was a year later, its worker died, and the clock was put right."""
    message = claimed(noon + timedelta(days=365))
    assert claiming.reclaim_expired(at=noon) == 1
    assert state_of(message) == State.RETRY


def test_a_letter_written_in_an_hour_that_comes_again_leaves_at_once(
    noon: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    """But not one that was to leave later in any case."""
    news("plan:1", at=noon + 59 * MINUTE)
    mailing = Envelope("plan:2", BEN)
    enqueue_many("news_bulk", [mailing], at=noon + 59 * MINUTE, not_before=noon + 60 * MINUTE)
    assert [send_mail(at=noon), send_mail(at=noon), send_mail(at=noon + 60 * MINUTE)] == [1, 0, 1]


def test_a_lease_of_a_clock_that_is_a_little_ahead_is_left_alone(noon: datetime) -> None:
    message = claimed(noon + MINUTE)
    assert claiming.reclaim_expired(at=noon) == 0
    assert state_of(message) == State.CLAIMED


def test_lease_that_ran_out_is_taken_back(noon: datetime, settings: LazySettings) -> None:
    settings.MAIL_LEASE_SECONDS = 90
    message = claimed(noon)
    assert claiming.reclaim_expired(at=noon + 90 * SECOND) == 0
    assert claiming.reclaim_expired(at=noon + 91 * SECOND) == 1
    assert (state_of(message), message.worker, message.lease_until) == (State.RETRY, "", None)
    assert claiming.claim("interactive", size=1, worker="two", at=noon + 91 * SECOND) == [message]


def test_message_that_kills_its_worker_is_dead_in_the_end(noon: datetime) -> None:
    message = claimed(noon)
    Message.objects.update(attempts=6)  # the seventh try is the last
    assert claiming.reclaim_expired(at=noon + 3 * MINUTE) == 1
    assert (state_of(message), message.reason) == (State.RETRY, "")
    claiming.claim("interactive", size=1, worker="one", at=noon)
    Message.objects.update(attempts=7)
    assert claiming.reclaim_expired(at=noon + 3 * MINUTE) == 1
    assert (state_of(message), message.reason) == (State.DEAD, "worker lost")
    assert (message.worker, message.lease_until) == ("", None)


@pytest.mark.django_db(transaction=True)
def test_claim_inside_a_transaction_is_refused(noon: datetime) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        claiming.claim("interactive", size=1, worker="one", at=noon)


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_never_take_the_same_message(noon: datetime) -> None:
    for number in range(60):
        news(f"plan:{number}", at=noon)
    together = Barrier(4)
    hauls: list[list[int]] = [[] for _ in range(4)]

    def work(number: int) -> None:
        together.wait()
        while batch := claiming.claim("interactive", size=4, worker=f"worker {number}", at=noon):
            hauls[number] += [message.pk for message in batch]
        connection.close()

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(chain(*hauls)) == list(Message.objects.order_by("pk").values_list("pk", flat=True))
