"""What a mail server's answer means for a message, and addresses that must not be written to again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from union.mail.models import Message, Suppression
from union.mail.patience import Unanswered


class Verdict(Enum):
    RETRY = "try again later"
    DEAD = "this letter will never be taken"
    BOUNCE = "this address takes no letters"
    PAUSE = "the server takes nothing from anybody just now"
    STOP = "the server takes nothing from us"


@dataclass(frozen=True)
class Judgement:
    """`reason` is a code or the name of an exception: a server's own words may name the address.

    `line_lost` says that the connection cannot carry another message.
    """

    verdict: Verdict
    reason: str
    line_lost: bool = False


def judge(error: Exception) -> Judgement:
    """Sort an error of one message (RFC 5321 4.2, RFC 3463). A refusal by policy (5.7) blames no address.

    Our sender is the same in every letter, so what is said of it is said of all; and a line that was lost
    before the letter was handed over tells nothing of the letter.
    """
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return _judge_refusal(code, words, permanent=Verdict.BOUNCE)
    if isinstance(error, SMTPAuthenticationError):
        return Judgement(Verdict.STOP, _reason(error.smtp_code, error.smtp_error))
    if isinstance(error, SMTPSenderRefused):
        return _judge_sender(error.smtp_code, error.smtp_error)
    if isinstance(error, SMTPResponseException):
        permanent = Verdict.DEAD if isinstance(error, SMTPDataError) else Verdict.RETRY
        return _judge_refusal(error.smtp_code, error.smtp_error, permanent=permanent)
    if isinstance(error, Unanswered):
        return Judgement(Verdict.RETRY, "no answer to the letter", line_lost=True)
    lost = isinstance(error, SMTPException | OSError)
    return Judgement(Verdict.PAUSE if lost else Verdict.RETRY, type(error).__name__, line_lost=lost)


def _judge_sender(code: int, words: bytes | str) -> Judgement:
    found = _judge_refusal(code, words, permanent=Verdict.STOP)
    if code == 552 or " 5.3.4" in found.reason:  # the letter is too large
        return Judgement(Verdict.DEAD, found.reason)
    verdict = Verdict.PAUSE if code < 500 else Verdict.STOP
    return Judgement(verdict, f"sender {found.reason}", line_lost=found.line_lost)


def _judge_refusal(code: int, words: bytes | str, *, permanent: Verdict) -> Judgement:
    reason = _reason(code, words)
    if code in {530, 535}:
        return Judgement(Verdict.STOP, reason)
    if code == 421:  # it closes the line, whatever for
        return Judgement(Verdict.PAUSE, reason, line_lost=True)
    by_policy = permanent is Verdict.BOUNCE and " 5.7." in reason
    if code < 500 or by_policy:
        return Judgement(Verdict.RETRY, reason)
    return Judgement(permanent, reason)


def _reason(code: int, words: bytes | str) -> str:
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)
    enhanced = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", text)
    return f"{code} {enhanced[1]}" if enhanced else str(code)


def suppress(recipient_hash: str, *, reason: str, at: datetime) -> None:
    """Never write to this address again; the first reason stands."""
    Suppression.objects.get_or_create(recipient_hash=recipient_hash, defaults={"reason": reason, "since": at})


def forgive(hashes: Iterable[str], *, since: datetime) -> int:
    """Forget what these addresses are said to have refused since then: the fault was the server's."""
    return Suppression.objects.filter(recipient_hash__in=hashes, since__gte=since).delete()[0]


def suppressed_among(messages: Iterable[Message]) -> set[str]:
    """The recipient hashes of these messages that must not be written to."""
    hashes = {message.recipient_hash for message in messages}
    found = Suppression.objects.filter(recipient_hash__in=hashes)
    return set(found.values_list("recipient_hash", flat=True))
