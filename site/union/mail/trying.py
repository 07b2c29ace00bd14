"""A trial message: shows an operator that mail leaves, the way every other message does."""

import uuid
from datetime import datetime

from django.db import transaction

from union.mail.models import Message
from union.mail.rendering import Letter, render_letter
from union.mail.sending import enqueue


def send_trial(address: str, *, at: datetime) -> str:
    """Put a trial message for `address` in the outbox; returns its subject, `trial:<mark>`."""
    subject = f"trial:{uuid.uuid4().hex[:12]}"
    with transaction.atomic():
        enqueue("mail_trial", subject=subject, to=address, at=at)
    return subject


def render_trial(message: Message) -> Letter:
    return render_letter(
        "mail/trial", {"mark": message.subject.removeprefix("trial:"), "queued_at": message.queued_at}
    )
