"""The wake-up call of printed pages; what there is to draw is found in the database."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from union.pages.drawing import draw_due, is_due, wake_worker

DRAWING, HELD = "pages:prints-drawing", 120  # seconds, longer than a share and its last PDF
SHARE = 10.0


@shared_task
def draw_prints() -> None:
    """Draw for ten seconds and queue up again for the rest, one worker at a time.

    All pages of a site take minutes: the sweep and letters are not to wait for them, nor a worker's end.
    May run twice, and beside the sweep, without harm.
    """
    if not cache.add(DRAWING, 1, HELD):
        return  # who draws looks again afterwards
    try:
        draw_due(at=timezone.now(), seconds=SHARE)
    finally:
        cache.delete(DRAWING)
    if is_due(at=timezone.now()):
        wake_worker()
