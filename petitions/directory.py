"""Bringing our directory of postcodes to what the statistics office has published: all of it, or nothing.

The lines go into a temporary table of the connection and from there into ours with one statement, so that
neither 2.7 million lines nor a fault in the last of them costs more than time.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO

from django.db import connection, transaction

from petitions import directory_file
from petitions.directory_file import DirectoryUnreadable, Fault, PassedOver, Row
from petitions.models import Constituency, DirectoryImport
from union.accounts.models import User
from union.audit.recording import record

BATCH = 1000
TOLD_EVERY = 50_000  # lines
FAULTS_SHOWN = 100
Progress = Callable[[int], None]


@dataclass
class Report:
    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    passed_over: int = 0
    faulty: int = 0
    faults: list[Fault] = field(default_factory=list)  # the first hundred
    dry_run: bool = False

    def fault(self, fault: Fault) -> None:
        self.faulty += 1
        if len(self.faults) < FAULTS_SHOWN:
            self.faults.append(fault)


class DirectoryRefused(Exception):
    """Lines of the file are faulty, and nothing was written; the report names them."""

    def __init__(self, report: Report) -> None:
        lines = "line" if report.faulty == 1 else "lines"
        super().__init__(f"{report.faulty:,} faulty {lines}: nothing was written.")
        self.report = report


def _untold(lines: int) -> None:
    pass


def import_directory(
    file: IO[bytes],
    *,
    by: User | None,
    at: datetime,
    names: IO[bytes] | None = None,
    dry_run: bool = False,
    progress: Progress = _untold,
) -> Report:
    """Add and change postcodes and constituencies; none is taken away, as signers may still write them.

    Again with the same file changes nothing. A dry run does everything and takes it back. Raises
    DirectoryUnreadable and DirectoryRefused; then nothing was written.
    """
    with transaction.atomic():
        report = _import(file, names=names, progress=progress)
        report.dry_run = dry_run
        if dry_run:
            transaction.set_rollback(True)
        else:
            numbers = {"lines": report.lines, "added": report.added, "changed": report.changed}
            record("petitions.directory", subject="postcodes", by=by, at=at, detail=numbers)
    return report


def import_by_command(
    file: IO[bytes], *, at: datetime, names: IO[bytes] | None, progress: Progress = _untold
) -> Report:
    """The import, and the row that has signatures resolved by it afterwards."""
    with transaction.atomic():
        report = import_directory(file, by=None, at=at, names=names, progress=progress)
        done(DirectoryImport(asked_at=at), report, at=at)
    return report


def done(row: DirectoryImport, report: Report, *, at: datetime) -> None:
    """Note on the row what the import did; the sweep then resolves signatures by it."""
    row.state, row.finished_at, row.leased_until = DirectoryImport.State.DONE, at, None
    row.lines, row.passed_over = report.lines, report.passed_over
    row.added, row.changed = report.added, report.changed
    row.save()


def _import(file: IO[bytes], *, names: IO[bytes] | None, progress: Progress) -> Report:
    report = Report()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")  # one statement moves the whole country
        cursor.execute(
            "CREATE TEMPORARY TABLE directory_lines (line integer NOT NULL, postcode varchar(8) NOT NULL,"
            " constituency varchar(9) NOT NULL, region varchar(4) NOT NULL)"
        )
        _load(_told(directory_file.rows(file), report, progress))
        _judge(report)
        _bring_over(report)
        _constituencies(directory_file.names(names) if names else [])
        cursor.execute("DROP TABLE directory_lines")  # after a fault the rollback takes it away
    return report


def _told(
    found: Iterable[Row | Fault | PassedOver], report: Report, progress: Progress
) -> Iterator[tuple[int, str, str, str]]:
    """The good lines; the report counts the others."""
    for line in found:
        report.lines += 1
        if report.lines % TOLD_EVERY == 0:
            progress(report.lines)
        if isinstance(line, Fault):
            report.fault(line)
        elif isinstance(line, PassedOver):
            report.passed_over += 1
        else:
            yield line.line, line.postcode, line.constituency, line.region


def _load(lines: Iterator[tuple[int, str, str, str]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY directory_lines FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
            return
        while batch := list(islice(lines, BATCH)):
            cursor.executemany("INSERT INTO directory_lines VALUES (%s, %s, %s, %s)", batch)


def _judge(report: Report) -> None:
    """Refuse faulty lines, and a postcode that stands twice. Raises DirectoryRefused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(line), min(line) FROM directory_lines GROUP BY postcode HAVING count(*) > 1"
            " ORDER BY 1"
        )
        while twice := cursor.fetchmany(BATCH):
            for line, first in twice:
                report.fault(Fault(line, f"its postcode stands on line {first:,} already."))
    if not report.lines:
        raise DirectoryUnreadable("The file has headings but no postcodes: choose the whole directory.")
    if report.faulty:
        raise DirectoryRefused(report)


def _bring_over(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(known.postcode),"
            " coalesce(sum(CASE WHEN known.constituency = new.constituency AND known.region = new.region"
            " THEN 1 ELSE 0 END), 0) FROM directory_lines AS new"
            " LEFT JOIN petitions_postcode AS known ON known.postcode = new.postcode"
        )
        everything, known, report.unchanged = cursor.fetchone()
        report.added, report.changed = everything - known, known - report.unchanged
        if report.unchanged == everything:
            return
        cursor.execute(
            "INSERT INTO petitions_postcode (postcode, constituency, region)"
            " SELECT postcode, constituency, region FROM directory_lines WHERE true"
            " ON CONFLICT (postcode) DO UPDATE"
            " SET constituency = excluded.constituency, region = excluded.region"
            " WHERE petitions_postcode.constituency <> excluded.constituency"
            " OR petitions_postcode.region <> excluded.region"
        )


def _constituencies(names: Iterable[tuple[str, str, str]]) -> None:
    """Every constituency of the file with its region, under its code until a name is known."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO petitions_constituency (code, name, name_cy, region)"
            " SELECT constituency, constituency, '',"
            " CASE WHEN min(region) = max(region) THEN min(region) ELSE '' END"
            " FROM directory_lines WHERE constituency <> '' GROUP BY constituency"
            " ON CONFLICT (code) DO UPDATE SET region = excluded.region"
        )
    rows = {code: Constituency(code=code, name=name, name_cy=welsh) for code, name, welsh in names}
    Constituency.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["code"], update_fields=["name", "name_cy"]
    )
