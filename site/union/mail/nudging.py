"""Waking the workers of a lane once the messages are committed."""

from dataclasses import dataclass

from django.db import transaction

from union.waking import wake


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


def nudge(lane: str) -> bool:
    """Wake a worker of the lane now; whether it was asked."""
    return wake("union.mail.tasks.send", args=(lane,), queue=lane)
