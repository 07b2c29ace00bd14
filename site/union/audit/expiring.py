"""Letting go of the oldest entries of the log after their six years. The chain then begins behind them."""

from datetime import UTC, datetime

from django.db import transaction

from union.audit.chaining import hold_for_sealing
from union.audit.models import Entry
from union.audit.recording import record
from union.expiring import Expired

LET_GO = "audit.let_go"


def expire_entries(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Delete the entries whose day has come, from the first one up to the first that is still kept.

    In the same transaction a new entry says which was the last of them, and with which hash: there the proof
    begins. The end of the chain stays, whatever its age: the next entry is bound to it.
    """
    with transaction.atomic():
        n = _let_go(at=at, dry_run=dry_run) if hold_for_sealing() else 0
    return [Expired("acts of staff in the audit log", "six years", n)]


def _let_go(*, at: datetime, dry_run: bool) -> int:
    chain = Entry.objects.filter(number__isnull=False).order_by("number")
    kept = chain.filter(keep_until__gte=at.astimezone(UTC).date()).first() or chain.last()
    gone = chain.filter(number__lt=kept.number) if kept else chain.none()
    last, n = gone.last(), gone.count()
    if last and not dry_run:
        gone.delete()
        detail = {"number": last.number, "hash": last.hash, "n": n}
        record(LET_GO, subject="audit", by=None, at=at, detail=detail)
    return n
