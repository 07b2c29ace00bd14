"""Statements written out in SQL, for the few places that run thousands of times a minute.

Both databases take the same words. docs/decisions/0083-signing-writes-its-sql-out.md says where and why.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

Row = Mapping[str, object]


def run(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement in the caller's transaction; the rows it gives back, if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, as_stored(values))
        return cursor.fetchall() if cursor.description else []


def changed(sql: str, values: Sequence[Any]) -> int:
    """Run one UPDATE or DELETE; the number of rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, as_stored(values))
        return int(cursor.rowcount)


def insert(
    table: type[models.Model], rows: Sequence[Row], *, on_conflict: str = "", returning: str = ""
) -> list[tuple[Any, ...]]:
    """Insert the rows, which name the same columns, in one statement; what `returning` asks for.

    Every column without a default in the database is named, or the database refuses the row.
    """
    line = f"({', '.join(['%s'] * len(rows[0]))})"
    sql = (
        f'INSERT INTO "{table._meta.db_table}" ({", ".join(rows[0])}) VALUES {", ".join([line] * len(rows))}'
    )
    sql += f" ON CONFLICT {on_conflict}" if on_conflict else ""
    sql += f" RETURNING {returning}" if returning else ""
    return run(sql, [value for row in rows for value in row.values()])


def as_stored(values: Sequence[Any]) -> Sequence[Any]:
    """The values as the database keeps them: SQLite knows neither times nor UUIDs, and has both as text."""
    return [_as_text(value) for value in values] if connection.vendor == "sqlite" else values


def _as_text(value: object) -> object:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if isinstance(value, uuid.UUID) else value


def time_read(value: Any) -> Any:
    """A time, or NULL, from a row that `run` gave back."""
    if connection.vendor != "sqlite":
        return value
    return connection.ops.convert_datetimefield_value(value, None, connection)  # type: ignore[attr-defined]


def id_read(value: Any) -> uuid.UUID:
    """A UUID from a row that `run` gave back."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
