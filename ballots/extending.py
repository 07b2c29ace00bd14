"""A later closing time, published as an addendum: the form and its hash stay as two people fixed them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ballots.approving import approved, settle
from ballots.locking import hold_for_closing
from ballots.models import Act, Ballot, Extension
from union.audit.recording import record


def extend_ballot(ballot: Ballot, *, at: datetime) -> bool:
    """Carry out an approved extension: casting and closing go by the new time from this transaction on."""
    with transaction.atomic():
        hold_for_closing(ballot.pk)
        current = Ballot.objects.get(pk=ballot.pk)
        approval = approved(current, Act.EXTENSION)
        if approval is None or approval.closes_at is None or current.closes_at <= at:
            return False
        Extension.objects.create(
            ballot=current,
            approval=approval,
            closes_before=current.closes_at,
            closes_after=approval.closes_at,
            reason=approval.reason,
        )
        detail = {"from": current.closes_at.isoformat(), "to": approval.closes_at.isoformat()}
        current.closes_at = approval.closes_at
        current.save(update_fields=["closes_at"])
        settle(current, Act.EXTENSION, at=at)
        record("ballot.extended", subject=ballot.subject, by=approval.approver, at=at, detail=detail)
    ballot.refresh_from_db()
    return True


def extensions_of(ballot: Ballot) -> list[dict[str, Any]]:
    """Every extension in order, as it is published beside the form: times, reason, and who decided it."""
    found = ballot.extensions.select_related("approval__proposer", "approval__approver")
    return [
        {
            "closes_before": extension.closes_before,
            "closes_after": extension.closes_after,
            "reason": extension.reason,
            "decided_at": extension.approval.approved_at,
            "proposer": extension.approval.proposer,
            "approver": extension.approval.approver,
        }
        for extension in found
    ]
