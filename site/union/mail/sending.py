"""Writing to the outbox and emptying it."""

import hashlib
import hmac
import os
import socket
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from union.leases import clock_from
from union.mail import claiming, delivering
from union.mail.models import Lane, Message, State
from union.mail.nudging import nudge_on_commit
from union.mail.rendering import mail_kinds
from union.statements import insert

BATCH = 50
ROWS = 1000  # in one INSERT
# Who waits comes first; many at once come last.
LANES = (Lane.INTERACTIVE, Lane.SYSTEM, Lane.BULK)


def recipient_hash(address: str) -> str:
    """The keyed hash under which an address is known to the outbox."""
    return hmac.new(
        settings.MAIL_HASH_KEY.encode(), address.strip().lower().encode(), hashlib.sha256
    ).hexdigest()


def enqueue(
    kind: str, *, subject: str, to: str, at: datetime, version: int = 1, language: str = "en"
) -> None:
    """Put one message in the outbox, in the caller's transaction; the same message twice is one.

    Once that transaction is committed a worker is woken; where that fails the sweep sends the message.
    Raises KeyError for a kind nobody registered.
    """
    enqueue_many(kind, [Envelope(subject, to, language)], version=version, at=at)


@dataclass(frozen=True)
class Envelope:
    """What one of many messages of a kind is about, and who gets it."""

    subject: str
    to: str
    language: str = "en"


def enqueue_many(
    kind: str,
    envelopes: Iterable[Envelope],
    *,
    at: datetime,
    version: int = 1,
    not_before: datetime | None = None,
) -> None:
    """The same for many messages of one kind, a thousand in a statement; none leaves before `not_before`."""
    lane = mail_kinds()[kind].lane
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    rows = [
        {
            "kind": kind,
            "subject": envelope.subject,
            "recipient": envelope.to.strip(),
            "recipient_hash": recipient_hash(envelope.to),
            "version": version,
            "language": envelope.language,
            "lane": lane.value,
            "state": State.QUEUED.value,
            "message_id": f"<{uuid.uuid4().hex}@{domain}>",
            "attempts": 0,
            "next_at": not_before or at,
            "worker": "",
            "queued_at": at,
            "reason": "",
        }
        for envelope in envelopes
    ]
    for start in range(0, len(rows), ROWS):
        insert(Message, rows[start : start + ROWS], on_conflict="DO NOTHING")
    if rows:
        nudge_on_commit(lane)


def send_due(
    *, at: datetime, lane: str | None = None, limit: int = 10_000, seconds: float | None = None
) -> int:
    """Send what is due, in one lane or in all of them, those somebody waits for first; says how many left.

    Takes at most `limit` messages and begins none after `seconds`. Must not be called inside a
    transaction: none may be open while a mail server is spoken to. Each message leaves at least once; a
    worker that dies between a server's yes and its own commit sends that one message again, with the same
    Message-ID.
    """
    clock = clock_from(at)
    worker = f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    until = None if seconds is None else at + timedelta(seconds=seconds)
    claiming.reclaim_expired(at=at)
    sent = taken = 0
    while taken < limit and (until is None or clock() < until):
        batch = next_batch(lane, size=min(BATCH, limit - taken), worker=worker, at=clock())
        if not batch:
            break
        taken += len(batch)
        outcome = delivering.deliver(batch, worker=worker, clock=clock, until=until)
        sent += outcome.sent
        if outcome.stopped:
            break
    return sent


def next_batch(lane: str | None, *, size: int, worker: str, at: datetime) -> list[Message]:
    """Claim from the first lane that has something due; nothing while the channel is stopped."""
    if delivering.is_stopped(at=at):
        return []
    for candidate in [lane] if lane else LANES:
        if batch := claiming.claim(candidate, size=size, worker=worker, at=at):
            return batch
    return []
