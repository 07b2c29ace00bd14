"""Asking for the link to one's own desk, and the letter that brings it."""

from datetime import UTC, datetime

from django.urls import reverse
from django.utils import timezone

from union.desk.me_links import KIND, LIVES, is_stale, token_for
from union.desk.me_sections import holds_anything
from union.mail.forgetting import forget
from union.mail.models import Lane, Message
from union.mail.rationing import enqueue_at_most
from union.mail.rendering import Letter, MailKind, render_letter

LETTERS_A_DAY = 5


def ask(address: str, *, language: str, at: datetime) -> None:
    """Put a letter for this address in the outbox, whether or not it is known; five a day at most."""
    subject = f"me:{at.astimezone(UTC).date()}"
    enqueue_at_most(LETTERS_A_DAY, KIND, subject=subject, to=address, language=language, at=at)


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
