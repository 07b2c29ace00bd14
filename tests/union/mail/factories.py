from datetime import datetime

from union.mail.models import Message
from union.mail.sending import enqueue

ADA, BEN, CAT = "ada@example.org", "ben@example.org", "cat@example.org"


def news(
    subject: str, *, at: datetime, to: str = ADA, lane: str = "interactive", version: int = 1
) -> Message:
    """News of `subject` for `to`, put in the outbox."""
    enqueue(f"news_{lane}", subject=subject, to=to, at=at, version=version)
    return Message.objects.get(kind=f"news_{lane}", subject=subject, recipient=to, version=version)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state
