"""The nightly round of what is kept too long, called for by every sweep and run by the first after three."""

from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from union.audit.recording import record
from union.desk.models import Night
from union.expiring import Expired, delete_in_batches, expire
from union.health import Finding

JOB = "purge_expired"
LET_GO = "house.let_go"
FINDING = "letting go of what is kept too long"
NIGHT_BEGINS = timedelta(hours=3)
DAY = timedelta(days=1)
BEGUN = "the round begun at "  # stands in the row, with its time, until the round has ended
LONGEST = timedelta(hours=6)


def purge(*, at: datetime) -> int:
    """Let go of what is due, once a night however many workers ask; how many rows.

    The night is taken before the work: a part that fails is told by /healthz/ and tried the next night, and
    so is a round whose worker died.
    """
    night = (timezone.localtime(at) - NIGHT_BEGINS).date()
    if not _take(night, at=at):
        return 0
    return sum(line.n for line in let_go(at=at))


def let_go(*, at: datetime) -> list[Expired]:
    """Let go of what is due now: the report, and its numbers in the audit log where anything went."""
    lines = expire(at=at, dry_run=False)
    gone = {line.what: line.n for line in lines if line.n}
    with transaction.atomic():
        Night.objects.filter(job=JOB).update(failed=[line.what for line in lines if line.failed])
        if gone:
            record(LET_GO, subject="house", by=None, at=at, detail=gone)
    return lines


def health(*, at: datetime) -> list[Finding]:
    """Not well from a night in which a part failed, until one in which all of it is done.

    A round that has not ended hours later was broken off: the parts behind that place were not even tried.
    """
    failed = [name for night in Night.objects.filter(job=JOB) for name in night.failed]
    begun = [datetime.fromisoformat(name.removeprefix(BEGUN)) for name in failed if name.startswith(BEGUN)]
    if begun and abs(at - begun[0]) < LONGEST:
        return [Finding(FINDING, ok=True, detail="under way")]
    why = f"failed: {', '.join(failed)}; the log says why, and purge_expired tries again"
    return [Finding(FINDING, ok=not failed, detail=why if failed else "done")]


def _take(night: date, *, at: datetime) -> bool:
    """Whether nobody has taken this night before; one conditional statement decides.

    One after the next night was taken by a clock that was ahead and has been put right.
    """
    begun = {"day": night, "failed": [f"{BEGUN}{at.isoformat()}"]}
    taken = Night.objects.filter(job=JOB).values_list("day", flat=True).first()
    if taken is None:
        return Night.objects.get_or_create(job=JOB, defaults=begun)[1]
    if night <= taken <= night + DAY:
        return False
    other = Q(day__lt=night) | Q(day__gt=night + DAY)
    return Night.objects.filter(other, job=JOB).update(**begun) == 1


def expire_sessions(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Sessions that nobody can use any more; one of them may hold a proved address."""
    n = delete_in_batches(Session.objects.filter(expire_date__lt=at), dry_run=dry_run)
    return [Expired("sessions of browsers", "until they end", n)]
