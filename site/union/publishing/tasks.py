"""The wake-up call of what is printed for the press; what there is to draw stands in the cache."""

from celery import shared_task
from django.utils import timezone

from union.publishing import press_prints


@shared_task
def draw_press_prints() -> None:
    """Draw what was asked for; may run twice, and beside the sweep, without harm."""
    press_prints.draw_press_prints(at=timezone.now())
