"""Declaring a ballot void: nothing is counted, and this site cannot open the papers any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ballots.approving import MOMENTS, NOT_VOID, approved, settle
from ballots.awaiting import call_to_destroy
from ballots.closing import KEEP_PAPERS, move_papers, wipe_traces
from ballots.locking import hold_for_closing, on_postgres
from ballots.models import RUNNING, Act, Ballot, Count, State
from ballots.returning import forget_piles
from ballots.telling import was_invited
from union.audit.recording import record
from union.jobs.asking import ask_for

TELL_VOID = "ballot_tell_void"
VOID_FIRST = "The ballot was declared void before this could be done."


def void_ballot(ballot: Ballot, *, at: datetime) -> bool:
    """Carry out an approved voiding, with its reason; False when there is nothing to do.

    Where the result was certified meanwhile, the approval is settled with the reason why nothing was done.
    Papers cast until then go to the box, as at a close, so that receipts can still be checked and no trace
    joins them to voters; a count that nobody has read, what papers by hand said, and the key are destroyed.
    Everybody who was sent a link is told by letter: a job puts the letters in the outbox.
    """
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        current = Ballot.objects.get(pk=ballot.pk)
        approval = approved(current, Act.VOID)
        if approval is None:
            return False
        if current.state not in MOMENTS[Act.VOID]:
            settle(current, Act.VOID, at=at, refusal=NOT_VOID[State(current.state)])
            return False
        papers = None
        if current.state in RUNNING:
            papers = move_papers(current, kept_until=(at + KEEP_PAPERS).date())
            current.closed_at, current.traces_wiped = at, on_postgres()
        Count.objects.filter(ballot=current).delete()
        forget_piles(current)
        current.state, current.void_reason, current.wrapped_private_key = State.VOID, approval.reason, None
        current.save(
            update_fields=["state", "void_reason", "wrapped_private_key", "closed_at", "traces_wiped"]
        )
        current.approvals.filter(approver=None, done_at=None).delete()
        settle(current, Act.VOID, at=at)
        call_to_destroy(current, at=at)
        if was_invited(current).exists():
            ask_for(TELL_VOID, subject=current.subject, by=None, at=at)
        current.approvals.filter(done_at=None).update(done_at=at, refusal=VOID_FIRST)
        detail = {} if papers is None else {"papers": papers}
        record("ballot.void", subject=ballot.subject, by=approval.approver, at=at, detail=detail)
        transaction.on_commit(wipe_traces)
    ballot.refresh_from_db()
    return True
