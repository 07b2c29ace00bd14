"""One writer of the roll at a time, so that what each of them counted is true.

SQLite has one writer in any case. Both locks end with the transaction.
"""

from collections.abc import Callable

from django.db import OperationalError, connection, transaction

from union.locking import hold_if_free

ROLL_LOCK = 7_016_001
LONGEST, A_WHILE = "15min", "10s"
WHILES = 90  # fifteen minutes of them


def take_turns(waiting: Callable[[], object]) -> None:
    """Wait until nobody else writes to the roll, fifteen minutes at most.

    `waiting` is called every ten seconds, so that whoever waits with a lease keeps it; it may raise.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST}'; SET LOCAL lock_timeout = '{A_WHILE}'")
        for left in reversed(range(WHILES)):
            try:
                with transaction.atomic():
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROLL_LOCK])
                break
            except OperationalError:  # the while is over; a database that has gone says so in the next
                if not left:
                    raise
                waiting()
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST}'")


def roll_is_mine() -> bool:
    """Whether nobody else writes to the roll; if so, nobody does until the transaction ends."""
    return hold_if_free(ROLL_LOCK)
