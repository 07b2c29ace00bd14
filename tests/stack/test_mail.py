"""No letter is lost and hardly one is doubled, whoever dies: the worker, the broker, or both."""

import os
import re
import signal
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from celery import Celery

from config.celery import outlive_the_broker
from tests import servers
from tests.stack.conftest import Stack
from tests.trials import length

MANY, KILLS = length(1_200, full=5_000), length(4, full=10)
READERS = length(1_000, full=5_000)
WORKER_TOO = {1, 3, 7}  # at these kills the worker dies with its children
ENQUEUE = """
from django.db import transaction
from django.utils import timezone
from union.mail.sending import enqueue
with transaction.atomic():
    for number in range({count}):
        name = f"{mark}-{{number}}"
        enqueue("mail_trial", subject=f"trial:{{name}}", to=f"{{name}}@example.org", at=timezone.now())
"""


def put_in_the_outbox(stack: Stack, *, mark: str, count: int) -> None:
    stack.manage("shell", "-v", "0", "-c", ENQUEUE.format(mark=mark, count=count))


def ids_by_address(stack: Stack, *, mark: str) -> dict[str, list[str]]:
    """The Message-IDs that arrived, in their order, by address."""
    found: dict[str, list[str]] = defaultdict(list)
    for mail in stack.mails:
        if str(mail["To"]).startswith(f"{mark}-"):
            found[str(mail["To"])].append(str(mail["Message-ID"]))
    return found


def unsent(stack: Stack, *, mark: str) -> int:
    query = "SELECT count(*) FROM mail_message WHERE state <> 'sent' AND recipient LIKE %s"
    [(count,)] = stack.sql(query, f"{mark}-%")
    assert isinstance(count, int)
    return count


