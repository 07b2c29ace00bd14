"""The lines of an extract in a temporary table beside the roll: by COPY on PostgreSQL, in batches on SQLite.

The table ends with the transaction that made it. Nothing here keeps more than a batch in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from union.members.checking import Line
from union.members.extract import Fault, RollUnreadable
from union.members.models import Employer

BATCH = 5_000
MOST_EMPLOYERS = 50_000
NULL = "\\N"
# The columns of the roll that an extract fills, in the order of `Line`, after the number.
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
    "address",
)
LINES = (
    "CREATE TEMPORARY TABLE roll_lines (line integer NOT NULL, number varchar(20) NOT NULL,"
    " name varchar(120) NOT NULL, email varchar(254) NOT NULL, mobile varchar(20) NOT NULL,"
    " branch_id bigint NOT NULL, employer_id bigint, sector varchar(60) NOT NULL,"
    " job_role varchar(80) NOT NULL, pay_point_id bigint, joined date NOT NULL,"
    " status varchar(10) NOT NULL, address varchar(500) NOT NULL)"
)
FAULTS = (
    "CREATE TEMPORARY TABLE roll_faults (line integer NOT NULL, place integer NOT NULL,"
    " cell varchar(30) NOT NULL, reason text NOT NULL)"
)
# A new employer has a number below nought in the lines; here it gets the one it has on the roll.
EMPLOYERS = "CREATE TEMPORARY TABLE roll_employers (staged bigint PRIMARY KEY, id bigint NOT NULL)"
TABLES = {"roll_lines": LINES, "roll_faults": FAULTS, "roll_employers": EMPLOYERS}
# Who comes as lapsed and is not on the roll stays off it, and brings no employer along.
NEW_EMPLOYERS = (
    "SELECT DISTINCT l.employer_id FROM roll_lines l LEFT JOIN members_member m ON m.number = l.number"
    " WHERE l.employer_id < 0 AND (m.id IS NOT NULL OR l.status <> 'lapsed')"
)
TWICE = (
    "SELECT l.line, l.number, f.line FROM roll_lines l JOIN"
    " (SELECT number, min(line) AS line FROM roll_lines GROUP BY number HAVING count(*) > 1) f"
    " ON f.number = l.number WHERE l.line <> f.line"
)
ELSEWHERE = (
    "SELECT l.line, l.number FROM roll_lines l JOIN members_member m ON m.number = l.number"
    " WHERE m.branch_id NOT IN ({})"
)
# A spreadsheet takes 0012345 for a number and writes 12345, which would be somebody new.
LOST_ZEROS = (
    "SELECT l.line, l.number, m.number FROM roll_lines l"
    " JOIN members_member m ON ltrim(m.number, '0') = l.number"
    " WHERE m.number LIKE '0%' AND NOT EXISTS (SELECT 1 FROM members_member k WHERE k.number = l.number)"
)


class Staging:
    """The lines and faults of one extract. Must be used inside a transaction."""

    def __init__(self) -> None:
        self.employers = {
            name.casefold(): pk for pk, name in Employer.objects.order_by().values_list("pk", "name")
        }
        self.spellings: dict[str, int | None] = {"": None}
        self.new_employers: dict[str, str] = {}  # folded name -> the first spelling
        self.lines: list[Line] = []
        self.faults: list[Fault] = []
        self.lines_taken = self.faults_found = 0
        self.on_postgres = connection.vendor == "postgresql"

    def __enter__(self) -> Staging:
        with connection.cursor() as cursor:
            if self.on_postgres:
                # A million lines take longer than any page may, and are sorted in memory.
                cursor.execute("SET LOCAL statement_timeout = '30min'; SET LOCAL work_mem = '64MB'")
            for name, table in TABLES.items():
                cursor.execute(f"DROP TABLE IF EXISTS {name}")
                cursor.execute(table)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            with connection.cursor() as cursor:
                for name in TABLES:
                    cursor.execute(f"DROP TABLE {name}")

    def take(self, outcome: Line | list[Fault] | Fault) -> None:
        """A line that can stand, or what is wrong with one."""
        if isinstance(outcome, Line):
            self.lines.append(outcome)
            if len(self.lines) >= BATCH:
                self.flush()
            return
        self.faults += [outcome] if isinstance(outcome, Fault) else outcome
        if len(self.faults) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        lines, faults = self.lines, self.faults
        self.lines, self.faults = [], []
        with connection.cursor() as cursor:
            if lines and self.on_postgres:
                with cursor.copy("COPY roll_lines FROM STDIN") as copy:
                    copy.write("".join(map(self._copied, lines)))
            elif lines:
                cursor.executemany(
                    f"INSERT INTO roll_lines VALUES ({', '.join(['%s'] * 13)})",
                    list(map(self._stored, lines)),
                )
            if faults:
                cursor.executemany(
                    "INSERT INTO roll_faults VALUES (%s, %s, %s, %s)",
                    [(f.line, self.faults_found + n, f.column, f.reason) for n, f in enumerate(faults)],
                )
        self.lines_taken += len(lines)
        self.faults_found += len(faults)

    def look_across(self, *, within: Iterable[int] | None) -> None:
        """Find what no line shows by itself.

        A member twice, one whose number is that of the roll without its first zeros, and one of a branch
        outside `within`.
        """
        for line, number, first in _rows(TWICE):
            reason = f"“{number}” stands already on line {first}: a member has one line."
            self.take(Fault(line, reason, "membership number"))
        for line, number, ours in _rows(LOST_ZEROS):
            reason = f"“{number}” is “{ours}” on the roll: format the column as text and export it again."
            self.take(Fault(line, reason, "membership number"))
        if within is not None:
            ids = ", ".join(str(int(pk)) for pk in within) or "0"
            for line, number in _rows(ELSEWHERE.format(ids)):
                reason = f"“{number}” is in a branch that you do not look after: take the line out."
                self.take(Fault(line, reason, "membership number"))
        self.flush()

    def faults_in_order(self) -> Iterator[Fault]:
        """Every fault by line, those of one line in the order of its cells."""
        for line, reason, column in _rows("SELECT line, reason, cell FROM roll_faults ORDER BY line, place"):
            yield Fault(line, reason, column)

    def employers_to_make(self) -> list[str]:
        """The new employers of those who will stand on the roll, in the order of the file."""
        if not self.new_employers:
            return []
        staged = sorted((number for (number,) in _rows(NEW_EMPLOYERS)), reverse=True)
        names = list(self.new_employers.values())
        return [names[-number - 1] for number in staged]

    def enrol_employers(self, names: Sequence[str]) -> None:
        """Make these new employers, and note under which number the roll knows each of them."""
        made = Employer.objects.bulk_create([Employer(name=name) for name in names], batch_size=BATCH)
        rows = [(self.employers[employer.name.casefold()], employer.pk) for employer in made]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO roll_employers VALUES (%s, %s)", rows)

    def _employer(self, name: str) -> int | None:
        """Its number; capitals do not make another employer, and a new one counts down from -1."""
        folded = name.casefold()
        if folded not in self.employers:
            if len(self.new_employers) >= MOST_EMPLOYERS:
                raise RollUnreadable(
                    f"There are over {MOST_EMPLOYERS:,} new employers: "
                    "look whether the right column was chosen."
                )
            self.new_employers[folded] = name
            self.employers[folded] = -len(self.new_employers)
        if len(self.spellings) < MOST_EMPLOYERS:
            self.spellings[name] = self.employers[folded]
        return self.employers[folded]

    def _number_of(self, employer: str) -> int | None:
        try:
            return self.spellings[employer]
        except KeyError:
            return self._employer(employer)

    def _stored(self, line: Line) -> tuple[Any, ...]:
        return (*line[:6], self._number_of(line.employer), *line[7:])

    def _copied(self, line: Line) -> str:
        """The line as COPY reads it."""
        n, number, name, email, mobile, branch, employer, sector, role, point, joined, status, address = line
        words = f"{name}\t{email}\t{mobile}\t{branch}\t"
        more = f"{sector}\t{role}\t"
        if "\\" in words or "\\" in more or address:
            words, more = words.replace("\\", "\\\\"), more.replace("\\", "\\\\")
            address = address.replace("\\", "\\\\").replace("\n", "\\n")
        at = self._number_of(employer)
        return (
            f"{n}\t{number}\t{words}{NULL if at is None else at}\t{more}"
            f"{NULL if point is None else point}\t{joined}\t{status}\t{address}\n"
        )


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a question, a batch at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(BATCH):
            yield from rows
