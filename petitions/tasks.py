"""Wake-up calls; the deltas themselves wait in the database."""

import logging

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from petitions import counting

logger = logging.getLogger(__name__)
ROLL_UP_EVERY = 5  # seconds


@shared_task
def roll_up() -> None:
    """Bring the counts up to date; may run twice, and beside itself, without harm."""
    counting.roll_up(at=timezone.now())


def nudge_roll_up() -> None:
    """Ask for a roll-up soon, once in five seconds for the whole site. Without a broker the sweep does it."""
    try:
        if cache.add("petitions:roll-up-asked", 1, ROLL_UP_EVERY):
            roll_up.apply_async(countdown=ROLL_UP_EVERY, retry=False)
    except Exception as error:  # whatever a broker or cache raises: a nudge is never worth a signature
        logger.warning("roll-up not asked for: %s", type(error).__name__)
