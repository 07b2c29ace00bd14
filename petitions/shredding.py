"""What is kept of paper, and for how long. A batch keeps its numbers, and the people it made stay counted."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from petitions.models import PaperBatch, PaperRow, PaperScan
from union.audit.recording import record
from union.expiring import Expired, delete_in_batches

AFTER_COUNT = timedelta(days=30)
UNCOUNTED = timedelta(days=183)
RULE = "30 days after the count, or half a year after the close"


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Keyed lines and scans of batches counted a month ago, and of those never counted before the close."""
    counted = Q(batch__state=PaperBatch.State.COUNTED)
    over = counted & Q(batch__counted_at__lte=at - AFTER_COUNT)
    over |= ~counted & Q(batch__petition__closing_at__lte=at - UNCOUNTED)
    lines = [
        Expired(what, RULE, delete_in_batches(old, dry_run=dry_run))
        for what, old in (
            ("keyed lines of paper", PaperRow.objects.filter(over)),
            ("scans of paper", PaperScan.objects.filter(over)),
        )
    ]
    if not dry_run and any(line.n for line in lines):
        with transaction.atomic():
            detail = {line.what: line.n for line in lines}
            record("petitions.paper_shredded", subject="petitions", by=None, at=at, detail=detail)
    return lines
