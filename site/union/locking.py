"""What processes ask of PostgreSQL so as not to disturb each other; SQLite has one writer in any case."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


def hold_if_free(number: int) -> bool:
    """Whether nobody else holds the lock of this number; if so, nobody does until the transaction ends."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of one moment, whoever writes meanwhile; stands in no other transaction."""
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql" and len(connection.atomic_blocks) == 1:  # else that of a test
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
