"""What of a ballot is kept how long: sealed papers and the key a year, the roll half a year.

The published evidence stays for good: with the key destroyed this site cannot open the papers in it any more.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from ballots.awaiting import call_to_destroy
from ballots.closing import KEEP_PAPERS
from ballots.models import RESULT_OUT, Act, Ballot, BoxPaper, Correction, RollEntry, State
from union.audit.recording import record
from union.expiring import Expired, delete_in_batches, in_batches, months_later
from union.sweeping import each

ROLL_MONTHS = 6
ENDED = (*RESULT_OUT, State.VOID)


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Rolls and papers whose time has come, a thousand rows at a time, each ballot with an audit entry.

    One that fails keeps no other ballot's; it is raised in the end.
    """

    def roll(ballot: Ballot, *, at: datetime) -> int:
        return destroy_roll(ballot, at=at, dry_run=dry_run)

    def sealed(ballot: Ballot, *, at: datetime) -> int:
        return shred_papers(ballot, at=at, dry_run=dry_run)

    try:
        rolls = each(with_old_roll(at), roll, at=at)
    finally:
        papers = each(with_old_papers(at), sealed, at=at)
    return [
        Expired("lines of ballot rolls", "6 months after the result", rolls),
        Expired("sealed papers of ballots", "12 months after the close", papers),
    ]


def with_old_roll(at: datetime) -> QuerySet[Ballot]:
    """Ballots that ended half a year ago or earlier and still have a roll."""
    limit = months_later(at, -ROLL_MONTHS)
    void = Q(approvals__act=Act.VOID, approvals__done_at__lte=limit, approvals__refusal="", state=State.VOID)
    ended = Ballot.objects.filter(Q(published_at__lte=limit) | void, state__in=ENDED)
    return ended.filter(pk__in=RollEntry.objects.values("ballot")).distinct()


def with_old_papers(at: datetime) -> QuerySet[Ballot]:
    """Ballots that closed a year ago or earlier, ended, and still have papers or the key to them."""
    held = Q(pk__in=BoxPaper.objects.values("ballot")) | Q(state=State.PUBLISHED)
    return Ballot.objects.filter(held, state__in=ENDED, closed_at__lte=at - KEEP_PAPERS)


def destroy_roll(ballot: Ballot, *, at: datetime, dry_run: bool) -> int:
    """Let go of who was on the roll, whether they voted, and of corrections; how many lines."""
    n = 0
    for batch in in_batches(RollEntry.objects.filter(ballot=ballot)):
        n += len(batch)
        if not dry_run:
            with transaction.atomic():
                Correction.objects.filter(entry__in=batch).delete()
                RollEntry.objects.filter(pk__in=batch).delete()
    if not dry_run:
        with transaction.atomic():
            record("ballot.roll_destroyed", subject=ballot.subject, by=None, at=at, detail={"lines": n})
    return n


def shred_papers(ballot: Ballot, *, at: datetime, dry_run: bool) -> int:
    """Delete the sealed papers, which their triggers allow from their day on, and then the key.

    A published ballot becomes `shredded`; its result and its evidence stay as they are.
    """
    n = delete_in_batches(BoxPaper.objects.filter(ballot=ballot), dry_run=dry_run)
    if not dry_run:
        with transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(wrapped_private_key=None)
            if Ballot.objects.filter(pk=ballot.pk, state=State.PUBLISHED).update(state=State.SHREDDED):
                call_to_destroy(ballot, at=at)
            record("ballot.shredded", subject=ballot.subject, by=None, at=at, detail={"papers": n})
    return n
