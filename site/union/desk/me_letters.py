"""Asking for the link to one's own desk, and the letter that brings it."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from union.desk.me_links import KIND, LIVES, is_stale, token_for
from union.desk.me_sections import holds_anything
from union.mail.forgetting import forget
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter
from union.mail.sending import enqueue, recipient_hash

AT_ONCE = 5  # a day, however close to each other; from then on one an hour


@transaction.atomic
def ask(address: str, *, language: str, at: datetime) -> None:
    """Put a letter for this address in the outbox, whether or not it is known: two statements, always.

    From the sixth of a day on, one carries the number of the last while that one's link still opens the desk,
    and the outbox takes a message once. So nobody shuts others out by asking for them: whoever owns the
    mailbox has a link that works, or is sent one.
    """
    subject = f"me:{at.astimezone(UTC).date()}"
    today = Message.objects.filter(kind=KIND, subject=subject, recipient_hash=recipient_hash(address))
    last, asked = today.aggregate(last=Max("version"), asked=Max("queued_at")).values()
    works = asked is not None and at < asked + LIVES
    version = last if last and last >= AT_ONCE and works else (last or 0) + 1
    enqueue(KIND, subject=subject, to=address, at=at, version=version, language=language)


def mail_kinds() -> list[MailKind]:
    return [MailKind(KIND, Lane.INTERACTIVE, render_link)]


def render_link(message: Message) -> Letter | None:
    """The link, or the word that we hold nothing; not wanted any more when it would be expired on arrival."""
    at = timezone.now()
    if is_stale(message, at=at):
        return None
    if not holds_anything(message.recipient, at=at):
        return render_letter("me/nothing", {"address": message.recipient})
    context = {"path": reverse("me_open", args=[token_for(message)]), "until": message.queued_at + LIVES}
    return render_letter("me/link", context)


def forget_letters(address: str) -> int:
    """Delete the letters about the desk itself from the outbox; their links are then unknown."""
    return forget(address, kinds=[KIND])
