"""A message from the outbox to the server, and what each answer of the server does to it."""

import logging
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
from django.core.mail import EmailMessage

from tests.union.mail.factories import ADA, BEN, CAT, news, state_of
from tests.union.mail.post_office import PostOffice
from union.mail import delivering
from union.mail.models import Channel, Message, State, Suppression
from union.mail.sending import enqueue, recipient_hash, send_due

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1)


def refused(address: str, code: int, words: bytes) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused({address: (code, words)})


def mailboxes(letters: list[EmailMessage]) -> list[str]:
    return [letter.to[0] for letter in letters]


@pytest.mark.any_database
def test_message_leaves_once(noon: datetime, post_office: type[PostOffice]) -> None:
    message = news("plan:1", at=noon)
    assert send_due(at=noon) == 1
    assert send_due(at=noon + LATER) == 0
    assert state_of(message) == State.SENT
    assert (message.attempts, message.worker, message.lease_until) == (1, "", None)
    assert mailboxes(post_office.delivered) == [ADA]


@pytest.mark.any_database
def test_same_message_twice_is_one(noon: datetime) -> None:
    news("plan:1", at=noon)
    enqueue("news_interactive", subject="plan:1", to=" ADA@example.org", at=noon + LATER)
    enqueue("news_interactive", subject="plan:1", to=ADA, at=noon, version=2)
    assert list(Message.objects.values_list("version", "queued_at").order_by("pk")) == [(1, noon), (2, noon)]


def test_kind_nobody_registered_is_refused(noon: datetime) -> None:
    with pytest.raises(KeyError, match="gossip"):
        enqueue("gossip", subject="plan:1", to=ADA, at=noon)


def test_message_waits_for_its_time(noon: datetime, post_office: type[PostOffice]) -> None:
    news("plan:1", at=noon)
    assert send_due(at=noon - LATER) == 0
    assert post_office.opened == 0


def test_letter_on_the_wire(noon: datetime, post_office: type[PostOffice]) -> None:
    message = news("plan:1", at=noon)
    send_due(at=noon)
    letter: Any = post_office.delivered[0].message()
    names = ("Subject", "From", "To", "Message-ID", "Auto-Submitted", "List-Unsubscribe")
    assert [letter[name] for name in names] == [
        "News of plan:1",
        "Tenpoint <campaigns@example.org>",
        ADA,
        message.message_id,
        "auto-generated",
        "<https://news.example.org/stop/>",
    ]
    assert letter["Date"].startswith("Tue, 15 Mar 2022 12:")
    text, html = letter.get_payload()
    assert (text.get_content_type(), text.get_payload()) == ("text/plain", "Plain.\n")
    assert html.get_content_type() == "text/html"
    assert '<p style="color: red;">Dressed.</p>' in html.get_payload()


def test_unwanted_message_is_cancelled(noon: datetime, post_office: type[PostOffice]) -> None:
    message = news("gone:1", at=noon)
    assert send_due(at=noon) == 0
    assert (state_of(message), post_office.delivered) == (State.CANCELLED, [])


def test_suppressed_address_gets_nothing(noon: datetime, post_office: type[PostOffice]) -> None:
    Suppression.objects.create(recipient_hash=recipient_hash("Ada@example.org"), reason="550", since=noon)
    ada, ben = news("plan:1", at=noon), news("plan:1", at=noon, to=BEN)
    assert send_due(at=noon) == 1
    assert [state_of(ada), state_of(ben)] == [State.SUPPRESSED, State.SENT]
    assert mailboxes(post_office.delivered) == [BEN]


def test_letter_that_cannot_be_rendered_stops_no_other(
    noon: datetime, post_office: type[PostOffice], caplog: pytest.LogCaptureFixture
) -> None:
    broken, ben = news("broken:1", at=noon), news("plan:1", at=noon, to=BEN)
    assert send_due(at=noon) == 1
    assert [state_of(broken), state_of(ben)] == [State.RETRY, State.SENT]
    assert broken.reason == "render: LookupError"
    assert "@" not in caplog.text


def test_letter_that_can_never_be_rendered_is_dead_after_seven_tries(
    noon: datetime, post_office: type[PostOffice]
) -> None:
    broken = news("broken:1", at=noon)
    for day in range(7):
        assert state_of(broken) in {State.QUEUED, State.RETRY}
        send_due(at=noon + day * LATER)
    assert state_of(broken) == State.DEAD
    assert (broken.attempts, broken.reason) == (7, "render: LookupError")


def test_bounce_kills_the_message_and_suppresses_the_address(
    noon: datetime, post_office: type[PostOffice], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "union")
    post_office.answers[ADA] = [refused(ADA, 550, b"5.1.1 <ada@example.org> no such mailbox")]
    ada, ben = news("plan:1", at=noon), news("plan:1", at=noon, to=BEN)
    assert send_due(at=noon) == 1
    assert [state_of(ada), state_of(ben)] == [State.DEAD, State.SENT]
    assert ada.reason == "550 5.1.1"
    assert list(Suppression.objects.values_list("recipient_hash", "reason")) == [
        (recipient_hash(ADA), "550 5.1.1")
    ]
    assert "@" not in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        refused(ADA, 450, b"4.2.1 greylisted"),
        refused(ADA, 550, b"5.7.1 relaying denied"),
        SMTPDataError(452, b"4.3.1 disk full"),
        SMTPServerDisconnected("gone"),
        TimeoutError(),
    ],
    ids=["greylisted", "policy", "disk", "hung-up", "timeout"],
)
def test_passing_trouble_is_tried_again(
    noon: datetime, post_office: type[PostOffice], answer: Exception
) -> None:
    post_office.answers[ADA] = [answer]
    ada, ben = news("plan:1", at=noon), news("plan:1", at=noon, to=BEN)
    assert send_due(at=noon) == 1
    assert [state_of(ada), state_of(ben)] == [State.RETRY, State.SENT]
    assert (ada.attempts, ada.next_at >= noon + timedelta(minutes=1)) == (1, True)
    assert Suppression.objects.count() == 0
    assert send_due(at=ada.next_at) == 1
    assert [letter.extra_headers["Message-ID"] for letter in post_office.delivered] == [
        ben.message_id,
        ada.message_id,
    ]


