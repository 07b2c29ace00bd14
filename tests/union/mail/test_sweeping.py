"""What mail adds to the sweep, to /healthz/ and to the operator's commands."""

from datetime import datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail import hooks

from tests.union.mail.factories import ADA, news
from union import health, leases, sweeping
from union.health import Finding
from union.mail import claiming
from union.mail.advising import NOTHING_LOST
from union.mail.models import Channel, Message, State
from union.mail.rendering import MailKind, mail_kinds, render_letter
from union.mail.sending import send_due

pytestmark = pytest.mark.django_db


def mail_findings(at: datetime) -> list[Finding]:
    return [finding for finding in health.examine(at=at) if finding.name.startswith("mail ")]


def test_sweep_sends_what_nobody_was_woken_for(
    noon: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    for lane in ("bulk", "system", "interactive"):
        news("plan:1", at=noon, lane=lane)
    assert sweeping.sweep(at=noon)["union.mail.wagtail_hooks.send_mail"] == 3
    assert len(mailoutbox) == 3


def test_mail_that_a_sweep_writes_leaves_in_the_same_sweep(
    noon: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    def remind(*, at: datetime) -> int:
        return news("plan:1", at=at).version

    with hooks.register_temporarily("due", remind):
        sweeping.sweep(at=noon)
    assert [letter.to for letter in mailoutbox] == [[ADA]]


def test_a_sweep_that_takes_long_leaves_alone_what_another_worker_is_handing_over(
    noon: datetime, mailoutbox: list[EmailMultiAlternatives], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To a sweep that thinks it is still noon, that one's lease is of a clock that was ahead."""
    later, passed = noon + timedelta(minutes=15), [0.0]
    monkeypatch.setattr(leases, "time", SimpleNamespace(monotonic=lambda: passed[0]))

    def a_quarter_of_an_hour(*, at: datetime) -> int:
        news("plan:1", at=later)
        [message] = claiming.claim("interactive", size=1, worker="w2", at=later)
        claiming.begin(message, worker="w2", at=later)
        passed[0] = 900.0
        return 1

    with hooks.register_temporarily("due", a_quarter_of_an_hour):
        sweeping.sweep(at=noon)
    assert (mailoutbox, Message.objects.get().worker) == ([], "w2")


def test_health_of_an_empty_outbox(noon: datetime) -> None:
    assert mail_findings(noon) == [
        Finding("mail waiting", ok=True, detail="none"),
        Finding("mail put off", ok=True, detail="none"),
        Finding("mail dead", ok=True, detail="none"),
        Finding("mail channel", ok=True, detail="open"),
    ]


def test_health_tells_what_waits_and_what_is_dead(noon: datetime) -> None:
    news("plan:1", at=noon)
    news("plan:2", at=noon + timedelta(minutes=3))
    Message.objects.filter(pk=news("plan:3", at=noon).pk).update(state=State.DEAD)
    for number, reason in enumerate(["450", "451", "452", "450", "420"]):
        later = news(f"later:{number}", at=noon + timedelta(hours=1))
        Message.objects.filter(pk=later.pk).update(state=State.RETRY, reason=reason)
    assert mail_findings(noon + timedelta(minutes=10))[:3] == [
        Finding("mail waiting", ok=True, detail="2, the oldest for 10 minutes"),
        Finding("mail put off", ok=True, detail="5: 2 for 450, 1 for 420, 1 for 451, and others"),
        Finding("mail dead", ok=True, detail="1: 1 for a reason not noted"),
    ]
    assert mail_findings(noon + timedelta(minutes=11))[0].ok is False


def test_health_finds_what_was_given_up_without_reading_millions_of_letters(noon: datetime) -> None:
    with CaptureQueriesContext(connection) as captured:
        mail_findings(noon)
    select = next(q["sql"] for q in captured.captured_queries if "= 'dead'" in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {select}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "USING INDEX message_dead" in plan


def test_health_counts_what_a_lost_worker_holds(noon: datetime) -> None:
    message = news("plan:1", at=noon)
    Message.objects.filter(pk=message.pk).update(state=State.CLAIMED, lease_until=noon + timedelta(minutes=2))
    assert mail_findings(noon + timedelta(minutes=1))[0].detail == "none"
    assert mail_findings(noon + timedelta(minutes=12))[0] == Finding(
        "mail waiting", ok=False, detail="1, the oldest for 12 minutes"
    )


@pytest.mark.parametrize(
    ("refused", "minutes", "ok"), [(True, 0, False), (False, 10, True), (False, 11, False)]
)
def test_health_of_a_shut_channel(noon: datetime, refused: bool, minutes: int, ok: bool) -> None:
    Channel.objects.create(reason="535", refused=refused, shut_since=noon, try_again_at=noon)
    words = "It does not take our name and password: put the right ones into EMAIL_URL and start anew."
    assert mail_findings(noon + timedelta(minutes=minutes))[3] == Finding(
        "mail channel", ok=ok, detail=f"shut since 15 March 12:00 UTC: 535. {words} {NOTHING_LOST}"
    )


def test_trial_message_leaves_through_the_outbox(mailoutbox: list[EmailMultiAlternatives]) -> None:
    said = StringIO()
    call_command("send_test_mail", ADA, stdout=said)
    message = Message.objects.get()
    assert (message.kind, message.lane, message.state) == ("mail_trial", "system", State.QUEUED)
    assert said.getvalue().startswith(f"{message.subject} is in the outbox")
    sweeping.sweep(at=timezone.now())
    letter: Any = mailoutbox[0]
    assert (letter.to, letter.subject) == ([ADA], "Test message from http://testserver")
    mark = message.subject.removeprefix("trial:")
    assert mark in letter.body
    assert mark in str(letter.alternatives[0].content)


def test_trial_message_for_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="ada is not an e-mail address"):
        call_command("send_test_mail", "ada")
    assert Message.objects.count() == 0


def test_kind_registered_twice_is_a_mistake() -> None:
    def again() -> list[MailKind]:
        return [mail_kinds_before["mail_trial"]]

    mail_kinds_before = mail_kinds()
    with hooks.register_temporarily("mail_kind", again), pytest.raises(ValueError, match="mail_trial"):
        mail_kinds()


def test_text_is_not_escaped_and_html_is() -> None:
    letter = render_letter("mail/trial", {"mark": "O'Brien & Co", "queued_at": timezone.now()})
    assert "O'Brien & Co" in letter.text
    assert "O&#x27;Brien &amp; Co" in letter.html


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_a_pass(
    noon: datetime,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    """Two for each message, whatever the length of the list."""
    for number in range(size):
        news(f"plan:{number}", at=noon)
    with django_assert_num_queries(19 + 2 * size):
        send_due(at=noon)


def test_a_channel_that_was_shut_by_a_clock_ahead_opens_when_the_clock_is_put_right(
    noon: datetime, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    later = noon + timedelta(days=365)
    pause = {
        "reason": "535",
        "refused": True,
        "shut_since": later,
        "try_again_at": later + timedelta(minutes=5),
    }
    Channel.objects.create(name="email", **pause)
    news("plan:1", at=noon)
    assert send_due(at=noon) == 1
    assert ([letter.to for letter in mailoutbox], Channel.objects.count()) == ([[ADA]], 0)
