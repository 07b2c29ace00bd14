"""Wake-up calls of the outbox, on one queue a lane."""

from celery import shared_task
from django.utils import timezone

from union.mail import claiming
from union.mail.nudging import heard, nudge
from union.mail.sending import send_due

SHARE = 100
SECONDS = 600.0  # where the server is slow; a worker's patience ends at half an hour


@shared_task
def send(lane: str) -> None:
    """Send a share of one lane and queue up again for the rest: one worker serves every lane in turn."""
    heard(lane)
    at = timezone.now()
    if send_due(at=at, lane=lane, limit=SHARE, seconds=SECONDS) and claiming.due(lane, at=at).exists():
        nudge(lane)
