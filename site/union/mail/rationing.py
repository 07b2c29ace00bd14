"""A few letters a day to an address that anybody may type, without telling whether it is known."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from union.mail.models import Message
from union.mail.sending import enqueue, recipient_hash


@transaction.atomic
def enqueue_at_most(most: int, kind: str, *, subject: str, to: str, language: str, at: datetime) -> None:
    """Put a letter for this address in the outbox, whether or not it is known: two statements, always.

    Beyond `most` about one subject, which names the day, a letter carries the number of the last, and the
    outbox takes a message once.
    """
    sent = Message.objects.filter(kind=kind, subject=subject, recipient_hash=recipient_hash(to))
    last = sent.aggregate(last=Max("version"))["last"] or 0
    enqueue(kind, subject=subject, to=to, at=at, version=min(last + 1, most), language=language)
