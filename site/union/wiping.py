"""Wiping what a database keeps of the order in which rows came: on SQLite, its write-ahead log."""

import time

from django.db import connection


def overwrite_what_is_deleted() -> None:
    """Have SQLite put zeros where rows were, from now on, over this connection."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def empty_the_log(*, patience: float = 5) -> bool:
    """Empty the write-ahead log of SQLite, which shows each commit; whether nothing is left in it.

    Tries for `patience` seconds while a reader is busy; call it outside a transaction. PostgreSQL has nothing
    to wipe in the live database: its own log and backups are the manual's matter.
    """
    if connection.vendor != "sqlite":
        return True
    deadline = time.monotonic() + patience
    while (busy := _checkpoint()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not busy


def _checkpoint() -> bool:
    """Whether the log was in use; when it was not, it is now an empty file.

    Asked once: else SQLite itself would wait for a reader, for as long as it waits for a writer.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0])
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
