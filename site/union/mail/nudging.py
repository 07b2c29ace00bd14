"""Waking the workers of a lane once the messages are committed."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

from union.waking import wake

UNHEARD = 5  # seconds after which a call counts as lost


@dataclass(frozen=True)
class Nudge:
    """Wake the workers of one lane; equal to every other nudge of that lane, so that one is enough."""

    lane: str

    def __call__(self) -> None:
        nudge(self.lane)


def nudge_on_commit(lane: str) -> None:
    """Wake a worker once the current transaction is committed; at most once a lane and transaction."""
    wanted = Nudge(str(lane))
    registered = [entry[1] for entry in transaction.get_connection().run_on_commit]
    if wanted not in registered:
        transaction.on_commit(wanted, robust=True)


def nudge(lane: str) -> None:
    """Wake a worker of the lane now, unless a call is under way that none has heard yet.

    A hundred signings a second need no hundred calls: the worker that hears one looks for all there is.
    """
    if cache.add(_call(lane), 1, UNHEARD) and not wake("union.mail.tasks.send", args=(lane,), queue=lane):
        heard(lane)


def heard(lane: str) -> None:
    """No call is under way any more: whatever is committed from now on calls again."""
    cache.delete(_call(lane))


def _call(lane: str) -> str:
    return f"mail:called:{lane}"
