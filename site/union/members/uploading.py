"""An extract that comes in at the desk: kept, its columns told apart, checked, committed or thrown away.

Checking and committing are jobs. Who may do what is asked at the desk; the branches an upload may touch are
settled when it comes in, and hold for every later step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from io import BufferedReader
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from union.audit.recording import record
from union.expiring import Expired
from union.jobs.asking import ask_for, latest_of
from union.jobs.models import LIVE, Job
from union.jobs.working import JobRefused, advance
from union.members.enrolling import RollReport, RollStale, RollUnreadable, Terms, enrol_roll
from union.members.extract import (
    REQUIRED,
    guess_layout,
    judge_headings,
    judge_layout,
    readable,
    shape_of,
)
from union.members.keeping import KeptFile, Kind, as_csv, keep
from union.members.models import Branch, RollColumns, RollUpload
from union.members.reading import read_table
from union.pieces import SIZE

CHECK, COMMIT = "roll_check", "roll_commit"
KEPT_FOR = timedelta(hours=24)
MOST_OPEN = 5
SAMPLES = 3


class UploadClosed(Exception):
    """What was asked for cannot be done with this upload now; the message says why."""


class MostWouldLapse(UploadClosed):
    """Over half of the members of its branches are not in the file: perhaps it is only a part of the roll."""


def keep_upload(
    file: IO[bytes], *, name: str, branches: QuerySet[Branch], by: AbstractBaseUser, at: datetime
) -> RollUpload:
    """Keep an extract that may touch these branches, with its columns guessed or remembered.

    Raises RollUnreadable for a file that is no table, before anything is kept, and UploadClosed where
    somebody has too many of them open.
    """
    mine = RollUpload.objects.filter(by_id=by.pk, committed_at=None, discarded_at=None, at__gt=at - KEPT_FOR)
    if mine.count() >= MOST_OPEN:
        raise UploadClosed(f"You have {MOST_OPEN} files open: throw one of them away first.")
    table = read_table(file)
    judge_headings(table.headings)
    rows = [row.cells for row in islice(table.rows, SAMPLES) if not isinstance(row.cells, str)]
    digest, size, lines = _measure(file)
    with transaction.atomic():
        upload = RollUpload.objects.create(
            name=readable(PurePath(name.replace("\\", "/")).name)[-120:] or "extract",
            size=size,
            sha256=digest,
            lines=lines,
            by_id=by.pk,
            at=at,
            headings=table.headings,
            samples=[[readable(" ".join(cell[:80].split())) for cell in cells] for cells in rows],
            layout=_remembered(table.headings) or guess_layout(table.headings),
        )
        upload.branches.set(branches)
        keep(upload, Kind.EXTRACT, _blocks(file))
        record("roll.uploaded", subject=upload.subject, by=by, at=at, detail={"bytes": size})
    return upload


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(SIZE):
        yield block


def _measure(file: IO[bytes]) -> tuple[str, int, int]:
    """SHA-256, bytes, and about how many lines; of a workbook nobody knows."""
    digest, size, feeds, returns = hashlib.sha256(), 0, 0, 0
    for block in _blocks(file):
        digest.update(block)
        size += len(block)
        feeds += block.count(b"\n")
        returns += block.count(b"\r")
    file.seek(0)
    return digest.hexdigest(), size, 0 if file.read(2) == b"PK" else max(feeds, returns)


def _remembered(headings: Sequence[str]) -> list[str] | None:
    found = RollColumns.objects.filter(shape=shape_of(headings)).first()
    return list(found.layout) if found else None


def settle_columns(upload: RollUpload, layout: Sequence[str], *, by: AbstractBaseUser, at: datetime) -> Job:
    """Take this layout, remember it for files with the same headings, and have the file checked.

    Raises RollUnreadable for a layout that cannot be, UploadClosed, and AlreadyUnderWay.
    """
    judge_layout(layout, needed=REQUIRED)
    with _still_open(upload):
        RollUpload.objects.filter(pk=upload.pk).update(layout=list(layout), report=None, checked_at=None)
        upload.parts.filter(kind=Kind.FAULTS).delete()
        remembered = {"layout": list(layout), "at": at}
        RollColumns.objects.update_or_create(shape=shape_of(upload.headings), defaults=remembered)
        return ask_for(CHECK, subject=upload.subject, by=by, at=at)


def most_would_lapse(report: Mapping[str, Any]) -> bool:
    """Whether over half of the members who stand on the roll in the branches of the file are not in it."""
    return bool(report["missing"] > report["changed"] + report["unchanged"])


def ask_to_commit(
    upload: RollUpload, *, lapse: bool, sure: bool = False, by: AbstractBaseUser, at: datetime
) -> Job:
    """Have what the check has found written, as a job; `sure` where most members would lapse.

    Raises UploadClosed, MostWouldLapse and AlreadyUnderWay.
    """
    with _still_open(upload) as now:
        report = now.report
        if report is None or report["faults_found"]:
            raise UploadClosed("The file has not been checked without a fault: check it again.")
        if lapse and most_would_lapse(report) and not sure:
            raise MostWouldLapse(
                "Nothing was written: most members of these branches are not in the file, and would lapse at "
                "once. If it holds all who are members now, tick that you are sure. If it is a part of them, "
                "take the tick away: who is not in it then stays."
            )
        RollUpload.objects.filter(pk=upload.pk).update(report=report | {"lapse": lapse})
        return ask_for(COMMIT, subject=upload.subject, by=by, at=at)


def discard(upload: RollUpload, *, by: AbstractBaseUser, at: datetime) -> None:
    """Throw the file away, and everything that was read from it. Raises UploadClosed."""
    with _still_open(upload):
        RollUpload.objects.filter(pk=upload.pk).update(discarded_at=at, **_blank())
        upload.parts.all().delete()
        record("roll.discarded", subject=upload.subject, by=by, at=at)


def _blank() -> dict[str, Any]:
    return {"samples": [], "report": None}


@contextmanager
def _still_open(upload: RollUpload) -> Iterator[RollUpload]:
    """A transaction with the upload as it is now, locked; UploadClosed where it has ended or a job has it.

    It is looked at before the transaction too: on SQLite the job holds the only lock for as long as it reads.
    """
    _refuse_closed(RollUpload.objects.get(pk=upload.pk))
    with transaction.atomic():
        now = RollUpload.objects.select_for_update().get(pk=upload.pk)
        _refuse_closed(now)
        yield now


def _refuse_closed(upload: RollUpload) -> None:
    if not upload.is_open:
        raise UploadClosed("This file is on the roll already, or was thrown away.")
    if Job.objects.filter(subject=upload.subject, state__in=LIVE).exists():
        raise UploadClosed("The worker is busy with this file: wait, or stop it first.")


def current_job(upload: RollUpload) -> Job | None:
    """What is under way, or how the last step ended."""
    jobs = latest_of((CHECK, COMMIT), subject=upload.subject)
    return jobs[-1] if jobs else None


# --- the jobs


def check_upload(job: Job, *, at: datetime) -> dict[str, object]:
    """Find out what the file would do, and keep the report."""
    upload = _upload_of(job)
    with transaction.atomic():
        report = _enrol(upload, job, terms=_terms(upload), dry_run=True, by=None, at=at)
        RollUpload.objects.filter(pk=upload.pk, discarded_at=None).update(
            report=_kept_report(report), checked_at=at
        )
    return {"faults": report.faults_found}


def commit_upload(job: Job, *, at: datetime) -> dict[str, object]:
    """Write what the check has found, all of it or nothing; called again, it does nothing more.

    Raises JobRefused where the file is gone or written already, and where the roll has changed since the
    check, which then has to be done again.
    """
    upload = _upload_of(job)
    if upload.committed_at is not None or upload.report is None:
        return {}
    try:
        report = _write(upload, job, at=at)
    except RollStale as stale:
        # What the check found holds no longer: the file's page leads back to the check.
        RollUpload.objects.filter(pk=upload.pk).update(report=None, checked_at=None)
        raise JobRefused(str(stale)) from None
    return {"added": report.added, "changed": report.changed}


def _write(upload: RollUpload, job: Job, *, at: datetime) -> RollReport:
    """Write the file to the roll and let it go. Raises RollStale and JobRefused."""
    assert upload.report is not None
    terms = _terms(upload, lapse=upload.report["lapse"], seal=upload.report["seal"])
    with transaction.atomic():
        report = _enrol(upload, job, terms=terms, dry_run=False, by=job.requested_by, at=at)
        if report.faults_found:
            raise RollStale
        done = RollUpload.objects.filter(pk=upload.pk, committed_at=None, discarded_at=None)
        if not done.update(committed_at=at, samples=[], report=_kept_report(report)):
            raise JobRefused("This file is on the roll already, or was thrown away.")
        upload.parts.all().delete()
    return report


def _upload_of(job: Job) -> RollUpload:
    found = RollUpload.objects.filter(pk=job.subject.partition(":")[2]).first()
    if found is None or found.discarded_at is not None:
        raise JobRefused("The file is gone: it is kept for a day. Upload it again.")
    return found


def _terms(upload: RollUpload, *, lapse: bool = False, seal: str | None = None) -> Terms:
    within = frozenset(upload.branches.order_by().values_list("pk", flat=True))
    return Terms(layout=upload.layout, within=within, lapse=lapse, seal=seal)


def _enrol(
    upload: RollUpload, job: Job, *, terms: Terms, dry_run: bool, by: AbstractBaseUser | None, at: datetime
) -> RollReport:
    """Enrol the kept file, telling how far it is. Raises RollStale, and JobRefused in a refusal's words."""
    try:
        return enrol_roll(
            BufferedReader(KeptFile(upload), SIZE),
            by=by,
            at=at,
            dry_run=dry_run,
            terms=terms,
            progress=lambda lines: advance(
                job, done=lines, total=max(upload.lines, lines) if upload.lines else 0
            ),
            on_faults=lambda faults: keep(upload, Kind.FAULTS, as_csv(faults)),
        )
    except RollUnreadable as reason:
        raise JobRefused(str(reason)) from None


def _kept_report(report: RollReport) -> dict[str, object]:
    return {**asdict(report), "faults": [[f.line, f.column, f.reason] for f in report.faults]}


# --- letting go


def expire_uploads(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Uploads, with all that was read from them, after a day; one that a worker has waits for its end."""
    busy = Job.objects.filter(state__in=LIVE, kind__in=[CHECK, COMMIT]).values_list("subject", flat=True)
    working = [int(subject.partition(":")[2]) for subject in busy]
    old = RollUpload.objects.filter(Q(at__lte=at - KEPT_FOR) & ~Q(pk__in=working))
    n = old.count()
    if n and not dry_run:
        for upload in old:
            upload.parts.all().delete()
            upload.delete()
    return [Expired("extracts of the roll", "24 hours", n)]


def let_go(*, at: datetime) -> int:
    """The same in every sweep: a day is not until the next night."""
    return sum(line.n for line in expire_uploads(at=at, dry_run=False))
