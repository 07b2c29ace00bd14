"""Wake-up calls; the deltas themselves wait in the database."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from petitions import counting, directory_queue, handing_in, telling
from union.waking import wake

ROLL_UP_EVERY = 5  # seconds


@shared_task
def roll_up() -> None:
    """Bring the counts up to date; may run twice, and beside itself, without harm."""
    counting.roll_up(at=timezone.now())


@shared_task
def prepare_packs() -> None:
    """Make the hand-in packs that wait; may run twice, and beside the sweep, without harm."""
    handing_in.prepare_packs(at=timezone.now())


@shared_task
def import_directories() -> None:
    """Import the directories that wait; may run twice, and beside itself, without harm."""
    directory_queue.import_waiting(at=timezone.now())


def nudge_roll_up() -> None:
    """Ask for a roll-up soon, once in five seconds for the whole site. Without a broker the sweep does it."""
    if cache.add("petitions:roll-up-asked", 1, ROLL_UP_EVERY):
        wake("petitions.tasks.roll_up", countdown=ROLL_UP_EVERY)


@shared_task
def tell() -> None:
    """Queue the letters of what was published; goes on where a lost worker stopped."""
    telling.carry_on(at=timezone.now())
