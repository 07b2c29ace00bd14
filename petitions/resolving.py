"""Signatures whose place was unknown when they were confirmed, and is in the directory now."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from petitions import counting
from petitions.models import DirectoryImport, Postcode, Signature, TallyDelta
from petitions.tasks import nudge_roll_up

BATCH = 500


def resolve_places(*, at: datetime) -> int:
    """Go once through all signatures after each import, in transactions of one batch; how many were resolved.

    Killed in the middle, it goes on behind the last batch; beside itself, one waits for the other.
    """
    resolved = 0
    waiting = DirectoryImport.objects.filter(state=DirectoryImport.State.DONE, resolved_at__isnull=True)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        while (found := _resolve_batch(pk, at=at)) is not None:
            resolved += found
    return resolved


@transaction.atomic
def _resolve_batch(pk: int, *, at: datetime) -> int | None:
    """The next batch of one import; None when it is through."""
    row = DirectoryImport.objects.select_for_update().get(pk=pk)
    if row.resolved_at:
        return None
    batch = list(_unresolved(after=row.resolved_through)[:BATCH])
    if batch:
        row.resolved_through = batch[-1].pk
    else:
        row.resolved_at = at
    row.save(update_fields=["resolved_through", "resolved_at"])
    _settle(batch)
    return len(batch) if batch else None


def _unresolved(*, after: uuid.UUID | None) -> Any:
    """Confirmed signatures without region or constituency for which the directory has one."""
    known = Postcode.objects.filter(pk=OuterRef("identity__postcode"))
    found = (
        Signature.objects.select_for_update(of=("self",))
        .filter(state=Signature.State.CONFIRMED)
        .annotate(
            known_constituency=Subquery(known.values("constituency")),
            known_region=Subquery(known.values("region")),
        )
        .filter(Q(constituency="") & Q(known_constituency__gt="") | Q(region="") & Q(known_region__gt=""))
        .order_by("pk")
    )
    return found.filter(pk__gt=after) if after else found


def _settle(batch: list[Any]) -> None:
    """Take each out of its old cells and into the new ones; the hour stays, so the sum is never wrong."""
    deltas: list[TallyDelta] = []
    for signature in batch:
        deltas.append(counting.delta(signature, -1))
        signature.constituency = signature.known_constituency or signature.constituency
        signature.region = signature.known_region or signature.region
        deltas.append(counting.delta(signature, 1))
    if deltas:
        TallyDelta.objects.bulk_create(deltas)
        Signature.objects.bulk_update(batch, ["constituency", "region"])
        transaction.on_commit(nudge_roll_up, robust=True)
