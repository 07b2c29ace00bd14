"""How newsletters are doing, for /healthz/."""

from datetime import datetime, timedelta

from django.db.models import Q

from campaigns.newsletters.models import Mailing
from union.health import Finding

LATE = timedelta(minutes=15)
SLOW = timedelta(hours=2)


def health(*, at: datetime) -> list[Finding]:
    """Not well: a mailing that should have begun 15 minutes ago, or is not queued after two hours."""
    due = Q(send_at__lt=at - LATE) | Q(send_at=None, approved_at__lt=at - LATE)
    late = Mailing.objects.filter(due, state=Mailing.State.SCHEDULED)
    slow = Mailing.objects.filter(state=Mailing.State.SENDING, queued_at=None, begun_at__lt=at - SLOW)
    n = late.filter(approved_at__lt=at - LATE).count() + slow.count()
    return [Finding("newsletters that hang", ok=not n, detail=str(n))]
