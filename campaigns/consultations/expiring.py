"""Replies that were started and never sent are not kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from campaigns.consultations.models import Reply
from union.audit.recording import record
from union.expiring import Expired, in_batches

DAYS_KEPT = 30
AFTER_CLOSE = timedelta(days=7)
WHAT = "replies never sent"


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """They go with every answer; one audit entry says how many, where there were any."""
    n = sum(_let_go(batch, at=at, dry_run=dry_run) for batch in in_batches(_forgotten(at)))
    if n and not dry_run:
        with transaction.atomic():
            record("consultations.expired", subject="consultations", by=None, at=at, detail={WHAT: n})
    return [Expired(WHAT, f"{DAYS_KEPT} days, or {AFTER_CLOSE.days} days after the close", n)]


def _forgotten(at: datetime) -> QuerySet[Reply]:
    """Started, and too long ago, or in a consultation that nobody can answer any more."""
    day = timezone.localdate(at) - timedelta(days=DAYS_KEPT)
    ended = Q(consultation__closes__lte=at - AFTER_CLOSE) | Q(consultation__closed_at__lte=at - AFTER_CLOSE)
    return Reply.objects.filter(Q(started_on__lte=day) | ended, state=Reply.State.STARTED)


@transaction.atomic
def _let_go(batch: list[int], *, at: datetime, dry_run: bool) -> int:
    """Those of the batch that still wait once they are locked: somebody may just be sending theirs."""
    rows = _forgotten(at).filter(pk__in=batch)
    if dry_run:
        return rows.count()
    locked = [reply.pk for reply in rows.select_for_update(of=("self",))]
    Reply.objects.filter(pk__in=locked).delete()
    return len(locked)
