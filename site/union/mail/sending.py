"""Writing to the outbox and emptying it."""

import hashlib
import hmac
import uuid
from datetime import datetime

from django.conf import settings

from union.mail.models import Message
from union.mail.rendering import mail_kinds


def recipient_hash(address: str) -> str:
    """The keyed hash under which an address is known to the outbox."""
    return hmac.new(
        settings.MAIL_HASH_KEY.encode(), address.strip().lower().encode(), hashlib.sha256
    ).hexdigest()


def enqueue(
    kind: str, *, subject: str, to: str, at: datetime, version: int = 1, language: str = "en"
) -> None:
    """Put one message in the outbox, in the caller's transaction; the same message twice is one.

    Raises KeyError for a kind nobody registered.
    """
    lane = mail_kinds()[kind].lane
    message = Message(
        kind=kind,
        subject=subject,
        recipient=to,
        recipient_hash=recipient_hash(to),
        version=version,
        language=language,
        lane=lane,
        message_id=f"<{uuid.uuid4().hex}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}>",
        next_at=at,
        queued_at=at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
