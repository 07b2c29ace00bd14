"""Enrolling the membership extract: the only writer of the roll."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import IO

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.timezone import localdate

from union.audit.recording import record
from union.members.checking import Checker, Known
from union.members.differing import (
    TITLES,
    changed_addresses,
    difference,
    lapse_missing,
    missing_numbers,
    write,
)
from union.members.extract import (
    ADDRESS,
    HEADINGS,
    REQUIRED,
    Fault,
    Record,
    RollUnreadable,
    Table,
    guess_layout,
    judge_layout,
    records,
)
from union.members.models import Branch
from union.members.reading import read_table
from union.members.staging import FIELDS, Staging
from union.members.taking_turns import take_turns
from union.members.telling import tell_old_addresses
from union.pay.models import PayPoint

__all__ = ["Fault", "RollReport", "RollStale", "RollUnreadable", "enrol_roll"]

MOST_SHOWN = 1_000


class RollStale(Exception):
    """Since the file was checked the roll has changed, and it would do something else now."""

    def __init__(self) -> None:
        super().__init__("The roll has changed since this file was checked. Check it again, then write it.")


@dataclass(frozen=True)
class RollReport:
    """What the extract did to the roll, or would do; with faults it did nothing. Counts of members.

    `lapsed` are those among `changed` who were members in good standing or retired, and are so no longer.
    `not_added` come as lapsed and are not on the roll: they stay off it.
    `missing` are members of the branches in the file, not lapsed, who have no line in it. Of the faults, and
    of the numbers of the missing, the first thousand are here.
    """

    added: int = 0
    changed: int = 0
    lapsed: int = 0
    unchanged: int = 0
    not_added: int = 0
    new_employers: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    missing: int = 0
    missing_numbers: list[str] = field(default_factory=list)
    missing_lapsed: int = 0
    faults: list[Fault] = field(default_factory=list)
    faults_found: int = 0
    ignored: list[str] = field(default_factory=list)
    dry_run: bool = False
    seal: str = field(default="", compare=False)


@dataclass(frozen=True)
class Terms:
    """What somebody settled before an extract is enrolled.

    `layout` names the columns where the headings do not, and may leave out columns that need not be filled:
    the roll keeps what it has there. `within` are the branches whose members may be touched, None for all;
    where they are named, a mailbox is told that its member is written to elsewhere now.
    With `lapse`, members of the branches in the file who have no line in it lapse. `seal` is that of an
    earlier report, which must still hold.
    """

    layout: Sequence[str] | None = None
    within: Collection[int] | None = None
    lapse: bool = False
    seal: str | None = None


def enrol_roll(
    file: IO[bytes] | bytes,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    dry_run: bool = False,
    terms: Terms = Terms(),
    progress: Callable[[int], None] | None = None,
    on_faults: Callable[[Iterator[Fault]], None] | None = None,
) -> RollReport:
    """Bring the roll to what the extract says: all of it, or with one fault nothing of it.

    Run again, it changes nothing. A new employer is made, a new branch is a fault. A dry run reports the same
    and writes nothing. `progress` hears how many lines are read, `on_faults` every fault. Raises
    RollUnreadable for a file that is no extract at all, and RollStale where the seal no longer holds.
    """
    table = read_table(BytesIO(file) if isinstance(file, bytes) else file)
    layout = _layout(table, terms.layout)
    places = enumerate(zip(table.headings, layout, strict=True), start=1)
    ignored = [heading.strip() or f"column {at}" for at, (heading, column) in places if not column]
    with transaction.atomic():
        if not dry_run:
            take_turns(lambda: progress(0) if progress else None)
        with Staging() as staging:
            known = _known(localdate(at), terms.within, name_in_two="name" not in layout)
            _stage(records(table, layout), staging, known, progress)
            if staging.faults_found:
                report = _faulty(staging, on_faults)
            else:
                report = _compare_and_write(staging, _fields(layout), terms, at=at, dry_run=dry_run)
        report = replace(report, ignored=[*ignored, *table.notes], dry_run=dry_run)
        if not dry_run and not report.faults_found:
            _note(report, by=by, at=at)
    return report


def _layout(table: Table, layout: Sequence[str] | None) -> Sequence[str]:
    """The layout that was chosen, or the one the headings name. Raises RollUnreadable where it cannot be."""
    if layout is None:
        layout = guess_layout(table.headings)
        judge_layout(layout, needed=tuple(HEADINGS))
    else:
        judge_layout(layout, needed=REQUIRED)
    if len(layout) != len(table.headings):
        raise RollUnreadable("The file has other columns than before: upload it again.")
    return layout


def _faulty(staging: Staging, on_faults: Callable[[Iterator[Fault]], None] | None) -> RollReport:
    if on_faults:
        on_faults(staging.faults_in_order())
    first = list(islice(staging.faults_in_order(), MOST_SHOWN))
    return RollReport(faults=first, faults_found=staging.faults_found)


def _compare_and_write(
    staging: Staging, fields: Sequence[str], terms: Terms, *, at: datetime, dry_run: bool
) -> RollReport:
    """Count what differs and, unless it is a dry run, write it. Raises RollStale."""
    found = difference(fields)
    if terms.seal not in (None, found.seal):
        raise RollStale
    numbers, employers, lapsed = missing_numbers(MOST_SHOWN), staging.employers_to_make(), 0
    if not dry_run:
        if terms.within is not None and "email" in fields:
            tell_old_addresses(changed_addresses(), at=at)
        lapsed = lapse_missing(on=localdate(at)) if terms.lapse else 0
        staging.enrol_employers(employers)
        write(fields, on=localdate(at))
    return RollReport(
        **found.counts,
        new_employers=len(employers),
        missing_numbers=numbers,
        missing_lapsed=lapsed,
    )


def _stage(
    lines: Iterator[Record | Fault],
    staging: Staging,
    known: Known,
    progress: Callable[[int], None] | None,
) -> None:
    """Judge every line and put it beside the roll. Raises RollUnreadable where there is none."""
    check, take = Checker(known).check, staging.take
    read = 0
    for read, one in enumerate(lines, start=1):
        take(check(one) if isinstance(one, Record) else one)
        if progress and read % 1000 == 0:
            progress(read)
    if not read:
        raise RollUnreadable("The file has headings but no members: export it again with its rows.")
    staging.flush()
    staging.look_across(within=known.within)


def _known(today: date, within: Collection[int] | None, *, name_in_two: bool) -> Known:
    points: dict[str, dict[int, int]] = {}
    for pk, scale, point in PayPoint.objects.order_by().values_list("pk", "scale__code", "number"):
        points.setdefault(scale.lower(), {})[point] = pk
    branches = {code.upper(): pk for pk, code in Branch.objects.order_by().values_list("pk", "code")}
    return Known(branches=branches, points=points, today=today, within=within, name_in_two=name_in_two)


def _fields(layout: Sequence[str]) -> list[str]:
    """The fields of the roll for which the file has a column."""
    has_address = any(column in layout for column in ADDRESS)
    return [f for f in FIELDS if f == "name" or (has_address if f == "address" else TITLES[f] in layout)]


def _note(report: RollReport, *, by: AbstractBaseUser | None, at: datetime) -> None:
    names = ("added", "changed", "lapsed", "unchanged", "not_added", "new_employers", "missing_lapsed")
    record("roll.imported", subject="roll", by=by, at=at, detail={n: getattr(report, n) for n in names})
