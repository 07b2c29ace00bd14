"""Letting go of who was written to. The hash of a refusing address stays, or we would write to it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from union.expiring import Expired, delete_in_batches, in_batches
from union.mail.models import Message, State
from union.mail.rendering import mail_kinds
from union.mail.sending import recipient_hash

LEFT = [State.SENT, State.DEAD, State.SUPPRESSED, State.CANCELLED]
RECIPIENT_KEPT = timedelta(days=30)
# Less than any six months: who was on the roll of a ballot is not told by its letters any longer than by it.
ROW_KEPT = timedelta(days=180)


def forget(address: str, *, kinds: Collection[str]) -> int:
    """Delete the messages of these kinds to an address, sent or waiting; how many.

    One that a worker has in hand does not leave: it asks for the row once more before it sends.
    """
    return Message.objects.filter(recipient_hash=recipient_hash(address), kind__in=kinds).delete()[0]


def forget_about(subjects: Collection[str], *, kinds: Collection[str]) -> int:
    """Delete the messages of these kinds about these subjects, whoever got them; how many."""
    return Message.objects.filter(kind__in=kinds, subject__in=subjects).delete()[0]


def forget_left(*kinds: str) -> int:
    """Delete the messages of these kinds that have left, or never will; how many."""
    return delete_in_batches(Message.objects.filter(kind__in=kinds, state__in=LEFT), dry_run=False)


def expire_recipients(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Blank the address of what left, or never will, after thirty days; its hash keeps out a twin."""
    old = Message.objects.filter(state__in=LEFT, queued_at__lt=at - RECIPIENT_KEPT).exclude(recipient="")
    n = 0
    for batch in in_batches(old):
        n += len(batch)
        if not dry_run:
            Message.objects.filter(pk__in=batch).update(recipient="")
    return [Expired("addresses of letters that have left", "30 days", n)]


def expire_letters(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Delete what left, or never will, after half a year: no twin comes so late, and the hash tells who got
    a letter of its kind. What an app keeps goes with the petition, the mailing or the ballot it is about.
    """
    kept = [kind.name for kind in mail_kinds().values() if kind.keeps]
    old = Message.objects.filter(state__in=LEFT, queued_at__lt=at - ROW_KEPT).exclude(kind__in=kept)
    return [
        Expired("letters that have left", f"{ROW_KEPT.days} days", delete_in_batches(old, dry_run=dry_run))
    ]
