"""Waking a worker after a commit: a nudge, never the guarantee. What there is to do is in the database."""

import logging
import time
from collections.abc import Sequence

from celery import current_app

logger = logging.getLogger(__name__)

QUIET_SECONDS = 30.0  # after a failure, as long as the sweep needs at most


class _Broker:
    """When this process last found the broker unreachable; while it is, nobody waits for it again."""

    quiet_until = 0.0


def wake(
    task: str,
    *,
    args: Sequence[object] = (),
    queue: str = "system",
    countdown: int | None = None,
    expires: int = 60,
) -> bool:
    """Ask a worker to run `task` soon; whether it was asked.

    Never fails its caller: a broker that is down is logged once and then left alone until the next sweep.
    """
    if time.monotonic() < _Broker.quiet_until:
        return False
    try:
        current_app.send_task(task, args=args, queue=queue, countdown=countdown, expires=expires, retry=False)
    except Exception as error:
        _Broker.quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("no worker woken for %s (%s); the sweep will find it", task, type(error).__name__)
        return False
    return True
