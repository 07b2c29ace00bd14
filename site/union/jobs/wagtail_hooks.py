"""What jobs contribute: the ones that wait in every sweep, what /healthz/ says, how long they are kept."""

from datetime import datetime, timedelta

from wagtail import hooks

from union.expiring import Expired, in_batches
from union.health import Finding
from union.jobs import working
from union.jobs.models import Job, LastSweep, State

KEPT_FOR = timedelta(days=30)
STUCK = timedelta(minutes=15)
SILENT = timedelta(minutes=5)  # ten sweeps
SWEEP_SECONDS = 20.0
AWAY = ": is the worker running, and the scheduler?"


@hooks.register("due", order=-1)  # before all else: a long sweep is no silence
def note_sweep(*, at: datetime) -> int:
    """Write down that worker and scheduler are at work."""
    row = [LastSweep(pk=1, at=at)]
    LastSweep.objects.bulk_create(row, update_conflicts=True, update_fields=["at"], unique_fields=["id"])
    return 0


@hooks.register("due", order=95)  # it may take long: after everything else somebody waits for
def run_jobs(*, at: datetime) -> int:
    """Do what no worker was woken for; a job that has been begun is done to its end."""
    return working.run_waiting(at=at, seconds=SWEEP_SECONDS)


@hooks.register("health")
def health(*, at: datetime) -> list[Finding]:
    """Not well: no sweep for five minutes, or a job that nobody began in fifteen."""
    stuck = Job.objects.filter(state=State.WAITING, asked_at__lt=at - STUCK).count()
    return [_sweeping(at), Finding("jobs waiting for over 15 minutes", ok=not stuck, detail=str(stuck))]


def _sweeping(at: datetime) -> Finding:
    last = LastSweep.objects.first()
    if last is None:
        return Finding("last sweep", ok=True, detail="not yet")
    late = at - last.at > SILENT
    return Finding("last sweep", ok=not late, detail=f"{last}{AWAY if late else ''}")


@hooks.register("expiring")
def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    n = 0
    for batch in in_batches(Job.objects.filter(finished_at__lt=at - KEPT_FOR)):
        n += len(batch)
        if not dry_run:
            Job.objects.filter(pk__in=batch).delete()
    return [Expired("jobs that have ended", "30 days", n)]
