"""Pausing the voting and going on with it. The clock runs on: a paused ballot closes at its time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ballots.approving import approved, settle
from ballots.locking import hold_for_closing
from ballots.models import Act, Ballot, State
from union.audit.recording import record


def pause_ballot(ballot: Ballot, *, at: datetime) -> bool:
    """Carry out an approved pause: every paper accepted before is safe, every later one told to come back."""
    return _change(ballot, Act.PAUSE, State.OPEN, State.PAUSED, at=at)


def resume_ballot(ballot: Ballot, *, at: datetime) -> bool:
    """Carry out an approved going on."""
    return _change(ballot, Act.RESUME, State.PAUSED, State.OPEN, at=at)


def why_paused(ballot: Ballot) -> str:
    """The reason members are told while a ballot is paused."""
    pauses = ballot.approvals.filter(act=Act.PAUSE, done_at__isnull=False, refusal="").order_by("-pk")
    return pauses.values_list("reason", flat=True).first() or ""


def _change(ballot: Ballot, act: Act, before: State, after: State, *, at: datetime) -> bool:
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        approval = approved(ballot, act)
        if approval is None or not Ballot.objects.filter(pk=ballot.pk, state=before).update(state=after):
            return False
        settle(ballot, act, at=at)
        record(f"ballot.{act}", subject=ballot.subject, by=approval.approver, at=at)
    ballot.refresh_from_db()
    return True
