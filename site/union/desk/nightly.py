"""The nightly round of what is kept too long, called for by every sweep and run by the first after three."""

from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from union.desk.models import Night
from union.expiring import Expired, delete_in_batches, expire

JOB = "purge_expired"
NIGHT_BEGINS = timedelta(hours=3)


def purge(*, at: datetime) -> int:
    """Let go of what is due, once a night however many workers ask; how many rows.

    The night is taken before the work: a part that fails is logged by the sweep and tried the next night.
    """
    night = (timezone.localtime(at) - NIGHT_BEGINS).date()
    if not _take(night):
        return 0
    return sum(line.n for line in expire(at=at, dry_run=False))


def _take(night: date) -> bool:
    """Whether nobody has taken this night before; one conditional statement decides."""
    taken = Night.objects.filter(job=JOB).values_list("day", flat=True).first()
    if taken is None:
        return Night.objects.get_or_create(job=JOB, defaults={"day": night})[1]
    return taken < night and Night.objects.filter(job=JOB, day__lt=night).update(day=night) == 1


def expire_sessions(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Sessions that nobody can use any more; one of them may hold a proved address."""
    n = delete_in_batches(Session.objects.filter(expire_date__lt=at), dry_run=dry_run)
    return [Expired("sessions of browsers", "until they end", n)]
