"""What goes in time: who took part anonymously, half a year after the report; raw replies, a year after the
close.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.consultations.models import (
    Answer,
    Consultation,
    Participation,
    Quote,
    Reply,
    SafeguardingMark,
)
from campaigns.consultations.recalling import recall_quotes
from union.audit.recording import record
from union.expiring import Expired, delete_in_batches, in_batches

KEPT_FOR = timedelta(days=183)
RAW_KEPT_FOR = timedelta(days=365)
UNREPORTED_KEPT_FOR = timedelta(days=730)
RAW = "raw replies"


def forget_places(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Delete the places of anonymous consultations; on those of others the replies hang."""
    told = Q(consultation__reported_at__lte=at - KEPT_FOR)
    old = Participation.objects.filter(
        told | never_reported(at), consultation__mode=Consultation.Mode.ANONYMOUS_VERIFIED
    )
    n = delete_in_batches(old, dry_run=dry_run)
    rule = "half a year after the report, or two years after the close"
    return [Expired("places in anonymous consultations", rule, n)]


def never_reported(at: datetime) -> Q:
    """Of consultations that closed two years ago and have no report: who waits for one does so no more."""
    return Q(consultation__reported_at=None, consultation__closed_at__lte=at - UNREPORTED_KEPT_FOR)


def forget_replies(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Delete raw replies and, in confidential and named mode, the places they hang on.

    What was released stays: tables, figures, outcomes. Of a reply with a published quote the quoted text
    stays, and with it the code, since the permission can be taken back at any time; so does a reply about
    somebody at risk that nobody has cleared. Notes on concerns whose reply was taken back go, too.
    """
    n = sum(len(batch) if dry_run else _forget(batch, at=at) for batch in in_batches(_raw(at)))
    known = Participation.objects.filter(consultation__closed_at__lte=at - RAW_KEPT_FOR, reply=None).exclude(
        consultation__mode=Consultation.Mode.ANONYMOUS_VERIFIED
    )
    if not dry_run:
        delete_in_batches(known, dry_run=False)
        dealt_with = SafeguardingMark.objects.filter(answer=None, cleared_at__isnull=False)
        dealt_with.filter(consultation__closed_at__lte=at - RAW_KEPT_FOR).delete()
    if n and not dry_run:
        with transaction.atomic():
            record("consultations.expired", subject="consultations", by=None, at=at, detail={RAW: n})
    return [Expired(RAW, "a year after the close", n)]


def _raw(at: datetime) -> QuerySet[Reply]:
    """Replies of which more is kept than published quotes; none that somebody at risk still waits in."""
    waits = SafeguardingMark.objects.filter(answer__reply=OuterRef("pk"), cleared_at=None)
    more = Answer.objects.filter(reply=OuterRef("pk")).exclude(Exists(_published()))
    quoted = Answer.objects.filter(Exists(_published()), reply=OuterRef("pk"))
    old = Reply.objects.filter(consultation__closed_at__lte=at - RAW_KEPT_FOR).exclude(Exists(waits))
    return old.filter(Exists(more) | ~Exists(quoted))


def _published() -> QuerySet[Quote]:
    return Quote.objects.filter(answer=OuterRef("pk"), state=Quote.State.PUBLISHED)


@transaction.atomic
def _forget(batch: list[int], *, at: datetime) -> int:
    """Those of the batch that are still to go once they are locked."""
    locked = [reply.pk for reply in _raw(at).filter(pk__in=batch).select_for_update(of=("self",))]
    gone = Answer.objects.filter(reply__in=locked).exclude(Exists(_published()))
    recall_quotes(Quote.objects.filter(answer__in=gone), reason=Quote.Recall.EXPIRED, at=at)
    gone.delete()
    Reply.objects.filter(pk__in=locked, answers=None).delete()
    return len(locked)
