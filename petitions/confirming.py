"""Confirming a signature from the link in its letter."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from petitions.counting import hour_of
from petitions.models import Signature, TallyDelta
from petitions.tasks import nudge_roll_up

LINK_LIVES = timedelta(days=30)


class Standing(StrEnum):
    """What a genuine link finds."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    CHECKING = "checking"  # a moderator has a question first
    EXPIRED = "expired"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class NotConfirmable(Exception):
    """The signature can no longer be confirmed, or not yet; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def find(signature_id: uuid.UUID) -> Signature | None:
    """The signature of a genuine link with its petition and person; None when it was purged."""
    return Signature.objects.select_related("petition", "identity").filter(pk=signature_id).first()


def standing(signature: Signature | None, *, at: datetime) -> Standing:
    if signature is None:
        return Standing.EXPIRED
    if signature.state != Signature.State.PENDING:
        return {
            "confirmed": Standing.CONFIRMED,
            "withdrawn": Standing.WITHDRAWN,
        }.get(signature.state, Standing.CHECKING)
    if not signature.petition.honours_confirmations(at):
        return Standing.CLOSED
    return Standing.EXPIRED if at >= signature.signed_at + LINK_LIVES else Standing.WAITING


@transaction.atomic
def confirm(signature_id: uuid.UUID, *, at: datetime) -> None:
    """Confirm a pending signature and count it, once, however often and from wherever it is asked.

    Confirming again is no error. Raises NotConfirmable.
    """
    signature = Signature.objects.select_related("petition").filter(pk=signature_id).first()
    found = standing(signature, at=at)
    if found == Standing.CONFIRMED:
        return
    if found != Standing.WAITING or signature is None:
        raise NotConfirmable(found)
    pending = Signature.objects.filter(pk=signature_id, state=Signature.State.PENDING)
    if pending.update(state=Signature.State.CONFIRMED, confirmed_at=at):
        TallyDelta.objects.create(
            petition_id=signature.petition_id, n=1, region=signature.region, hour=hour_of(at)
        )
        transaction.on_commit(nudge_roll_up, robust=True)
