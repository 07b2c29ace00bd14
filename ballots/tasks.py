"""Wake-up calls for ballots; what there is to do is found in the database."""

from celery import shared_task
from django.utils import timezone

from ballots import due


@shared_task
def work() -> None:
    """One pass of everything due in ballots; may run twice, and beside the sweep, without harm."""
    due.pass_once(at=timezone.now())
