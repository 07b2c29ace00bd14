"""Wake-up calls of the whole site; the work itself is found in the database."""

from celery import shared_task
from django.utils import timezone

from union import sweeping


@shared_task
def sweep() -> None:
    """One pass of everything due; may run twice, and beside itself, without harm."""
    sweeping.sweep(at=timezone.now())
