"""The wake-up call of the jobs; what there is to do is found in the database."""

from celery import shared_task
from django.utils import timezone

from union.jobs import working


@shared_task
def work() -> None:
    """Do the jobs that wait; may run twice, and beside the sweep, without harm."""
    working.run_waiting(at=timezone.now())
