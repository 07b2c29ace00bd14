"""Waking a worker after a commit: a nudge, never the guarantee."""

import logging
import time
from dataclasses import dataclass

from django.db import transaction

logger = logging.getLogger(__name__)

QUIET_SECONDS = 30.0  # after a failure, as long as the sweep needs at most


@dataclass(frozen=True)
class Nudge:
    """Wake the workers of one lane; equal to every other nudge of that lane, so that one is enough."""

    lane: str

    def __call__(self) -> None:
        nudge(self.lane)


class _Broker:
    """When this process last found the broker unreachable; while it is, nobody waits for it again."""

    quiet_until = 0.0


def nudge_on_commit(lane: str) -> None:
    """Wake a worker once the current transaction is committed; at most once a lane and transaction."""
    wanted = Nudge(str(lane))
    registered = [entry[1] for entry in transaction.get_connection().run_on_commit]
    if wanted not in registered:
        transaction.on_commit(wanted, robust=True)


def nudge(lane: str) -> bool:
    """Wake a worker now. A broker that is down is logged once and then left alone until the next sweep."""
    from union.mail.tasks import send

    if time.monotonic() < _Broker.quiet_until:
        return False
    try:
        send.apply_async(args=(lane,), queue=lane, retry=False, expires=60)
    except Exception as error:
        _Broker.quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("mail: no worker woken (%s); the sweep will send", type(error).__name__)
        return False
    return True
