"""Enrolling the membership extract: the only writer of the roll."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from operator import attrgetter

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils.timezone import localdate

from union.audit.recording import record
from union.members.checking import Known, Line, check
from union.members.extract import Fault, Record, RollUnreadable, read_extract
from union.members.models import Branch, Employer, Member
from union.pay.models import PayPoint

__all__ = ["Fault", "RollReport", "RollUnreadable", "enrol_roll"]

FIELDS = (
    "name",
    "email",
    "mobile",
    "branch_id",
    "employer_id",
    "sector",
    "job_role",
    "pay_point_id",
    "joined",
    "status",
)
# SQLite takes 999 values in one statement; PostgreSQL takes more, and gains little by it.
NUMBERS_A_QUERY = 900
# Two extracts at once take turns, so that the counts of each report are true.
ROLL_LOCK = 7_016_001


@dataclass(frozen=True)
class RollReport:
    """What the extract did to the roll, or would do; with faults it did nothing. Counts of members.

    `lapsed` are those among `changed` who were members in good standing or retired, and are so no longer.
    """

    added: int = 0
    changed: int = 0
    lapsed: int = 0
    unchanged: int = 0
    new_employers: int = 0
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    dry_run: bool = False


def enrol_roll(
    data: bytes, *, by: AbstractBaseUser | None, at: datetime, dry_run: bool = False
) -> RollReport:
    """Bring the roll to what the extract says: all of it, or with one fault nothing of it.

    Run again, it changes nothing. Members who are not in the extract stay as they are; a new employer is
    made, a new branch is a fault. A dry run reports the same and writes nothing. Raises RollUnreadable for a
    file that is no extract at all.
    """
    extract = read_extract(data)
    with transaction.atomic():
        _take_turns()
        lines, faults = _judge(extract.records, today=localdate(at))
        if faults := sorted(extract.faults + faults, key=attrgetter("line")):
            return RollReport(faults=faults, ignored=extract.ignored, dry_run=dry_run)
        employers, new_employers = _employers(lines, write=not dry_run)
        members = [_member(line, employers) for line in lines]
        before = _as_enrolled(members)
        counts = Counter(_difference(member, before) for member in members)
        report = RollReport(
            added=counts["added"],
            changed=counts["changed"] + counts["lapsed"],
            lapsed=counts["lapsed"],
            unchanged=counts["unchanged"],
            new_employers=new_employers,
            ignored=extract.ignored,
            dry_run=dry_run,
        )
        if not dry_run:
            _write([member for member in members if before.get(member.number) != _values(member)])
            _note(report, by=by, at=at)
    return report


def _take_turns() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROLL_LOCK])


def _judge(records: Sequence[Record], *, today: date) -> tuple[list[Line], list[Fault]]:
    known = _known(today)
    lines: list[Line] = []
    faults = _repeated(records)
    for one in records:
        outcome = check(one, known)
        if isinstance(outcome, Line):
            lines.append(outcome)
        else:
            faults += outcome
    return lines, faults


def _known(today: date) -> Known:
    points: dict[str, dict[int, int]] = {}
    for pk, scale, point in PayPoint.objects.order_by().values_list("pk", "scale__code", "number"):
        points.setdefault(scale.lower(), {})[point] = pk
    branches = {code.upper(): pk for pk, code in Branch.objects.order_by().values_list("pk", "code")}
    return Known(branches=branches, points=points, today=today)


def _repeated(records: Iterable[Record]) -> list[Fault]:
    faults, first = [], dict[str, int]()
    for one in records:
        number = one.cells["membership number"].upper()
        if number and first.setdefault(number, one.line) != one.line:
            reason = f"“{number}” stands already on line {first[number]}: a member has one line."
            faults.append(Fault(one.line, reason, "membership number", number))
    return faults


def _employers(lines: Sequence[Line], *, write: bool) -> tuple[dict[str, int], int]:
    """Ids by folded name, and how many are new; spelling in capitals does not make another employer."""
    ids = {name.casefold(): pk for pk, name in Employer.objects.order_by().values_list("pk", "name")}
    new = {line.employer.casefold(): line.employer for line in lines if line.employer}
    new = {folded: name for folded, name in new.items() if folded not in ids}
    if write and new:
        made = Employer.objects.bulk_create([Employer(name=name) for name in new.values()])
        ids |= {employer.name.casefold(): employer.pk for employer in made}
    return ids, len(new)


def _member(line: Line, employers: dict[str, int]) -> Member:
    values = {name: getattr(line, name) for name in FIELDS if name != "employer_id"}
    # In a dry run a new employer has no id yet; 0 is nobody's, so the member counts as changed.
    employer_id = employers.get(line.employer.casefold(), 0) if line.employer else None
    return Member(number=line.number, employer_id=employer_id, **values)


def _as_enrolled(members: Sequence[Member]) -> dict[str, tuple[object, ...]]:
    """What the roll holds now for these numbers."""
    return {
        row[0]: row[1:]
        for numbers in _chunks([member.number for member in members], NUMBERS_A_QUERY)
        for row in Member.objects.filter(number__in=numbers).order_by().values_list("number", *FIELDS)
    }


def _values(member: Member) -> tuple[object, ...]:
    return tuple(getattr(member, name) for name in FIELDS)


def _difference(member: Member, before: dict[str, tuple[object, ...]]) -> str:
    old = before.get(member.number)
    if old is None:
        return "added"
    if old == _values(member):
        return "unchanged"
    lapsed = member.status == Member.Status.LAPSED != old[FIELDS.index("status")]
    return "lapsed" if lapsed else "changed"


def _write(members: Sequence[Member]) -> None:
    Member.objects.bulk_create(
        members,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=[name.removesuffix("_id") for name in FIELDS],
    )


def _note(report: RollReport, *, by: AbstractBaseUser | None, at: datetime) -> None:
    names = ("added", "changed", "lapsed", "unchanged", "new_employers")
    record("roll.imported", subject="roll", by=by, at=at, detail={n: getattr(report, n) for n in names})


def _chunks(numbers: list[str], size: int) -> Iterator[list[str]]:
    rest = iter(numbers)
    while chunk := list(islice(rest, size)):
        yield chunk
