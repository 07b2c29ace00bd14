"""One writer of the roll at a time, so that what each of them counted is true.

SQLite has one writer in any case. Both locks end with the transaction.
"""

from django.db import connection

from union.locking import hold_if_free

ROLL_LOCK = 7_016_001


def take_turns() -> None:
    """Wait until nobody else writes to the roll."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '15min'; SET LOCAL statement_timeout = '15min'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROLL_LOCK])


def roll_is_mine() -> bool:
    """Whether nobody else writes to the roll; if so, nobody does until the transaction ends."""
    return hold_if_free(ROLL_LOCK)
