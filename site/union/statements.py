"""Statements written out in SQL, for the few places that run thousands of times a minute.

Both databases take the same words. docs/decisions/0083-signing-writes-its-sql-out.md says where and why.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.utils import CursorWrapper

PREPARED_FROM = 3
Row = Mapping[str, object]
Tables = tuple[tuple[str, type[models.Model], tuple[str, ...]], ...]
ALL: tuple[str, ...] = ()
Convert = tuple[int, Callable[[Any], Any]]
Part = tuple[type[models.Model], list[str], int, int, list[Convert]]


def run(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement that gives rows back, in the caller's transaction; these rows."""
    with _cursor() as cursor:
        cursor.execute(sql, as_stored(values))
        return cursor.fetchall()


def changed(sql: str, values: Sequence[Any]) -> int:
    """Run one statement that gives no rows back; the number of rows it changed."""
    with _cursor() as cursor:
        cursor.execute(sql, as_stored(values))
        return int(cursor.rowcount)


def _cursor() -> CursorWrapper:
    """A cursor whose statements PostgreSQL prepares once it has seen them some times.

    Planning them anew each time takes four times as long as running them.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]  # which `connection` would look for at each of these words
    cursor: CursorWrapper = database.cursor()
    if database.vendor == "postgresql" and settings.PREPARES_STATEMENTS:
        cursor.cursor = _preparing()(database.connection)
    return cursor


@cache
def _preparing() -> type[Any]:
    from django.db.backends.postgresql.base import ServerBindingCursor  # without psycopg there is none

    class Preparing(ServerBindingCursor):
        """Says of a prepared statement too what it was, as Django asks where statements are listed.

        Prepares no statement but its own: a connection that counts how often it has seen which would keep
        the latest hundred of Django's in memory, each with the values written into it.
        """

        def execute(self, *statement: Any, **how: Any) -> Any:
            self.connection.prepare_threshold = PREPARED_FROM  # type: ignore[attr-defined]
            try:
                return super().execute(*statement, **how)  # type: ignore[misc]
            finally:
                self.connection.prepare_threshold = None  # type: ignore[attr-defined]

        def _send_query_prepared(self, name: bytes, query: Any, **how: Any) -> None:
            self._query = query
            super()._send_query_prepared(name, query, **how)  # type: ignore[misc]

    return Preparing


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
    values = [value for row in rows for value in row.values()]
    if returning:
        return run(f"{sql} RETURNING {returning}", values)
    changed(sql, values)
    return []


def count_up(
    table: type[models.Model], rows: Sequence[Row], *, returning: str = "n"
) -> list[tuple[Any, ...]]:
    """Count each row once more, in one statement: the `n` of its `key`. What `returning` asks for."""
    once_more = f'(key) DO UPDATE SET n = "{table._meta.db_table}".n + 1'
    return insert(table, [{**row, "n": 1} for row in rows], on_conflict=once_more, returning=returning)


def records(tables: Tables, rest: str, values: Sequence[Any]) -> list[list[models.Model | None]]:
    """The rows of a SELECT over several tables, each as its records; None for a table that a row lacks.

    `tables` names them as `rest`, which begins with FROM, does, each with the fields that are read, its key
    among them, or with ALL. What a model inherits from a table of its own is read from that one, under its
    full name. The records are those of the ORM, which reads another field once it is asked for; what relates
    them is the caller's to set.
    """
    sql, plan = _selection(tables, connection.vendor)
    alias = connection.alias
    return [[_record(part, row, alias) for part in plan] for row in run(f"{sql} {rest}", values)]


def by_key(model: type[models.Model], keys: Sequence[Any], *, along: Sequence[str] = ()) -> dict[Any, Any]:
    """The records of a model that have these keys, with what it inherits from tables of their own.

    `along` names relations whose records are read in the same statement.
    """
    if not keys:
        return {}
    tables, rest = _joined(model, tuple(along))
    rows = records(tables, f"{rest} IN ({', '.join(['%s'] * len(keys))})", keys)
    for record, *related in rows:
        for name, found in zip(along, related, strict=True):
            setattr(record, name, found)
    return {record.pk: record for record, *_related in rows if record is not None}


@cache
def _joined(model: type[models.Model], along: tuple[str, ...]) -> tuple[Tables, str]:
    """What `records` takes for a model, its parents and these relations."""
    options, tables, joins = model._meta, [("r", model, ALL)], ""
    for parent, link in options.parents.items():
        if link is not None:
            table = f'"{parent._meta.db_table}"'
            joins += f' JOIN {table} ON {table}."{parent._meta.pk.column}" = r."{link.column}"'
    for number, name in enumerate(along):
        field: Any = options.get_field(name)
        other, alias = field.remote_field.model, f"along{number}"
        tables.append((alias, other, ALL))
        joins += f' LEFT JOIN "{other._meta.db_table}" {alias}'
        joins += f' ON {alias}."{other._meta.pk.column}" = r."{field.column}"'
    return tuple(tables), f'FROM "{options.db_table}" r{joins} WHERE r."{options.pk.column}"'


@lru_cache(maxsize=128)
def _selection(tables: Tables, vendor: str) -> tuple[str, list[Part]]:
    """The words up to FROM, and for each table where its columns stand and which of them are converted."""
    columns: list[str] = []
    plan = []
    for name, model, named in tables:
        begin = len(columns)
        fields = [field for field in model._meta.concrete_fields if not named or field.attname in named]
        columns += [f'{_table(field, model, name)}."{field.column}"' for field in fields]
        converts = [(place, convert) for place, field in enumerate(fields) if (convert := _converter(field))]
        plan.append((model, [field.attname for field in fields], begin, len(columns), converts))
    return f"SELECT {', '.join(columns)}", plan


def _table(field: Any, model: type[models.Model], name: str) -> str:
    own = field.model._meta.db_table == model._meta.db_table  # a proxy's fields are those of its model
    return name if own else f'"{field.model._meta.db_table}"'


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """From what the database gives to what the ORM would have made of it."""
    column = field.get_col(field.model._meta.db_table)
    steps = connection.ops.get_db_converters(column) + column.get_db_converters(connection)

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert if steps else None


def _record(part: Part, row: Sequence[Any], alias: str) -> models.Model | None:
    model, names, begin, end, converts = part
    if row[begin] is None:
        return None
    found = list(row[begin:end])
    for place, convert in converts:
        found[place] = convert(found[place])
    return model.from_db(alias, names, found)


def as_stored(values: Sequence[Any]) -> Sequence[Any]:
    """The values as the database keeps them: SQLite knows neither times nor UUIDs, and has both as text."""
    return [_as_text(value) for value in values] if connection.vendor == "sqlite" else values


def _as_text(value: object) -> object:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.hex if isinstance(value, uuid.UUID) else value


def value_read(field: Any, value: Any) -> Any:
    """What the ORM would make of a column's value in a row that `run` gave back."""
    convert = _converter(field)
    return convert(value) if convert else value


def time_read(value: Any) -> Any:
    """A time, or NULL, from a row that `run` gave back."""
    if connection.vendor != "sqlite":
        return value
    return connection.ops.convert_datetimefield_value(value, None, connection)  # type: ignore[attr-defined]


def id_read(value: Any) -> uuid.UUID:
    """A UUID from a row that `run` gave back."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
