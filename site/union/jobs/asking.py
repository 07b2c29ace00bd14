"""Asking for a job, and calling it off.

The whole interface for an app that has long work to do:

    ask_for("roll_check", subject=f"roll_upload:{upload.pk}", by=user, at=at)   # in your transaction
    latest("roll_check", subject=...)                                           # for the page
    cancel(job, at=at)                                                          # behind its button

    @hooks.register("job_kind")
    def kinds() -> list[JobKind]:
        return [JobKind("roll_check", "Checking the extract", work)]

    def work(job: Job, *, at: datetime) -> dict[str, object]:
        for n, thing in enumerate(things):
            advance(job, done=n, total=len(things))      # cheap; raises Cancelled when somebody called it off
        return {"things": len(things)}                   # becomes job.report

On a page: `{% job_progress job cancel_url %}` and `look_again(answer, job)` of `union.jobs.showing`. What a
sweep finds due by itself it does there and then with `carry_out`, unless another worker has it.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Max

from union.jobs.kinds import job_kinds
from union.jobs.models import LIVE, Job, State
from union.jobs.pacing import Pace
from union.jobs.working import advance, do_now
from union.waking import wake

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(minutes=5)  # what has failed will hardly do better in the next sweep


class AlreadyUnderWay(Exception):
    """A job of this kind on this subject waits or runs; another has to wait until it has ended."""


def ask_for(kind: str, *, subject: str, by: AbstractBaseUser | None, at: datetime) -> Job:
    """Put a job in the queue, in the caller's transaction; once that is committed a worker is woken.

    Where that fails the sweep finds it. Raises AlreadyUnderWay, and KeyError for a kind nobody registered.
    """
    known = job_kinds()[kind]
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=known.name, subject=subject, requested_by_id=by.pk if by else None, asked_at=at
            )
    except IntegrityError:
        if Job.objects.filter(kind=kind, subject=subject, state__in=LIVE).exists():
            raise AlreadyUnderWay(f"{known.title} is under way already: wait until it has ended.") from None
        raise
    transaction.on_commit(wake_worker, robust=True)
    return job


def cancel(job: Job, *, at: datetime) -> bool:
    """Call a job off: at once while it waits, at its next step while it runs. False if it has ended.

    What it has done by then is its own affair: one that writes in a single transaction has done nothing.
    """
    mine = Job.objects.filter(pk=job.pk)
    if mine.filter(state=State.WAITING).update(state=State.CANCELLED, cancel_asked=True, finished_at=at):
        return True
    return mine.filter(state=State.RUNNING).update(cancel_asked=True) == 1


def carry_out(kind: str, *, subject: str, at: datetime) -> Mapping[str, int]:
    """Do this here and now; what came of it, and nothing where it was not done here.

    It is not while another worker has it, nor within five minutes of a failure. As all jobs, outside a
    transaction.
    """
    job = _due(kind, subject=subject, at=at)
    if job is None or not do_now(job, at=at):
        return {}
    job.refresh_from_db()
    if job.state == State.FAILED:
        logger.warning("jobs: %s of %s failed: %s", kind, subject, job.reason)
    return job.report


def telling(job: Job) -> Pace:
    """What tells a job how far its work is: how many are done, of how many."""
    return lambda done, of: advance(job, done=done, total=of)


def latest(kind: str, *, subject: str) -> Job | None:
    """The newest job of this kind on this subject, ended or not."""
    return Job.objects.filter(kind=kind, subject=subject).order_by("-pk").first()


def latest_of(kinds: Collection[str], *, subject: str) -> list[Job]:
    """The newest job of each of these kinds on this subject, the oldest of them first. One query."""
    found = Job.objects.filter(kind__in=kinds, subject=subject)
    newest = found.order_by().values("kind").annotate(newest=Max("pk")).values("newest")
    return list(Job.objects.filter(pk__in=newest).order_by("pk"))


def _due(kind: str, *, subject: str, at: datetime) -> Job | None:
    """The job that waits or runs, or a new one; None just after a failure."""
    job = latest(kind, subject=subject)
    if job is not None and job.is_live:
        return job
    failed_at = job.finished_at if job is not None and job.state == State.FAILED else None
    if failed_at is not None and at < failed_at + AGAIN_AFTER:
        return None
    try:
        return ask_for(kind, subject=subject, by=None, at=at)
    except AlreadyUnderWay:
        return None


def wake_worker() -> None:
    wake("union.jobs.tasks.work")
