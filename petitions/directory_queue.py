"""Imports of the directory that were asked for in the CMS: rows that the worker takes up one by one."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.files.base import File
from django.db import transaction

from petitions.directory import DirectoryRefused, done, import_directory
from petitions.directory_file import DirectoryUnreadable
from petitions.models import DirectoryImport
from union.accounts.models import User
from union.leases import free, in_turn
from union.waking import wake

LEASE = timedelta(minutes=40)  # longer than a task may run
TRIES = 3
GAVE_UP = "The import was broken off three times: try the command import_postcodes on the server."
State = DirectoryImport.State


class AlreadyUnderWay(Exception):
    """Another import waits or runs."""


def ask_for_import(
    file: File[bytes], *, names: File[bytes] | None, by: User, at: datetime
) -> DirectoryImport:
    """Keep the files and put the import in the queue. Raises AlreadyUnderWay.

    That is asked before the transaction too: on SQLite an import holds the only lock for as long as it reads.
    """
    _refuse_a_second()
    with transaction.atomic():
        _refuse_a_second()
        return _keep(file, names=names, by=by, at=at)


def _refuse_a_second() -> None:
    if DirectoryImport.objects.filter(state=State.WAITING).exists():
        raise AlreadyUnderWay("An import is under way: wait until it is done.")


def _keep(file: File[bytes], *, names: File[bytes] | None, by: User, at: datetime) -> DirectoryImport:
    row = DirectoryImport(asked_at=at, by=by)
    row.file.save("directory", file, save=False)
    if names:
        row.names.save("names", names, save=False)
    row.save()
    transaction.on_commit(_nudge, robust=True)
    return row


def _nudge() -> None:
    wake("petitions.tasks.import_directories")


def wake_for_waiting(*, at: datetime) -> int:
    """Wake a worker for what waits; an import takes minutes, and the sweep has other things to do."""
    waiting = free("leased_until", at=at, lease=LEASE)
    found = DirectoryImport.objects.filter(waiting, state=State.WAITING).exists()
    if found:
        _nudge()
    return int(found)


def import_waiting(*, at: datetime) -> int:
    """Do every import that waits and that nobody else is doing; how many were done or refused."""
    waiting = DirectoryImport.objects.filter(state=State.WAITING).select_related("by")
    return sum(_import(row, at=at) for row in in_turn(waiting, at=at, lease=LEASE))


def _import(row: DirectoryImport, *, at: datetime) -> bool:
    try:
        if row.tries > TRIES:
            raise DirectoryUnreadable(GAVE_UP)
        with transaction.atomic():
            _work(row, at=at)
    except DirectoryUnreadable as reason:
        _refuse(row, str(reason), at=at)
    except DirectoryRefused as refused:
        row.lines = refused.report.lines
        _refuse(row, "\n".join([str(refused), *map(str, refused.report.faults)]), at=at)
    _forget_files(row)
    return True


def _work(row: DirectoryImport, *, at: datetime) -> None:
    names = row.names.open("rb") if row.names else None
    with row.file.open("rb") as file:
        report = import_directory(
            file, by=row.by, at=at, names=names, progress=lambda lines: _tell(row.pk, lines)
        )
    done(row, report, at=at)


def _refuse(row: DirectoryImport, faults: str, *, at: datetime) -> None:
    row.state, row.finished_at, row.leased_until, row.faults = State.REFUSED, at, None, faults
    row.save(update_fields=["state", "finished_at", "leased_until", "faults", "lines"])


def _forget_files(row: DirectoryImport) -> None:
    for file in (row.file, row.names):
        if file:
            file.delete(save=False)
    row.save(update_fields=["file", "names"])


def _tell(pk: int, lines: int) -> None:
    """For the screen: the row itself changes only with the whole import."""
    cache.set(f"petitions:directory:{pk}", lines, 3600)


def lines_read(row: DirectoryImport) -> int:
    return int(cache.get(f"petitions:directory:{row.pk}") or 0)
