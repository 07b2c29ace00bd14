"""Workers are woken after the commit, once; a broker that is down is nobody's trouble."""

import logging
from datetime import datetime

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import transaction

from tests.calls import hang_up, waiting
from tests.union.mail.factories import ADA, BEN, news
from union.mail import tasks
from union.mail.models import Message, State


@pytest.fixture
def empty_queues() -> None:
    hang_up()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queues")
def test_worker_is_woken_once_after_the_commit(noon: datetime) -> None:
    with transaction.atomic():
        news("plan:1", at=noon, to=ADA)
        with transaction.atomic():
            news("plan:1", at=noon, to=BEN)
        news("plan:1", at=noon, lane="bulk")
        assert waiting("interactive") == []
    assert waiting("interactive") == [["interactive"]]
    assert waiting("bulk") == [["bulk"]]
    assert set(Message.objects.values_list("state", flat=True)) == {State.QUEUED}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queues")
def test_nobody_is_woken_for_what_was_rolled_back(noon: datetime) -> None:
    with transaction.atomic():
        news("plan:1", at=noon)
        transaction.set_rollback(True)
    assert waiting("interactive") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queues")
def test_worker_is_woken_for_what_came_after_a_part_was_rolled_back(noon: datetime) -> None:
    with transaction.atomic():
        with transaction.atomic():
            news("plan:1", at=noon)
            transaction.set_rollback(True)
        news("plan:2", at=noon)
    assert waiting("interactive") == [["interactive"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queues")
def test_one_call_is_under_way_until_a_worker_hears_it(noon: datetime, mailoutbox: list[object]) -> None:
    for number in range(3):
        with transaction.atomic():
            news(f"plan:{number}", at=noon)
    assert waiting("interactive") == [["interactive"]]
    tasks.send("interactive")
    with transaction.atomic():
        news("plan:4", at=noon)
    assert (len(mailoutbox), waiting("interactive")) == (3, [["interactive"]])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queues")
def test_what_is_committed_while_a_worker_looks_calls_again(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_letter(**_: object) -> int:
        with transaction.atomic():
            news("plan:2", at=noon)
        return 0

    with transaction.atomic():
        news("plan:1", at=noon)
    waiting("interactive")
    monkeypatch.setattr(tasks, "send_due", another_letter)
    tasks.send("interactive")
    assert waiting("interactive") == [["interactive"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_down")
def test_a_call_that_failed_stands_in_nobodys_way(noon: datetime) -> None:
    with transaction.atomic():
        news("plan:1", at=noon)
    assert cache.get("mail:called:interactive") is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_down")
def test_broker_that_is_down_is_logged_once_and_holds_nobody_up(
    noon: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    assert current_app.conf.broker_transport_options["max_retries"] == 0  # one try: nobody waits for another
    for number in range(3):
        with transaction.atomic():
            news(f"plan:{number}", at=noon)
    assert Message.objects.count() == 3
    assert [record.getMessage() for record in caplog.records] == [
        "no worker woken for union.mail.tasks.send (OperationalError); the sweep will find it"
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("empty_queues")
def test_task_sends_a_share_and_queues_up_again(
    noon: datetime, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[object]
) -> None:
    monkeypatch.setattr(tasks, "SHARE", 2)
    with transaction.atomic():
        for number in range(3):
            news(f"plan:{number}", at=noon, lane="bulk")
    waiting("bulk")
    tasks.send("bulk")
    assert (len(mailoutbox), waiting("bulk")) == (2, [["bulk"]])
    tasks.send("bulk")
    assert (len(mailoutbox), waiting("bulk")) == (3, [])
