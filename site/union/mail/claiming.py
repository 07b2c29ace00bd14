"""The moves of a message through its states. Each is one conditional UPDATE: a lost race changes nothing."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from union.mail.models import Message, State
from union.statements import changed

RETRY_MINUTES = (1, 5, 15, 60, 240, 720)
JITTER = 0.1  # up to a tenth later, so that what failed together does not come back together


def lease_from(at: datetime) -> datetime:
    """Longer than the slowest delivery up to the letter itself: three steps of EMAIL_TIMEOUT each."""
    return at + timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def lease_in_hand(at: datetime) -> datetime:
    """The same, and until the server must have answered to the letter."""
    return lease_from(at) + timedelta(seconds=settings.MAIL_ANSWER_SECONDS)


def due(lane: str, *, at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(lane=lane, state__in=[State.QUEUED, State.RETRY], next_at__lte=at)


def claim(lane: str, *, size: int, worker: str, at: datetime) -> list[Message]:
    """Take up to `size` due messages of a lane for `worker`, oldest first; no two workers get the same one.

    PostgreSQL skips rows another worker is taking; SQLite's transactions begin IMMEDIATE, one at a time.
    """
    with transaction.atomic(durable=True):
        rows = due(lane, at=at).select_for_update(skip_locked=True).order_by("next_at", "pk")
        batch = list(rows[:size])
        Message.objects.filter(pk__in=[m.pk for m in batch], state__in=[State.QUEUED, State.RETRY]).update(
            state=State.CLAIMED, worker=worker, lease_until=lease_from(at)
        )
    return batch


BEGIN = (
    'UPDATE "mail_message" SET lease_until = %s, attempts = attempts + 1'
    " WHERE id = %s AND state = 'claimed' AND worker = %s"
)


def begin(message: Message, *, worker: str, at: datetime) -> bool:
    """Renew the lease of one message and count the attempt, just before it is sent; False if it was lost."""
    message.attempts += 1
    return changed(BEGIN, [lease_in_hand(at), message.pk, worker]) == 1


def finish(message: Message, state: State, *, worker: str, **fields: object) -> bool:
    """Move a message out of `worker`'s hands into `state`; False if it was no longer there."""
    news = {"state": state.value, "worker": "", "lease_until": None, **fields}
    columns = ", ".join(f"{column} = %s" for column in news)
    sql = f"UPDATE \"mail_message\" SET {columns} WHERE id = %s AND state = 'claimed' AND worker = %s"
    return changed(sql, [*news.values(), message.pk, worker]) == 1


def put_off(
    message: Message,
    *,
    worker: str,
    at: datetime,
    reason: str,
    chance: Callable[[], float] = random.random,
) -> bool:
    """To be tried again after 1, 5, 15, 60, 240 and 720 minutes, each up to a tenth later; then dead."""
    if is_last_try(message):
        return finish(message, State.DEAD, worker=worker, reason=reason)
    minutes = RETRY_MINUTES[message.attempts - 1] * (1 + JITTER * chance())
    return finish(message, State.RETRY, worker=worker, reason=reason, next_at=at + timedelta(minutes=minutes))


def is_last_try(message: Message) -> bool:
    return message.attempts > len(RETRY_MINUTES)


def give_back(
    message: Message, *, worker: str, at: datetime, reason: str, minutes: int = RETRY_MINUTES[0]
) -> bool:
    """As if it had not been tried: the fault is the server's. Others come first for a while."""
    next_at = at + timedelta(minutes=minutes)
    fields = {"reason": reason, "next_at": next_at, "attempts": message.attempts - 1}
    return finish(message, State.RETRY, worker=worker, **fields)


def release(worker: str) -> int:
    """Give back everything `worker` holds, as it was: the fault is not the messages'."""
    held = Message.objects.filter(state=State.CLAIMED, worker=worker)
    fresh = held.filter(attempts=0).update(state=State.QUEUED, worker="", lease_until=None)
    return fresh + held.update(state=State.RETRY, worker="", lease_until=None)


def reclaim_expired(*, at: datetime) -> int:
    """Take back what a lost worker held. A message that was being sent each time its worker died is dead.

    A lease twice as long as any is of a clock that was ahead and has been put right.
    """
    lost = Q(lease_until__lt=at) | Q(lease_until__gt=at + 2 * (lease_in_hand(at) - at))
    expired = Message.objects.filter(lost, state=State.CLAIMED)
    spent = expired.filter(attempts__gt=len(RETRY_MINUTES))
    dead = spent.update(state=State.DEAD, worker="", lease_until=None, reason="worker lost")
    return dead + expired.update(state=State.RETRY, worker="", lease_until=None)


def bring_forward(*, at: datetime) -> int:
    """Let leave now what was written to leave at once by a clock that was ahead and has been put right."""
    ahead = Message.objects.filter(state=State.QUEUED, queued_at__gt=at, next_at=F("queued_at"))
    return ahead.update(next_at=at)


def call_off(kind: str, subject: str) -> int:
    """Nothing more of this kind about this subject leaves, but what a worker has in hand; how many stay."""
    waiting = Message.objects.filter(kind=kind, subject=subject, state__in=[State.QUEUED, State.RETRY])
    return waiting.update(state=State.CANCELLED)
