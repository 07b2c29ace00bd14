"""The wake-up call of printed pages; what there is to draw is found in the database."""

from celery import shared_task
from django.utils import timezone

from union.pages.drawing import draw_due


@shared_task
def draw_prints() -> None:
    """Draw what is wanted; may run twice, and beside the sweep, without harm."""
    draw_due(at=timezone.now())
