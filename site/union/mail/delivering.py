"""Carrying a batch of claimed messages to the mail server over one connection."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NoReturn

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from union.mail import claiming
from union.mail.bouncing import Judgement, Verdict, judge, suppress, suppressed_among
from union.mail.composing import compose, render
from union.mail.doubting import IN_A_ROW, SAID_OF_ALL, is_doubtful, is_the_servers, take_back, taken_since
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
    """One connection to the mail server, opened when first needed and again after it was lost.

    `taken` tells whether it has carried a letter since it was opened.
    """

    def __init__(self) -> None:
        self.backend: BaseEmailBackend = get_connection(answer_within=settings.MAIL_ANSWER_SECONDS)
        self.is_open = self.taken = False
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
        self.is_open, self.taken = True, False

    def carry(self, email: EmailMultiAlternatives) -> Judgement | None:
        """None where it was taken.

        A server that hangs up after so many letters, or after a while, gets the next over another line.
        """
        used = self.taken
        found = self._try(email)
        if found and found.line_lost and found.verdict is Verdict.PAUSE and used:
            self.open()
            found = self._try(email)
        return found

    def _try(self, email: EmailMultiAlternatives) -> Judgement | None:
        try:
            self.backend.send_messages([email])
        except Exception as error:
            found = judge(error)
            if found.line_lost:
                self.losses += 1
                self.close()
            return found
        self.taken, self.losses = True, 0
        return None

    def close(self) -> None:
        if self.is_open:
            self.is_open = False
            self.backend.close()


@dataclass
class Round:
    """One batch on its way: who carries it, and which letters were refused since one was taken."""

    worker: str
    clock: Callable[[], datetime]
    line: Line = field(default_factory=Line)
    refused: list[tuple[Message, Judgement]] = field(default_factory=list)
    sent: int = 0
    met_refusal: bool = False


def deliver(
    batch: list[Message], *, worker: str, clock: Callable[[], datetime], until: datetime | None = None
) -> Outcome:
    """Send each message and commit its result before the next; no message's fault stops the others.

    A fault of the server gives the rest of the batch back untouched and shuts the channel for a while.
    Begins no message after `until`, and gives back what is left then.
    """
    now = Round(worker, clock)
    unwanted = suppressed_among(batch)
    try:
        for message in batch:
            if until is not None and clock() >= until:
                break
            now.line.open()
            if not claiming.begin(message, worker=worker, at=clock()):
                continue
            if message.recipient_hash in unwanted:
                claiming.finish(message, State.SUPPRESSED, worker=worker)
            else:
                _send_one(message, now)
        _believe(now)
        if until is not None:
            claiming.release(worker)
    except ChannelShut as shut:
        for message, found in now.refused:
            claiming.give_back(message, worker=worker, at=clock(), reason=found.reason)
        claiming.release(worker)
        shut_channel(shut, at=clock())
        return Outcome(now.sent, stopped=True)
    finally:
        now.line.close()
    if now.sent or not now.met_refusal:
        Channel.objects.all().delete()
    return Outcome(now.sent, stopped=False)


def _send_one(message: Message, now: Round) -> None:
    """Render, send, commit."""
    try:
        letter = render(message)
        if letter is None:
            claiming.finish(message, State.CANCELLED, worker=now.worker)
            return
        email = compose(message, letter, at=now.clock())
    except Exception as error:
        logger.warning("mail: message %s cannot be rendered: %s", message.pk, type(error).__name__)
        reason = f"render: {type(error).__name__}"
        claiming.put_off(message, worker=now.worker, at=now.clock(), reason=reason)
        return
    try:
        found = now.line.carry(email)
    except ChannelShut as shut:  # between two lines: it costs the letter no try
        now.refused.append((message, Judgement(Verdict.PAUSE, shut.reason)))
        raise
    if found is None:
        claiming.finish(message, State.SENT, worker=now.worker, sent_at=now.clock(), reason="")
        now.sent += 1
        _settle_all(now)
    else:
        logger.info("mail: message %s: %s", message.pk, found.reason)
        _refused(message, found, now)


def _refused(message: Message, found: Judgement, now: Round) -> None:
    """Settle it, or wait until it is clear whose fault it is. Raises ChannelShut where it is the server's."""
    now.met_refusal = True
    if not is_doubtful(found, tries=message.attempts):
        _settle(message, found, now)
        return
    now.refused.append((message, found))
    if found.verdict in {Verdict.STOP, Verdict.PAUSE} and not found.line_lost:
        raise ChannelShut(found.reason, refused=found.verdict is Verdict.STOP)
    if len(now.refused) >= IN_A_ROW:
        _blame_the_server(now)


def _believe(now: Round) -> None:
    """The batch ended with refusals. Raises ChannelShut where the letters before it met nothing else."""
    if now.refused and not now.sent:
        last = now.refused[-1][1]
        if last.verdict is Verdict.PAUSE:
            raise ChannelShut(last.reason, refused=False)
        if is_the_servers(now.refused):
            _blame_the_server(now)
    _settle_all(now)


def _blame_the_server(now: Round) -> NoReturn:
    take_back(at=now.clock())
    raise ChannelShut(f"{now.refused[-1][1].reason}{SAID_OF_ALL}", refused=False)


def _settle_all(now: Round) -> None:
    """The server takes letters: what it refused was refused for itself."""
    for message, found in now.refused:
        _settle(message, found, now)
    now.refused.clear()


def _settle(message: Message, found: Judgement, now: Round) -> None:
    """Do what the server's answer asks for."""
    at = now.clock()
    if found.verdict in {Verdict.RETRY, Verdict.PAUSE}:
        if claiming.is_last_try(message) and not taken_since(message.queued_at):
            minutes = claiming.RETRY_MINUTES[-1]
            claiming.give_back(message, worker=now.worker, at=at, reason=found.reason, minutes=minutes)
        else:
            claiming.put_off(message, worker=now.worker, at=at, reason=found.reason)
        return
    claiming.finish(message, State.DEAD, worker=now.worker, reason=found.reason)
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