def test_letter_the_server_will_never_take_is_dead(noon: datetime, post_office: type[PostOffice]) -> None:
    post_office.answers[ADA] = [SMTPDataError(554, b"5.6.0 not like this")]
    ada = news("plan:1", at=noon)
    send_due(at=noon)
    assert (state_of(ada), ada.reason, Suppression.objects.count()) == (State.DEAD, "554 5.6.0", 0)


def test_connection_is_one_a_batch_and_opened_again_after_a_loss(
    noon: datetime, post_office: type[PostOffice]
) -> None:
    for number in range(3):
        news(f"plan:{number}", at=noon)
    assert (send_due(at=noon), post_office.opened) == (3, 1)
    post_office.answers[ADA] = [SMTPServerDisconnected("gone")]
    news("plan:8", at=noon)
    news("plan:9", at=noon, to=BEN)
    assert (send_due(at=noon), post_office.opened) == (1, 3)


def test_wrong_password_gives_everything_back_and_stops_for_five_minutes(
    noon: datetime, post_office: type[PostOffice]
) -> None:
    post_office.door = [SMTPAuthenticationError(535, b"5.7.8 who are you")]
    messages = [news("plan:1", at=noon, to=address) for address in (ADA, BEN, CAT)]
    assert send_due(at=noon) == 0
    assert [(state_of(m), m.attempts) for m in messages] == [(State.QUEUED, 0)] * 3
    channel = Channel.objects.get()
    assert (channel.reason, channel.refused) == ("535 5.7.8", True)
    assert (send_due(at=noon + timedelta(minutes=4)), post_office.opened) == (0, 0)
    assert send_due(at=noon + LATER) == 3
    assert Channel.objects.count() == 0


def test_password_asked_for_in_the_middle_gives_the_rest_back(
    noon: datetime, post_office: type[PostOffice]
) -> None:
    post_office.answers[ADA] = [SMTPDataError(530, b"5.7.0 authenticate first")]
    ada, ben = news("plan:1", at=noon), news("plan:1", at=noon, to=BEN)
    assert send_due(at=noon) == 0
    assert [state_of(ada), state_of(ben)] == [State.RETRY, State.QUEUED]
    assert send_due(at=noon + LATER) == 2


def test_server_out_of_reach_costs_no_try(noon: datetime, post_office: type[PostOffice]) -> None:
    post_office.door = [ConnectionRefusedError()]
    ada = news("plan:1", at=noon)
    assert send_due(at=noon) == 0
    assert (state_of(ada), ada.attempts, Channel.objects.get().refused) == (State.QUEUED, 0, False)
    assert send_due(at=noon + LATER) == 1


def test_a_server_that_goes_away_between_two_letters_costs_the_second_no_try(
    noon: datetime, post_office: type[PostOffice]
) -> None:
    ada, ben = news("plan:1", at=noon), news("plan:1", at=noon, to=BEN)
    post_office.answers[BEN] = [SMTPServerDisconnected("gone")]
    post_office.door = [None, ConnectionRefusedError()]
    assert send_due(at=noon) == 1
    assert (state_of(ada), state_of(ben), ben.attempts) == (State.SENT, State.RETRY, 0)
    assert (Channel.objects.get().reason, ben.reason) == ("ConnectionRefusedError", "ConnectionRefusedError")


def test_server_that_hangs_up_on_everybody_is_left_alone(
    noon: datetime, post_office: type[PostOffice]
) -> None:
    messages = [news("plan:1", at=noon, to=f"{n}@example.org") for n in range(5)]
    for message in messages:
        post_office.answers[message.recipient] = [SMTPServerDisconnected("gone")]
    assert send_due(at=noon) == 0
    assert [state_of(m) for m in messages] == [State.RETRY] * 3 + [State.QUEUED] * 2
    assert post_office.opened == delivering.LOSSES_ALLOWED


def test_those_who_wait_come_first(noon: datetime, post_office: type[PostOffice]) -> None:
    news("plan:1", at=noon, to=CAT, lane="bulk")
    news("plan:1", at=noon, to=BEN, lane="system")
    news("plan:1", at=noon, to=ADA, lane="interactive")
    assert send_due(at=noon) == 3
    assert mailboxes(post_office.delivered) == [ADA, BEN, CAT]


def test_lane_is_sent_alone(noon: datetime, post_office: type[PostOffice]) -> None:
    news("plan:1", at=noon, to=CAT, lane="bulk")
    news("plan:1", at=noon, to=ADA, lane="interactive")
    assert send_due(at=noon, lane="bulk") == 1
    assert mailboxes(post_office.delivered) == [CAT]


def test_limit_holds(noon: datetime, post_office: type[PostOffice]) -> None:
    for number in range(3):
        news(f"plan:{number}", at=noon)
    assert [send_due(at=noon, limit=2), send_due(at=noon, limit=2)] == [2, 1]


def test_time_is_up_before_the_first_batch(noon: datetime, post_office: type[PostOffice]) -> None:
    news("plan:1", at=noon)
    assert send_due(at=noon, seconds=0) == 0
