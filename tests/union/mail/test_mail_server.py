"""The outbox before a mail server that is full, slow, wrongly set up or hangs up: over a real connection."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests import servers
from tests.union.mail.factories import ADA, BEN, news, state_of
from tests.union.mail.post_office import PostOffice
from union.mail import claiming, delivering
from union.mail.advising import NOTHING_LOST, advice
from union.mail.bouncing import suppress
from union.mail.models import Channel, Message, State, Suppression
from union.mail.sending import recipient_hash, send_due

pytestmark = pytest.mark.django_db
HALF_A_DAY = timedelta(hours=13)


class Relay:
    """Says `answer` at `step` (MAIL, RCPT or DATA), takes `most` letters over one line, notes for whom."""

    def __init__(self) -> None:
        self.step = self.answer = ""
        self.most, self.slow, self.hangs_up = 1_000, 0.0, False
        self.taken: list[str] = []

    def says(self, step: str) -> str:
        return self.answer if step == self.step else "250 OK"

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if getattr(session, "carried", 0) >= self.most:
            return "421 4.7.0 too many letters over one line"
        envelope.mail_from = address
        return self.says("MAIL")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.says("RCPT")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.says("DATA")[0] == "2":
            self.taken.append(envelope.rcpt_tos[0])
            session.carried = getattr(session, "carried", 0) + 1
        if self.hangs_up:
            server.transport.close()
        await asyncio.sleep(self.slow)
        return self.says("DATA")


@pytest.fixture
def relay(settings: LazySettings) -> Iterator[Relay]:
    found = Relay()
    server = Controller(found, hostname="127.0.0.1", port=servers.free_port())
    server.start()
    settings.EMAIL_BACKEND = "union.mail.patience.PatientBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    yield found
    server.stop()


@pytest.fixture
def twelve(noon: datetime) -> list[Message]:
    return [news("plan:1", at=noon, to=f"member{number}@example.org") for number in range(12)]


@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        ("MAIL", "452 4.3.1 no room", "sender 452 4.3.1"),
        ("MAIL", "553 5.7.1 not your address", "sender 553 5.7.1"),
        ("RCPT", "550 relay not permitted", "550, 10 letters in a row"),
        ("RCPT", "554 5.7.1 relay access denied", "554 5.7.1, 10 letters in a row"),
        ("RCPT", "451 4.3.0 lookup failed", "451 4.3.0, 10 letters in a row"),
        ("DATA", "550 5.4.5 daily allowance used up", "550 5.4.5, 10 letters in a row"),
    ],
    ids=["full", "sender", "relay", "policy", "lookup", "allowance"],
)
def test_a_week_in_which_the_server_takes_nothing_costs_no_letter_a_try(
    noon: datetime, relay: Relay, twelve: list[Message], step: str, answer: str, said: str
) -> None:
    relay.step, relay.answer = step, answer
    for seconds in range(0, 180, 30):  # some of the twelve by themselves, then others
        send_due(at=noon + timedelta(seconds=seconds))
    for half_day in range(14):
        assert send_due(at=noon + half_day * HALF_A_DAY) == 0
    shut = Channel.objects.get()
    assert (shut.reason, shut.shut_since - noon < timedelta(minutes=1)) == (said, True)
    assert Suppression.objects.count() == 0
    relay.step = ""
    assert send_due(at=noon + 14 * HALF_A_DAY) == 12
    assert sorted(relay.taken) == sorted(message.recipient for message in twelve)
    assert set(Message.objects.values_list("state", "attempts", "reason")) == {(State.SENT, 1, "")}
    assert Channel.objects.count() == 0


def test_a_relay_that_refuses_each_letter_alone_is_found_out_at_the_tenth(
    noon: datetime, relay: Relay, twelve: list[Message]
) -> None:
    relay.step, relay.answer = "RCPT", "550 relay not permitted"
    for _ in range(9):
        send_due(at=noon, limit=1)
    assert (Message.objects.filter(state=State.DEAD).count(), Suppression.objects.count()) == (9, 9)
    send_due(at=noon, limit=1)
    assert (Message.objects.filter(state=State.DEAD).count(), Suppression.objects.count()) == (0, 0)
    relay.step = ""
    assert send_due(at=noon + HALF_A_DAY) == 12


def test_mailboxes_that_do_not_exist_are_believed_of_a_server_that_takes_other_letters(
    noon: datetime, post_office: type[PostOffice], twelve: list[Message]
) -> None:
    for message in twelve[:9] + twelve[10:]:
        gone = SMTPRecipientsRefused({message.recipient: (550, b"5.1.1 no such mailbox")})
        post_office.answers[message.recipient] = [gone]
    assert send_due(at=noon) == 1
    assert [state_of(message) for message in twelve].count(State.DEAD) == 11
    assert Suppression.objects.count() == 11


def test_a_letter_is_not_given_up_while_the_server_has_taken_none_since(
    noon: datetime, post_office: type[PostOffice]
) -> None:
    """A greylist is said of one letter; one that never ends is the server's."""
    ada = news("plan:1", at=noon)
    post_office.answers[ADA] = [SMTPRecipientsRefused({ADA: (451, b"try later")}) for _ in range(9)]
    for half_day in range(8):
        send_due(at=noon + half_day * HALF_A_DAY)
    assert (state_of(ada), ada.attempts) == (State.RETRY, 6)
    ben = news("plan:1", at=noon, to=BEN)
    assert send_due(at=noon + 8 * HALF_A_DAY) == 1
    assert (state_of(ben), state_of(ada), ada.reason) == (State.SENT, State.DEAD, "451")


