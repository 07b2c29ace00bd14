"""The nudge to the worker. What there is to do is in the database; the sweep finds it if this is lost."""

from django.db import transaction

from union.waking import wake


def wake_worker() -> None:
    """Once this transaction is committed, ask the worker for a pass; never fails the caller."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    wake("ballots.tasks.work", expires=30)
