"""Locks that PostgreSQL keeps by a number of ours; on SQLite nobody else can write in any case."""

from django.db import connection


def hold_if_free(number: int) -> bool:
    """Whether nobody else holds this lock; if so, nobody does until the transaction ends."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
