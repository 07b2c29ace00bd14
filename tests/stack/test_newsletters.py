"""An editor's mailing to a thousand subscribers, with the worker killed in the middle of it."""

import re
import urllib.request
from collections import Counter
from collections.abc import Iterator

import pytest
from celery import Celery

from tests import servers
from tests.stack.conftest import Stack
from tests.trials import length

MANY = length(1_000, full=5_000)
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


@pytest.fixture
def alarm_clock(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """Sends what beat sends every thirty seconds, when the test says so."""
    monkeypatch.setenv("CELERY_BROKER_URL", stack.worker_env["CELERY_BROKER_URL"])  # Celery asks it first
    with Celery() as clock:
        yield clock


def arrived(stack: Stack) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in stack.mails if str(mail["To"]).startswith("news-"))


def state(stack: Stack) -> tuple[object, ...]:
    [row] = stack.sql("SELECT state, sent, bounced, unsubscribed FROM newsletters_mailing")
    return row


@pytest.mark.trial
def test_a_thousand_subscribers_get_it_once_and_one_of_them_stops_it_in_one_click(
    stack: Stack, alarm_clock: Celery
) -> None:
    stack.worker_env["MAIL_LEASE_SECONDS"] = "5"
    stack.kill_worker()
    stack.start_worker()
    stack.manage("shell", "-v", "0", "-c", SEND.format(many=MANY))
    servers.wait_until(lambda: len(arrived(stack)) > MANY // 4, seconds=90, what="the first letters")
    stack.kill_worker()
    stack.start_worker()

    def all_sent() -> bool:
        alarm_clock.send_task("config.tasks.sweep", queue="system")
        return state(stack)[0] == "sent"

    servers.wait_until(all_sent, seconds=180, what="the last letter")
    letters = arrived(stack)
    assert (len(letters), state(stack)) == (MANY, ("sent", MANY, 0, 0))
    assert sum(letters.values()) - MANY <= 1
    first = next(mail for mail in stack.mails if str(mail["To"]).startswith("news-"))
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = HEADER.search("".join(str(first["List-Unsubscribe"]).split()))
    assert address
    click = urllib.request.Request(f"{stack.url}{address[2]}", data=b"List-Unsubscribe=One-Click")
    with urllib.request.urlopen(click, timeout=30) as answer:
        assert answer.status == 200
    assert state(stack) == ("sent", MANY, 0, 1)
    [(left,)] = stack.sql("SELECT count(*) FROM newsletters_choice WHERE NOT given")
    assert left == 1
