"""Keying what stands on the sheets, line by line, until somebody says that it is all there."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from petitions.models import LINES, PaperBatch, PaperRow, PaperScan, Petition
from petitions.scans import kind_of
from petitions.sheets import PaperError
from union.accounts.models import User
from union.audit.recording import record

State = PaperBatch.State
# What stands on a line of the sheet; the keyer's part of a row.
ON_THE_LINE = (
    "unusable",
    "name",
    "postcode",
    "email",
    "role",
    "employer",
    "union_member",
    "decision_maker",
    "petition_news",
    "signed_on",
)
MOST_SCANS = 40


class LineTaken(PaperError):
    """This line of this sheet is keyed already."""


@transaction.atomic
def key_row(
    batch: PaperBatch, *, sheet: int, line: int, words: Mapping[str, Any], by: User, at: datetime
) -> PaperRow:
    """Enter one line; the same words again by the same person are the line that is there already, as a button
    was pressed twice. Raises PaperError, LineTaken."""
    lock(batch, among=[State.PRINTED], why="This batch is no longer being keyed.")
    row = PaperRow(batch=batch, sheet=sheet, line=line, keyed_by=by, keyed_at=at)
    write_line(row, words=words, at=at)
    try:
        _save(row)
    except LineTaken:
        there = batch.rows.filter(sheet=sheet, line=line, keyed_by=by).first()
        if there is None or any(getattr(there, field) != getattr(row, field) for field in ON_THE_LINE):
            raise
        return there
    return row


@transaction.atomic
def change_row(
    row: PaperRow, *, sheet: int, line: int, words: Mapping[str, Any], by: User, at: datetime
) -> None:
    """Key a line anew while the batch is open for keying. Raises PaperError, LineTaken."""
    lock(row.batch, among=[State.PRINTED], why="This batch is no longer being keyed.")
    row.sheet, row.line, row.keyed_by, row.keyed_at = sheet, line, by, at
    write_line(row, words=words, at=at)
    _save(row)


@transaction.atomic
def remove_row(row: PaperRow) -> None:
    """Take a line out that should not be there. Raises PaperError."""
    lock(row.batch, among=[State.PRINTED], why="This batch is no longer being keyed.")
    row.delete()


@transaction.atomic
def finish_keying(batch: PaperBatch, *, by: User, at: datetime) -> None:
    """Say that every line is keyed: from now on rows stay as they are, and somebody else checks them.

    The seed of the draw is fixed here. Raises PaperError.
    """
    lock(batch, among=[State.PRINTED], why="This batch is no longer being keyed.")
    rows = batch.rows.count()
    if not rows:
        raise PaperError("Key at least one line first.")
    batch.state, batch.keyed_by, batch.keyed_at = State.KEYED, by, at
    batch.seed, batch.rows_keyed = secrets.token_hex(16), rows
    batch.save(update_fields=["state", "keyed_by", "keyed_at", "seed", "rows_keyed"])
    note("petitions.paper_keyed", batch, by=by, at=at, rows=rows)


@transaction.atomic
def reopen(batch: PaperBatch, *, by: User, at: datetime) -> None:
    """Go back to keying, as long as nobody has looked at a row. Raises PaperError."""
    lock(batch, among=[State.KEYED], why="Only a batch that waits for its check can be opened again.")
    if batch.rows.exclude(verdict="").exists():
        raise PaperError("Its check has begun: what is wrong is corrected there.")
    batch.state, batch.keyed_by, batch.keyed_at, batch.seed = State.PRINTED, None, None, ""
    batch.save(update_fields=["state", "keyed_by", "keyed_at", "seed"])
    note("petitions.paper_reopened", batch, by=by, at=at)


@transaction.atomic
def add_scan(batch: PaperBatch, *, content: bytes, by: User, at: datetime) -> PaperScan:
    """Keep a picture of sheets with the batch, until the batch has been counted for a month.

    Raises PaperError for what is no PDF, JPEG or PNG of at most 10 MB.
    """
    lock(batch, among=[State.PRINTED, State.KEYED, State.FULL], why="This batch has been checked already.")
    if batch.scans.count() >= MOST_SCANS:
        raise PaperError(f"A batch holds at most {MOST_SCANS} scans.")
    kind = kind_of(content)
    scan = PaperScan.objects.create(batch=batch, kind=kind, size=len(content), content=content, by=by, at=at)
    note("petitions.paper_scanned", batch, by=by, at=at, scan=scan.pk, bytes=len(content))
    return scan


@transaction.atomic
def remove_scan(scan: PaperScan, *, by: User, at: datetime) -> None:
    """Delete a picture. Raises PaperError once the batch is counted: then it is kept for the month."""
    among = [State.PRINTED, State.KEYED, State.FULL, State.CHECKED]
    lock(scan.batch, among=among, why="This batch is counted: its scans are kept for 30 days.")
    note("petitions.paper_scan_removed", scan.batch, by=by, at=at, scan=scan.pk)
    scan.delete()


def next_line(batch: PaperBatch, *, sheet: int) -> tuple[int, int]:
    """The sheet and line to key next: the first free line of this sheet, else of the one after it."""
    taken = set(batch.rows.values_list("sheet", "line"))
    places = [(s, line) for s in range(sheet, batch.sheets + 1) for line in range(1, LINES + 1)]
    keyed = [line for s, line in taken if s == sheet]
    after = max(keyed, default=0)
    behind = [place for place in places if place not in taken and place > (sheet, after)]
    return next(iter(behind), next((place for place in places if place not in taken), (sheet, LINES)))


def first_day(petition: Petition) -> date | None:
    """The first day on which anybody may have signed."""
    return timezone.localdate(petition.opened_at) if petition.opened_at else None


def last_day(petition: Petition, *, at: datetime) -> date:
    ends = [moment for moment in (petition.closing_at, petition.closes_at, at) if moment]
    return timezone.localtime(min(ends)).date()


def lock(batch: PaperBatch, *, among: list[PaperBatch.State], why: str) -> None:
    """Lock the row, read it again, and refuse any other state."""
    batch.refresh_from_db(from_queryset=PaperBatch.objects.select_for_update(of=("self",)))
    if batch.state not in among:
        raise PaperError(why)


def note(action: str, batch: PaperBatch, *, by: User | None, at: datetime, **numbers: int) -> None:
    """An entry of the audit log: numbers, no names."""
    record(action, subject=f"paper_batch:{batch.pk}", by=by, at=at, detail=numbers)


def write_line(row: PaperRow, *, words: Mapping[str, Any], at: datetime) -> None:
    """Put on the row what stands on the line. Raises PaperError for what cannot have stood there."""
    petition = row.batch.petition
    if not (1 <= row.sheet <= row.batch.sheets and 1 <= row.line <= LINES):
        raise PaperError(f"This batch has sheets 1 to {row.batch.sheets} with lines 1 to {LINES}.")
    for field in ON_THE_LINE:
        setattr(row, field, words[field])
    opened = first_day(petition)
    if opened is None or row.signed_on < opened:
        raise PaperError("The petition was not open yet on that day.")
    if row.signed_on > last_day(petition, at=at):
        raise PaperError("Nobody can have signed after that: the day is still to come, or after the close.")


def _save(row: PaperRow) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise LineTaken(
            f"Line {row.line} of sheet {row.sheet} is keyed already: look at the numbers again."
        ) from None
