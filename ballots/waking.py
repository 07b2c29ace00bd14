"""The nudge to the worker. What there is to do is in the database; the sweep finds it if this is lost."""

import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def wake_worker() -> None:
    """Once this transaction is committed, ask the worker for a pass; never fails the caller."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    try:
        current_app.send_task("ballots.tasks.work", expires=30, retry=False)
    except Exception as error:
        logger.warning(
            "ballots: no broker to wake the worker (%s); the sweep will find it", type(error).__name__
        )
