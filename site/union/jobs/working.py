"""Doing the jobs that wait: claiming one, telling how far it is, and settling how it ended.

Each move is one conditional UPDATE, so that a lost race changes nothing. A worker holds a job by a lease,
which `advance` renews; a job whose worker died is taken up again when its lease has ended.
"""

import logging
import os
import socket
import time
import traceback
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Q

from union.jobs.kinds import job_kinds
from union.jobs.models import Job, State
from union.leases import clock_from, free

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than any single statement of a job
TRIES = 3
TELL_EVERY = 1.0  # seconds
GAVE_UP = "The work was broken off three times. If that happens again, tell whoever runs the site."
UNEXPECTED = (
    "Something went wrong on our side and nothing was done. "
    "If that happens again, tell whoever runs the site."
)
TELL = (
    "UPDATE jobs_job SET done = %s, total = %s, lease_until = %s"
    " WHERE id = %s AND worker = %s AND state = 'running'"
)


class Cancelled(Exception):
    """Somebody called the job off; let it through, so that the transaction around it is rolled back."""


class Lost(Exception):
    """Another worker has the job: this one was too slow with its lease."""


class JobRefused(Exception):
    """The job cannot be done; the message says why, and what to do, to whoever asked for it."""


def claim(*, worker: str, at: datetime) -> Job | None:
    """Take the job that has waited longest, or one whose worker died; no two workers get the same one."""
    settle_dead(at=at)
    oldest = Job.objects.filter(_free(at)).order_by("asked_at", "pk").values_list("pk", flat=True)
    while pk := oldest.first():
        if job := _take(pk, worker=worker, at=at):
            return job
    return None


def _take(pk: int, *, worker: str, at: datetime) -> Job | None:
    """This very job, unless it has ended or another worker has it."""
    taken = Job.objects.filter(_free(at), pk=pk).update(
        state=State.RUNNING,
        worker=worker,
        lease_until=at + LEASE,
        tries=F("tries") + 1,
        begun_at=at,
        done=0,
    )
    if not taken:
        return None
    job = Job.objects.get(pk=pk)
    job.claimed = time.monotonic()
    return job


def settle_dead(*, at: datetime) -> int:
    """End what a dead worker left and nobody wants any more, and what has killed its worker three times."""
    dead = Job.objects.filter(_abandoned(at))
    ended = dead.filter(cancel_asked=True).update(state=State.CANCELLED, worker="", finished_at=at)
    return ended + dead.filter(tries__gte=TRIES).update(
        state=State.FAILED, reason=GAVE_UP, worker="", finished_at=at
    )


def _free(at: datetime) -> Q:
    return Q(state=State.WAITING) | _abandoned(at)


def _abandoned(at: datetime) -> Q:
    return free("lease_until", at=at, lease=LEASE) & Q(state=State.RUNNING)


def advance(job: Job, *, done: int, total: int | None = None) -> None:
    """Tell how far the job is, and renew its lease. Call it as often as you like: it writes once a second.

    Inside a transaction on PostgreSQL it is told beside that transaction, over a connection of its own, and
    so others see it at once. SQLite has one writer: there nobody can call off what is being written. Raises
    Cancelled when the job was called off, and Lost when another worker has it.
    """
    now = time.monotonic()
    job.done, job.total = done, job.total if total is None else total
    if now - job.told < TELL_EVERY:
        return
    job.told = now
    with _beside() as cursor:
        if cursor is not None:
            _tell(job, cursor)


def _now(job: Job) -> datetime:
    """The time of the claim, run on."""
    assert job.begun_at is not None
    return job.begun_at + timedelta(seconds=time.monotonic() - job.claimed)


def _tell(job: Job, cursor: CursorWrapper) -> None:
    lease = connection.ops.adapt_datetimefield_value(_now(job) + LEASE)
    cursor.execute(TELL, [job.done, job.total, lease, job.pk, job.worker])
    cursor.execute("SELECT cancel_asked, worker FROM jobs_job WHERE id = %s", [job.pk])
    found = cursor.fetchone()
    if found is None:  # asked for in the very transaction that is still open
        return
    if found[1] != job.worker:
        raise Lost(f"job {job.pk} has another worker")
    if found[0]:
        raise Cancelled(f"job {job.pk} was called off")


@contextmanager
def _beside() -> Iterator[CursorWrapper | None]:
    """A cursor outside the transaction that may be open; None where there is no such thing."""
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            yield cursor
    elif connection.vendor == "postgresql":
        aside = connections.create_connection(DEFAULT_DB_ALIAS)
        try:
            with aside.cursor() as cursor:
                yield cursor
        finally:
            aside.close()
    else:
        yield None


def finish(job: Job, *, report: Mapping[str, object], at: datetime) -> bool:
    """The job is done; False if another worker has it."""
    return _end(job, State.DONE, at=at, report=dict(report), done=job.total or job.done, total=job.total)


def fail(job: Job, reason: str, *, at: datetime) -> bool:
    """The job was not done, for a reason that whoever asked will read."""
    return _end(job, State.FAILED, at=at, reason=reason[:300])


def _end(job: Job, state: State, *, at: datetime, **fields: object) -> bool:
    mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker)
    return mine.update(state=state, worker="", lease_until=None, finished_at=at, **fields) == 1


def run_waiting(*, at: datetime, seconds: float | None = None) -> int:
    """Do the jobs that wait, one after the other; how many ended. Begins none after `seconds`.

    Must not be called inside a transaction: a job opens its own. Whatever a job raises ends that job alone.
    """
    worker, ended, clock = _name(), 0, clock_from(at)
    until = None if seconds is None else at + timedelta(seconds=seconds)
    while until is None or clock() < until:
        job = claim(worker=worker, at=clock())
        if job is None:
            break
        ended += _run(job)
    return ended


def do_now(job: Job, *, at: datetime) -> bool:
    """Do this very job here and now, unless it has ended or another worker has it; whether it ended here.

    For work that a sweep finds due and nobody has to be asked for. As `run_waiting`, outside a transaction.
    """
    settle_dead(at=at)
    mine = _take(job.pk, worker=_name(), at=at)
    return mine is not None and _run(mine)


def _name() -> str:
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def _run(job: Job) -> bool:
    try:
        report = job_kinds()[job.kind].work(job, at=_now(job))
    except Cancelled:
        return _end(job, State.CANCELLED, at=_now(job))
    except Lost:
        logger.warning("jobs: job %s was taken by another worker", job.pk)
        return False
    except JobRefused as refused:
        return fail(job, str(refused), at=_now(job))
    except Exception as error:
        _note(job, error)
        return fail(job, UNEXPECTED, at=_now(job))
    return finish(job, report=report, at=_now(job))


def _note(job: Job, error: Exception) -> None:
    """Log where it went wrong and not what was said: an error of the database quotes the row."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "jobs: job %s (%s) failed: %s at %s:%s",
        job.pk, job.kind, type(error).__name__, place.filename, place.lineno,
    )  # fmt: skip
