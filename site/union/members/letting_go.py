"""Letting go of whoever left the union: their line leaves the roll some time after it lapsed."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet
from django.utils.timezone import localdate

from union.audit.recording import record
from union.expiring import Expired, in_batches
from union.members.models import Branch, Member, RollUpload
from union.members.taking_turns import roll_is_mine

LET_GO = "roll.let_go"


def expire_lapsed(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Delete the lines of those who lapsed long enough ago and whom nothing needs any more.

    Ballots and consultations keep who had a place in them for terms of their own; until then the line stays.
    Where an extract is being written, the rest waits for the next night.
    """
    days, n = settings.LAPSED_KEPT_DAYS, 0
    if not dry_run:
        _date_the_undated(on=localdate(at))
    until = localdate(at) - timedelta(days=days)
    for batch in in_batches(_long_gone(until)):
        n += len(batch) if dry_run else _let_go(batch, until=until, at=at)
    return [Expired("members who left, on the roll", f"{days} days after they lapsed", n)]


def _long_gone(until: date) -> QuerySet[Member]:
    """Lapsed on that day or before, with a place nowhere, and in no branch whose extract is being worked on.

    What the check of such an extract finds must still hold when it is written, within a day.
    """
    gone = Member.objects.filter(status=Member.Status.LAPSED, lapsed_on__lte=until)
    for relation in Member._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            places = relation.related_model._base_manager
            gone = gone.exclude(Exists(places.filter(**{relation.field.name: OuterRef("pk")})))
    waiting = RollUpload.objects.filter(committed_at=None, discarded_at=None)
    return gone.exclude(branch__in=Branch.objects.filter(pk__in=waiting.values("branches")))


@transaction.atomic
def _let_go(batch: Collection[int], *, until: date, at: datetime) -> int:
    """Those of the batch that are still to go while nobody else writes to the roll; how many."""
    if not roll_is_mine():
        return 0
    n = _long_gone(until).filter(pk__in=batch).delete()[0]
    if n:
        record(LET_GO, subject="roll", by=None, at=at, detail={"members": n})
    return n


def _date_the_undated(*, on: date) -> None:
    """Whoever had lapsed before the roll noted days has this one: the earliest that anybody knows."""
    Member.objects.filter(status=Member.Status.LAPSED, lapsed_on=None).update(lapsed_on=on)
