"""What the staged lines change on the roll, counted and carried out in statements about all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from union.members.staging import FIELDS

AT_ONCE = 1_000
# How the roll names its fields when it tells people which of them change.
TITLES = {
    "name": "name",
    "email": "e-mail",
    "mobile": "mobile",
    "branch_id": "branch code",
    "employer_id": "employer",
    "sector": "sector",
    "job_role": "job role",
    "pay_point_id": "pay point",
    "joined": "joined",
    "status": "status",
    "address": "address",
}
SIDE_BY_SIDE = (
    "roll_lines l LEFT JOIN roll_employers e ON e.staged = l.employer_id"
    " LEFT JOIN members_member m ON m.number = l.number"
)
NEW = "m.id IS NULL AND l.status <> 'lapsed'"
LAPSED_ON = "CASE WHEN l.status <> 'lapsed' THEN NULL WHEN m.status = 'lapsed' THEN m.lapsed_on ELSE %s END"
MISSING = (
    "m.status <> 'lapsed' AND m.branch_id IN (SELECT DISTINCT branch_id FROM roll_lines)"
    " AND NOT EXISTS (SELECT 1 FROM roll_lines l WHERE l.number = m.number)"
)


@dataclass(frozen=True)
class Difference:
    """Counts of members, of changed fields by their titles, and of members whom the file leaves out.

    `not_added` have left and are not on the roll: nobody is added to it only to be let go of again.
    `seal` differs as soon as any line would do something else than before.
    """

    added: int
    changed: int
    lapsed: int
    unchanged: int
    not_added: int
    changes: dict[str, int]
    missing: int
    seal: str

    @property
    def counts(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


def difference(fields: Sequence[str]) -> Difference:
    """What the staged lines would do to these fields of the roll, in two statements."""
    flags = ", ".join(
        f"CASE WHEN m.id IS NOT NULL AND {_differs(f)} THEN 1 ELSE 0 END AS c{n}"
        for n, f in enumerate(fields)
    )
    code = " + ".join(f"c{n} * {2 << n}" for n in range(len(fields)))
    sums = "".join(f", COALESCE(SUM(c{n}), 0)" for n in range(len(fields)))
    some = " + ".join(f"c{n}" for n in range(len(fields)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), COALESCE(SUM(added), 0), COALESCE(SUM(not_added), 0),"
            f" COALESCE(SUM(CASE WHEN {some} > 0 THEN 1 ELSE 0 END), 0),"
            f" COALESCE(SUM(lapsed), 0), COALESCE(SUM(line * CAST(added + {code} AS bigint)), 0){sums}"
            f" FROM (SELECT l.line, CASE WHEN {NEW} THEN 1 ELSE 0 END AS added,"
            " CASE WHEN m.id IS NULL AND l.status = 'lapsed' THEN 1 ELSE 0 END AS not_added,"
            f" CASE WHEN l.status = 'lapsed' AND m.status <> 'lapsed' THEN 1 ELSE 0 END AS lapsed, {flags}"
            f" FROM {SIDE_BY_SIDE}) AS judged"
        )
        lines, added, not_added, changed, lapsed, weighed, *changes = map(int, cursor.fetchone())
        cursor.execute(f"SELECT count(*), COALESCE(SUM(m.id), 0) FROM members_member m WHERE {MISSING}")
        missing, who = map(int, cursor.fetchone())
    return Difference(
        added=added,
        changed=changed,
        lapsed=lapsed,
        unchanged=lines - added - not_added - changed,
        not_added=not_added,
        changes={TITLES[field]: n for field, n in zip(fields, changes, strict=True) if n},
        missing=missing,
        seal=f"{lines}.{weighed}.{'.'.join(map(str, changes))}.{missing}.{who}",
    )


def missing_numbers(most: int) -> list[str]:
    """The first membership numbers of those whom the file leaves out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT m.number FROM members_member m WHERE {MISSING} ORDER BY m.number LIMIT %s", [most]
        )
        return [number for (number,) in cursor.fetchall()]


def changed_addresses() -> Iterator[tuple[int, str]]:
    """Who is written to elsewhere from now on: the member, and the address until now. Ask before writing."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT m.id, m.email FROM roll_lines l JOIN members_member m ON m.number = l.number"
            " WHERE m.email <> '' AND m.email <> l.email ORDER BY m.id"
        )
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def write(fields: Sequence[str], *, on: date) -> None:
    """Bring these fields of the roll to what the staged lines say; who is new is added with all of them.

    Who lapses has lapsed `on` this day, and keeps it when later files say so again.
    """
    columns = ", ".join(FIELDS)
    staged = ", ".join(_staged(field) for field in FIELDS)
    with connection.cursor() as cursor:
        some = " OR ".join(map(_differs, fields))
        sets = ", ".join(f"{field} = {_staged(field)}" for field in fields)
        cursor.execute(
            f"UPDATE members_member AS m SET {sets}, lapsed_on = {LAPSED_ON} FROM roll_lines l"
            f" LEFT JOIN roll_employers e ON e.staged = l.employer_id WHERE m.number = l.number AND ({some})",
            [on.isoformat()],
        )
        cursor.execute(
            f"INSERT INTO members_member (number, {columns}) SELECT l.number, {staged} FROM {SIDE_BY_SIDE}"
            f" WHERE {NEW} ORDER BY l.line"
        )


def lapse_missing(*, on: date) -> int:
    """Set those whom the file leaves out to lapsed; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE members_member AS m SET status = 'lapsed', lapsed_on = %s WHERE {MISSING}",
            [on.isoformat()],
        )
        return int(cursor.rowcount)


def _staged(field: str) -> str:
    return "COALESCE(e.id, l.employer_id)" if field == "employer_id" else f"l.{field}"


def _differs(field: str) -> str:
    if field in ("employer_id", "pay_point_id"):
        return f"COALESCE(m.{field}, 0) <> COALESCE({_staged(field)}, 0)"
    return f"m.{field} <> l.{field}"
