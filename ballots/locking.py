"""The lock between casting and closing, and the clock that is read while it is held.

PostgreSQL: an advisory lock per ballot, shared by casts, exclusive for the close, kept until commit. SQLite:
every transaction is BEGIN IMMEDIATE (settings), so there is one writer at a time and nothing more to hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

BALLOTS = 0x7E0B  # the first half of our advisory lock numbers


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def hold_for_casting(ballot_id: int) -> None:
    """Wait while the ballot is being closed, then keep it from closing until this transaction ends."""
    _hold("SELECT pg_advisory_xact_lock_shared(%s, %s)", ballot_id)


def hold_for_closing(ballot_id: int) -> None:
    """Wait for every cast under way, then let none begin until this transaction ends."""
    _hold("SELECT pg_advisory_xact_lock(%s, %s)", ballot_id)


def clock() -> datetime:
    """The time now, by the database's clock where it has one: all web processes then close at one moment."""
    if not on_postgres():
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


@contextmanager
def checking_at_once() -> Iterator[None]:
    """Have references checked as rows are written, where the database would keep them all for the commit.

    For a national roll that is one statement of minutes, which nobody is told of and no time limit allows.
    """
    if not on_postgres():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _hold(statement: str, ballot_id: int) -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("A ballot is locked inside the transaction that needs it.")
    if on_postgres():
        with connection.cursor() as cursor:
            cursor.execute(statement, [BALLOTS, ballot_id])