@pytest.fixture
def alarm_clock(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """Sends what beat sends every thirty seconds, when the test says so."""
    monkeypatch.setenv("CELERY_BROKER_URL", stack.worker_env["CELERY_BROKER_URL"])  # Celery asks it first
    with Celery() as clock:
        yield clock


def kill_senders(stack: Stack) -> None:
    """The processes that are sending, at once, unasked; the worker's own process forks new ones."""
    worker = stack.running["worker"].pid
    for pid in Path(f"/proc/{worker}/task/{worker}/children").read_text().split():
        os.kill(int(pid), signal.SIGKILL)


def kill_everything(stack: Stack) -> None:
    stack.kill_worker()
    stack.start_worker()


@pytest.mark.trial
def test_letters_while_the_worker_is_killed_again_and_again(stack: Stack, alarm_clock: Celery) -> None:
    stack.worker_env["DJANGO_SETTINGS_MODULE"] = "tests.stack.short_lease"
    kill_everything(stack)
    put_in_the_outbox(stack, mark="kill", count=MANY)
    for number in range(KILLS):
        arrived = len(stack.mails)
        alarm_clock.send_task("config.tasks.sweep", queue="system")
        servers.wait_until(lambda: len(stack.mails) > arrived + 150, seconds=60, what="the next letters")  # noqa: B023
        kill_everything(stack) if number in WORKER_TOO else kill_senders(stack)

    def all_sent() -> bool:
        alarm_clock.send_task("config.tasks.sweep", queue="system")
        time.sleep(1)
        return unsent(stack, mark="kill") == 0

    servers.wait_until(all_sent, seconds=180, what="the last letter")
    letters = ids_by_address(stack, mark="kill")
    rows = stack.sql("SELECT recipient, message_id FROM mail_message WHERE recipient LIKE %s", "kill-%")
    assert {address: set(ids) for address, ids in letters.items()} == {a: {i} for a, i in rows}
    assert len(letters) == MANY
    assert sum(map(len, letters.values())) - MANY <= KILLS
    assert max(map(len, letters.values())) <= 2


def test_letter_written_while_the_broker_is_down_leaves_by_the_sweep(stack: Stack) -> None:
    stack.stop_broker()
    try:
        put_in_the_outbox(stack, mark="down", count=3)
        assert "union.mail.wagtail_hooks.send_mail: 3" in stack.manage("sweep").splitlines()
    finally:
        stack.start_broker()
    assert sorted(ids_by_address(stack, mark="down")) == [f"down-{number}@example.org" for number in range(3)]


def waits_for_a_lock(stack: Stack) -> bool:
    """In this stack's own database: others of the same cluster have locks of their own."""
    ours = "datname = current_database() AND wait_event_type = 'Lock'"
    return stack.sql(f"SELECT 1 FROM pg_stat_activity WHERE {ours}") != []


def test_letter_written_while_the_broker_is_down_leaves_by_itself_after_its_return(
    stack: Stack, alarm_clock: Celery
) -> None:
    """The broker goes while a worker is in the middle of a sweep, which ends while nobody can be told so."""
    with psycopg.connect(stack.database) as somebody:
        somebody.execute("LOCK TABLE ballots_ballot")
        alarm_clock.send_task("config.tasks.sweep", queue="system")
        # A worker that lost the broker before asks for it again at ever longer intervals, up to 30 seconds.
        servers.wait_until(lambda: waits_for_a_lock(stack), seconds=90, what="the sweep")
        said = len(stack.log("worker"))
        stack.stop_broker()
        lost = "onnection to broker lost"
        servers.wait_until(lambda: lost in stack.log("worker")[said:], seconds=30, what="the worker's notice")
    try:
        ended = "config.tasks.sweep"
        servers.wait_until(lambda: ended in stack.log("worker")[said:], seconds=30, what="the sweep's end")
        put_in_the_outbox(stack, mark="back", count=1)
    finally:
        stack.start_broker()
    servers.wait_until(lambda: unsent(stack, mark="back") == 0, seconds=60, what="the letter")
    assert list(ids_by_address(stack, mark="back")) == ["back-0@example.org"]


def test_a_worker_outlives_the_calls_it_had_taken_when_the_broker_went(
    alarm_clock: Celery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection is closed, and then its channel, which holds a call that nobody has begun."""
    with alarm_clock.connection_for_read() as line:
        channel, calls = line.default_channel, line.SimpleQueue("calls")
        monkeypatch.setattr(type(channel), "do_restore", True)
        outlive_the_broker()
        calls.put({})
        assert calls.get(timeout=10).payload == {}
        line.transport.client = None
        channel.close()
        assert channel.closed


# --- an editor's mailing, with the worker killed in the middle of it

SEND = """
from django.utils import timezone
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.models import Choice, Subscriber
from tests.newsletters.factories import draft, newsletter, sana
from union.mail.sending import recipient_hash
at, news = timezone.now(), newsletter()
said = dict(newsletter=news, number=1, given=True, wording=1, source="form", asked_at=at, at=at)
for number in range({many}):
    address = f"news-{{number}}@example.org"
    one = Subscriber.objects.create(email=address, address_hash=recipient_hash(address), since=at)
    Choice.objects.create(subscriber=one, **said)
made = draft(news, at=at)
verbs.approve(made, by=sana(), at=at, version=made.version)
"""
HEADER = re.compile(r"<(https?://[^/]+)(/newsletters/stop/[^>]+)>")


def arrived(stack: Stack) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in stack.mails if str(mail["To"]).startswith("news-"))


def state(stack: Stack) -> tuple[object, ...]:
    [row] = stack.sql("SELECT state, sent, bounced, unsubscribed FROM newsletters_mailing")
    return row


@pytest.mark.trial
def test_a_thousand_subscribers_get_it_once_and_one_of_them_stops_it_in_one_click(
    stack: Stack, alarm_clock: Celery
) -> None:
    stack.worker_env["DJANGO_SETTINGS_MODULE"] = "tests.stack.short_lease"
    kill_everything(stack)
    stack.manage("shell", "-v", "0", "-c", SEND.format(many=READERS))
    servers.wait_until(lambda: len(arrived(stack)) > READERS // 4, seconds=90, what="the first letters")
    kill_everything(stack)

    def all_sent() -> bool:
        alarm_clock.send_task("config.tasks.sweep", queue="system")
        return state(stack)[0] == "sent"

    servers.wait_until(all_sent, seconds=180, what="the last letter")
    letters = arrived(stack)
    assert (len(letters), state(stack)) == (READERS, ("sent", READERS, 0, 0))
    assert sum(letters.values()) - READERS <= 1
    first = next(mail for mail in stack.mails if str(mail["To"]).startswith("news-"))
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = HEADER.search("".join(str(first["List-Unsubscribe"]).split()))
    assert address
    click = urllib.request.Request(f"{stack.url}{address[2]}", data=b"List-Unsubscribe=One-Click")
    with urllib.request.urlopen(click, timeout=30) as answer:
        assert answer.status == 200
    assert state(stack) == ("sent", READERS, 0, 1)
    [(left,)] = stack.sql("SELECT count(*) FROM newsletters_choice WHERE NOT given")
    assert left == 1
