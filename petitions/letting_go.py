"""What moderation keeps no longer than it needs: old alerts, whom a ruling was about, who was struck out.

A signature that was struck out before it was ever confirmed keeps its person for as long as the ruling can be
undone; then only the row is left, so that the petition can say how many were struck out.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from petitions.models import Alert, Consent, RuledSignature, Signature, SignatureIdentity
from petitions.withdrawing import OF_THE_PERSON, our_kinds
from union.expiring import Expired, delete_in_batches, in_batches
from union.mail.forgetting import forget_about

ALERTS_KEPT = timedelta(days=90)  # a mail domain can be one person's


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    alerts = Alert.objects.filter(last_at__lte=at - ALERTS_KEPT)
    ruled = RuledSignature.objects.filter(ruling__undo_until__lte=at)
    return [
        Expired("people struck out, never confirmed", "30 days", _people(at=at, dry_run=dry_run)),
        Expired("whom a ruling was about", "30 days", delete_in_batches(ruled, dry_run=dry_run)),
        Expired("alerts", "90 days", delete_in_batches(alerts, dry_run=dry_run)),
    ]


def _people(*, at: datetime, dry_run: bool) -> int:
    undoable = RuledSignature.objects.filter(
        signature=OuterRef("pk"), ruling__undone_at=None, ruling__undo_until__gt=at
    )
    struck = Signature.objects.filter(
        ~Exists(undoable), state=Signature.State.INVALID, confirmed_at=None, identity__isnull=False
    )
    n = 0
    for batch in in_batches(struck):
        n += len(batch)
        if not dry_run:
            _let_go_of(batch)
    return n


@transaction.atomic
def _let_go_of(keys: list[Any]) -> None:
    rows = Signature.objects.filter(pk__in=keys, state=Signature.State.INVALID)
    locked = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    forget_about([f"signature:{key}" for key in locked], kinds=our_kinds())
    Consent.objects.filter(signature__in=locked).delete()
    SignatureIdentity.objects.filter(signature__in=locked).delete()
    blank = dict.fromkeys(OF_THE_PERSON, "")
    Signature.objects.filter(pk__in=locked).update(invited_by=None, **blank)
