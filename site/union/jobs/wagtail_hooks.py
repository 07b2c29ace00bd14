"""What jobs contribute: the ones that wait in every sweep, what /healthz/ says, how long they are kept."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import Min
from wagtail import hooks

from union.expiring import Expired, delete_in_batches
from union.health import Finding, examine_worker
from union.jobs import working
from union.jobs.models import Job, LastSweep, State
from union.sweeping import FAILED

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


@hooks.register("swept")
def note_report(*, report: Mapping[str, int | str], at: datetime) -> None:
    """Write down which parts failed, and what this process alone can tell, unless that is nothing."""
    row = LastSweep.objects.get(pk=1)
    failed = [name for name, done in report.items() if done == FAILED]
    row.failing = {name: row.failing.get(name, at.isoformat()) for name in failed}
    row.findings = [astuple(found) for found in examine_worker(at=at)] or row.findings
    row.save(update_fields=["failing", "findings"])


@hooks.register("due", order=95)  # it may take long: after everything else somebody waits for
def run_jobs(*, at: datetime) -> int:
    """Do what no worker was woken for; a job that has been begun is done to its end."""
    return working.run_waiting(at=at, seconds=SWEEP_SECONDS)


@hooks.register("health")
def health(*, at: datetime) -> list[Finding]:
    """Not well: no sweep for five minutes, or ever, a part failing as long, a job waiting for fifteen."""
    stuck = Job.objects.filter(state=State.WAITING, asked_at__lt=at - STUCK).count()
    waiting = Finding("jobs waiting for over 15 minutes", ok=not stuck, detail=str(stuck))
    last = LastSweep.objects.first()
    if last is None:
        return [_never_swept(at), waiting]
    told = [Finding(name, ok, detail) for name, ok, detail in last.findings]
    return [_sweeping(last, at), _failing(last, at), *told, waiting]


def _never_swept(at: datetime) -> Finding:
    """Nobody expects a sweep of a site that is being set up; once somebody can sign in, it is in use."""
    used_since = get_user_model().objects.aggregate(first=Min("date_joined"))["first"]
    if used_since is None or at - used_since <= SILENT:
        return Finding("last sweep", ok=True, detail="not yet")
    return Finding("last sweep", ok=False, detail=f"none ever{AWAY}")


def _sweeping(last: LastSweep, at: datetime) -> Finding:
    late = abs(at - last.at) > SILENT  # or of a clock that was ahead, and nobody has swept since
    return Finding("last sweep", ok=not late, detail=f"{last}{AWAY if late else ''}")


def _failing(last: LastSweep, at: datetime) -> Finding:
    """A fault that has passed with the next sweep wakes nobody."""
    since = {name: datetime.fromisoformat(when) for name, when in last.failing.items()}
    lasting = sorted(name for name, when in since.items() if last.at - when >= SILENT)
    detail = ", ".join(f"{name} since {since[name]:%d %B %H:%M} UTC" for name in lasting)
    return Finding("parts of the sweep that fail", ok=not lasting, detail=detail or "none")


@hooks.register("expiring")
def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    n = delete_in_batches(Job.objects.filter(finished_at__lt=at - KEPT_FOR), dry_run=dry_run)
    return [Expired("jobs that have ended", "30 days", n)]