def test_a_server_that_takes_one_letter_over_a_line_gets_each_over_its_own(
    noon: datetime, relay: Relay, twelve: list[Message]
) -> None:
    relay.most = 1
    assert send_due(at=noon) == 12
    assert len(relay.taken) == 12
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}


def test_a_server_that_looks_through_a_letter_for_long_gets_it_once(
    noon: datetime, relay: Relay, settings: LazySettings
) -> None:
    settings.EMAIL_TIMEOUT, relay.slow = 0.2, 0.5
    ada = news("plan:1", at=noon)
    assert (send_due(at=noon), relay.taken, state_of(ada)) == (1, [ADA], State.SENT)
    settings.MAIL_ANSWER_SECONDS = 0.2
    ben = news("plan:1", at=noon, to=BEN)
    assert (send_due(at=noon), state_of(ben)) == (0, State.RETRY)
    assert (ben.attempts, ben.reason) == (1, "no answer to the letter")


def test_a_server_that_hangs_up_on_the_letter_itself_gets_it_seven_times_at_most(
    noon: datetime, relay: Relay
) -> None:
    """Whether it was taken nobody knows: that must cost a try."""
    relay.hangs_up = True
    ada = news("plan:1", at=noon)
    Message.objects.create(
        kind="news_bulk", subject="old", message_id="<old>", next_at=noon, queued_at=noon, sent_at=noon
    )
    for half_day in range(9):
        send_due(at=noon + half_day * HALF_A_DAY)
    assert (len(relay.taken), state_of(ada), ada.reason) == (7, State.DEAD, "no answer to the letter")


def test_time_that_is_up_in_the_midst_of_a_batch_gives_the_rest_back(
    noon: datetime, post_office: type[PostOffice], twelve: list[Message]
) -> None:
    """So that a slow server does not keep the sweep from closing ballots."""
    batch = claiming.claim("interactive", size=50, worker="one", at=noon)
    ticks = iter(noon + timedelta(seconds=second) for second in range(100))
    outcome = delivering.deliver(
        batch, worker="one", clock=lambda: next(ticks), until=noon + timedelta(seconds=10)
    )
    assert (outcome.sent, outcome.stopped) == (3, False)
    assert Message.objects.filter(state=State.QUEUED).count() == 9


@pytest.mark.parametrize(
    ("reason", "begins"),
    [
        ("535 5.7.8", "It does not take our name and password"),
        ("sender 553 5.7.1", "It does not let us write as DEFAULT_FROM_EMAIL"),
        ("sender 452 4.3.1", "It is full or busy"),
        ("550, 10 letters in a row", "It refused so many letters"),
        ("SMTPNotSupportedError", "It offers no STARTTLS"),
        ("SSLCertVerificationError", "There is no TLS with it"),
        ("gaierror", "There is no such host"),
        ("connection lost again and again", "It hangs up"),
        ("ConnectionRefusedError", "It is not reached"),
        ("TimeoutError", "It is not reached"),
        ("something new", NOTHING_LOST),
    ],
)
def test_each_reason_comes_with_what_to_do(reason: str, begins: str) -> None:
    assert advice(reason).startswith(begins)
    assert advice(reason).endswith(NOTHING_LOST)


def test_the_administrator_reads_the_outbox_and_sends_again_what_was_given_up(noon: datetime) -> None:
    yesterday, today = timezone.now() - timedelta(days=1), timezone.now()
    before, since = news("plan:1", at=yesterday), news("plan:2", at=today)
    kept_back = news("plan:3", at=today)
    Message.objects.update(state=State.DEAD, reason="550")
    Message.objects.filter(pk=kept_back.pk).update(state=State.SUPPRESSED, reason="")
    suppress(recipient_hash(ADA), reason="550", at=today)

    def said(*arguments: str) -> list[str]:
        out = StringIO()
        call_command("outbox", *arguments, stdout=out)
        return out.getvalue().splitlines()

    assert said()[:3] == ["mail waiting: none", "mail put off: none", "mail dead: 2: 2 for 550"]
    day = timezone.localdate(today).isoformat()
    assert (
        said("--again", day)[0] == "Letters that are sent again: 2. Addresses that are written to again: 1."
    )
    assert [state_of(message) for message in (before, since, kept_back)] == [
        State.DEAD,
        State.RETRY,
        State.RETRY,
    ]
    with pytest.raises(CommandError, match="tomorrow is no day: give one such as 2026-11-30"):
        said("--again", "tomorrow")
