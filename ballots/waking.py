"""The nudge to the worker. What has to be done is in the database; the sweep finds it if the nudge is lost."""

import logging

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def wake_worker() -> None:
    """Once this transaction is committed, ask the worker for a pass of the ballots; never fails the caller."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    try:
        current_app.send_task("ballots.tasks.work", expires=30)
    except Exception as error:
        logger.warning(
            "ballots: no broker to wake the worker (%s); the sweep will find it", type(error).__name__
        )
