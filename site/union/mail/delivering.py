"""Carrying a batch of claimed messages to the mail server over one connection."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from union.mail import claiming
from union.mail.bouncing import Judgement, Verdict, judge, suppress, suppressed_among
from union.mail.composing import compose, render
from union.mail.models import Channel, Message, State

logger = logging.getLogger(__name__)

UNREACHABLE_PAUSE = timedelta(seconds=20)  # less than a sweep: the next one tries again
REFUSED_PAUSE = timedelta(minutes=5)  # a wrong password, tried often, locks an account
LOSSES_ALLOWED = 3  # lines lost one after the other before the fault is the server's


class ChannelShut(Exception):
    """The mail server cannot be reached, or takes nothing from us."""

    def __init__(self, reason: str, *, refused: bool) -> None:
        super().__init__(reason)
        self.reason, self.refused = reason, refused


@dataclass(frozen=True)
class Outcome:
    sent: int
    stopped: bool


class Line:
    """One connection to the mail server, opened when first needed and again after it was lost."""

    def __init__(self) -> None:
        self.backend: BaseEmailBackend = get_connection()
        self.is_open = False
        self.losses = 0

    def open(self) -> None:
        """Raises ChannelShut where the server does not answer or refuses who we are."""
        if self.is_open:
            return
        if self.losses >= LOSSES_ALLOWED:
            raise ChannelShut("connection lost again and again", refused=False)
        try:
            self.backend.open()
        except Exception as error:
            found = judge(error)
            raise ChannelShut(found.reason, refused=found.verdict is Verdict.STOP) from None
        self.is_open = True

    def send(self, email: EmailMultiAlternatives) -> None:
        self.backend.send_messages([email])
        self.losses = 0

    def lose(self) -> None:
        self.losses += 1
        self.close()

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.backend.close()


def deliver(batch: list[Message], *, worker: str, clock: Callable[[], datetime]) -> Outcome:
    """Send each message and commit its result before the next; no message's fault stops the others.

    A fault of the server gives the rest of the batch back untouched and shuts the channel for a while.
    """
    line, sent = Line(), 0
    unwanted = suppressed_among(batch)
    try:
        for message in batch:
            line.open()
            if not claiming.begin(message, worker=worker, at=clock()):
                continue
            if message.recipient_hash in unwanted:
                claiming.finish(message, State.SUPPRESSED, worker=worker)
            else:
                sent += _send_one(message, line, worker=worker, clock=clock)
    except ChannelShut as shut:
        claiming.release(worker)
        shut_channel(shut, at=clock())
        return Outcome(sent, stopped=True)
    finally:
        line.close()
    Channel.objects.all().delete()
    return Outcome(sent, stopped=False)


def _send_one(message: Message, line: Line, *, worker: str, clock: Callable[[], datetime]) -> int:
    """Render, send, commit; 1 if it left."""
    try:
        letter = render(message)
        if letter is None:
            claiming.finish(message, State.CANCELLED, worker=worker)
            return 0
        email = compose(message, letter, at=clock())
    except Exception as error:
        logger.warning("mail: message %s cannot be rendered: %s", message.pk, type(error).__name__)
        claiming.put_off(message, worker=worker, at=clock(), reason=f"render: {type(error).__name__}")
        return 0
    try:
        line.send(email)
    except Exception as error:
        _settle(message, judge(error), line, worker=worker, at=clock())
        return 0
    claiming.finish(message, State.SENT, worker=worker, sent_at=clock(), reason="")
    return 1


def _settle(message: Message, found: Judgement, line: Line, *, worker: str, at: datetime) -> None:
    """Do what the server's answer asks for. Raises ChannelShut when it takes nothing from us."""
    logger.info("mail: message %s: %s", message.pk, found.reason)
    if found.line_lost:
        line.lose()
    if found.verdict is Verdict.STOP:
        raise ChannelShut(found.reason, refused=True)
    if found.verdict is Verdict.RETRY:
        claiming.put_off(message, worker=worker, at=at, reason=found.reason)
        return
    claiming.finish(message, State.DEAD, worker=worker, reason=found.reason)
    if found.verdict is Verdict.BOUNCE:
        suppress(message.recipient_hash, reason=found.reason, at=at)


def is_stopped(*, at: datetime) -> bool:
    """No pause is longer than that after a refusal: one that seems so is of a clock that was ahead."""
    return Channel.objects.filter(try_again_at__gt=at, try_again_at__lte=at + REFUSED_PAUSE).exists()


def shut_channel(shut: ChannelShut, *, at: datetime) -> None:
    """Try nothing for a while; the first moment of a fault is kept until a batch goes through."""
    logger.error("mail: channel shut: %s", shut.reason)
    again = at + (REFUSED_PAUSE if shut.refused else UNREACHABLE_PAUSE)
    now = {"reason": shut.reason, "refused": shut.refused, "try_again_at": again}
    Channel.objects.update_or_create(name="email", defaults=now, create_defaults={**now, "shut_since": at})
