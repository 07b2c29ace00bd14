"""Closing: every accepted paper goes to the box in the order of digests, and traces of casting are wiped."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from ballots.approving import approved, settle, settle_missed
from ballots.awaiting import call_keyers, call_to_count
from ballots.correcting import write_addendum
from ballots.locking import hold_for_closing, on_postgres
from ballots.models import RUNNING, Act, Ballot, State
from ballots.returning import returns_due
from ballots.waking import wake_worker
from union.audit.recording import record
from union.wiping import empty_the_log, overwrite_what_is_deleted

logger = logging.getLogger(__name__)
KEEP_PAPERS = timedelta(days=365)
WHILE_VOTING = (Act.EXTENSION, Act.PAUSE, Act.RESUME)
TOO_LATE = "The ballot closed before a second person agreed."

TO_BOX = """INSERT INTO ballots_boxpaper (digest, ballot_id, sealed, kept_until)
    SELECT digest, ballot_id, sealed, %s FROM ballots_stagedpaper WHERE ballot_id = %s ORDER BY digest"""
OTHERS_ASIDE = """CREATE TEMPORARY TABLE ballots_aside AS
    SELECT digest, ballot_id, sealed FROM ballots_stagedpaper WHERE ballot_id <> %s"""
OTHERS_BACK = """INSERT INTO ballots_stagedpaper (digest, ballot_id, sealed)
    SELECT digest, ballot_id, sealed FROM ballots_aside ORDER BY digest"""


def close_ballot(ballot: Ballot, *, at: datetime) -> bool:
    """Close at the closing time, or before it when two people approved that; False otherwise.

    Waits for every cast under way. When this returns True, every paper that was accepted is in the box and
    every later one was told that the ballot is closed; the papers of other open ballots stay staged, in the
    order of digests. Every correction to the roll is then in an addendum.
    """
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        current = Ballot.objects.get(pk=ballot.pk)
        early = approved(current, Act.EARLY_CLOSE) is not None
        if current.state not in RUNNING or not (current.closes_at <= at or early):
            return False
        papers = move_papers(current, kept_until=(at + KEEP_PAPERS).date())
        Ballot.objects.filter(pk=ballot.pk).update(
            state=State.CLOSED, closed_at=at, traces_wiped=on_postgres()
        )
        write_addendum(current, at=at)
        settle(current, Act.EARLY_CLOSE, at=at, refusal="" if early else "The ballot closed at its time.")
        settle_missed(current, *WHILE_VOTING, at=at, refusal=TOO_LATE)
        _call_those_who_count(current, at=at)
        record(
            "ballot.closed", subject=ballot.subject, by=None, at=at, detail={"papers": papers, "early": early}
        )
        transaction.on_commit(wipe_traces)
        wake_worker()
    ballot.refresh_from_db()
    return True


def _call_those_who_count(ballot: Ballot, *, at: datetime) -> None:
    """Ask for the papers that were given out; without any the scrutineers may count at once."""
    if ballot.by_returns:
        return
    units = list({due.unit.pk: due.unit for due in returns_due(ballot)}.values())
    if units:
        call_keyers(ballot, units, at=at)
    elif ballot.custody == Ballot.Custody.SCRUTINEERS:
        call_to_count(ballot, at=at)


def wipe_traces(*, patience: float = 5) -> bool:
    """On SQLite, empty the write-ahead log, which still shows papers in the order they came in.

    Tries for `patience` seconds while a reader is busy; the sweep tries again until `traces_wiped` is set.
    PostgreSQL has nothing left to wipe in the live database; its own log and backups are the manual's matter.
    """
    waiting = Ballot.objects.filter(closed_at__isnull=False, traces_wiped=False)
    if on_postgres() or connection.in_atomic_block or not waiting.exists():
        return False
    if not empty_the_log(patience=patience):
        logger.warning("ballots: the write-ahead log is in use and not yet wiped; the sweep tries again")
        return False
    waiting.update(traces_wiped=True)
    return True


def move_papers(ballot: Ballot, *, kept_until: date) -> int:
    """Staging to box in the order of digests, under the caller's lock; how many papers."""
    with connection.cursor() as cursor:
        if not on_postgres():
            overwrite_what_is_deleted()
            cursor.execute(TO_BOX, [kept_until.isoformat(), ballot.pk])
            cursor.execute("DELETE FROM ballots_stagedpaper WHERE ballot_id = %s", [ballot.pk])
            return cursor.rowcount
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("LOCK TABLE ballots_stagedpaper IN ACCESS EXCLUSIVE MODE")
        cursor.execute(TO_BOX, [kept_until, ballot.pk])
        papers = cursor.rowcount
        cursor.execute(OTHERS_ASIDE, [ballot.pk])
        cursor.execute("TRUNCATE ballots_stagedpaper")
        cursor.execute(OTHERS_BACK)
        cursor.execute("DROP TABLE ballots_aside")
        return papers
