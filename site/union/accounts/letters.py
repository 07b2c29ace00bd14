"""The letter to somebody who was added in the CMS: that they may come in, and how."""

from django.db import transaction
from django.utils import timezone

from union.accounts.models import User
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter
from union.mail.sending import enqueue

ADDED = "account_added"


def tell_of_account(user: User) -> None:
    """A letter to whoever was just given an account, with the address where they sign in."""
    with transaction.atomic():
        enqueue(ADDED, subject=f"user:{user.pk}", to=user.email, at=timezone.now())


def render_added(message: Message) -> Letter | None:
    """None once the account is gone or closed, or has another address."""
    user = User.objects.filter(
        pk=message.subject.removeprefix("user:"), email=message.recipient, is_active=True
    ).first()
    return render_letter("account/added", {"user": user}) if user else None


def mail_kinds() -> list[MailKind]:
    return [MailKind(ADDED, Lane.INTERACTIVE, render_added)]
