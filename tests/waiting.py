"""Seeing on PostgreSQL that somebody has come to a lock which another still holds."""

from django.db import connection

from tests.servers import wait_until

# Not by pg_locks: that tells of all databases of the cluster, where other tests have locks of their own.
WAITING = (
    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND wait_event_type = 'Lock' AND query LIKE %s)"
)


def somebody_waits(*, statement: str = "") -> bool:
    """Whether a session of this database waits for another's lock, with a statement that begins so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees its first look for ever
        cursor.execute(WAITING, [f"{statement}%"])
        return bool(cursor.fetchone()[0])


def wait_until_somebody_waits() -> None:
    """Return as soon as a session of this database waits for another's lock; TimeoutError after a minute."""
    wait_until(somebody_waits, seconds=60, what="somebody who waits for a lock")
