"""The letters about an account: that it was made, what it may do, and that what opens it has changed."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from union.accounts.models import Role, User
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter
from union.mail.sending import enqueue

ADDED, CHANGED, ROLE = "account_added", "account_changed", "account_role"
# What allauth calls them, and what their owner is told.
CHANGES = {
    "totp_activated": "An authenticator app was set up to sign in with.",
    "totp_deactivated": "The authenticator app was taken away.",
    "webauthn_added": "A passkey or security key was added.",
    "webauthn_removed": "A passkey or security key was taken away.",
    "recovery_codes_generated": "New recovery codes were made; the old ones no longer work.",
    "email_changed": "It has another e-mail address now: codes to sign in no longer come to this one.",
    "factors_reset": "Every passkey, app and recovery code was taken away by those who run our computers.",
}
ELSE = "What opens it was changed."


def tell_of_account(user: User) -> None:
    """A letter to whoever was just given an account, with the address where they sign in."""
    with transaction.atomic():
        enqueue(ADDED, subject=f"user:{user.pk}", to=user.email, at=timezone.now())


def tell_of_role(role: Role, *, at: datetime) -> None:
    """A letter to whoever was just given a role at the desk, in the caller's transaction."""
    enqueue(ROLE, subject=f"role:{role.pk}", to=role.user.email, at=at)


def tell_of_change(user: User, change: str, *, at: datetime, to: str = "") -> None:
    """A letter that what opens the account has changed, to its address or to the one it had; one a minute.

    It does not say from where: that would be a log of where officers are.
    """
    minute = int(at.timestamp()) // 60
    with transaction.atomic():
        subject = f"user:{user.pk}:{change}"
        enqueue(CHANGED, subject=subject, to=to or user.email, at=at, version=minute)


def render_added(message: Message) -> Letter | None:
    """None once the account is gone or closed, or has another address."""
    user = User.objects.filter(
        pk=message.subject.removeprefix("user:"), email=message.recipient, is_active=True
    ).first()
    return render_letter("account/added", {"user": user}) if user else None


def render_role(message: Message) -> Letter | None:
    """None once the role was taken back, or its holder has another address or none any more."""
    held = Role.objects.filter(user__email=message.recipient, user__is_active=True)
    role = held.select_related("user", "branch", "region").filter(pk=message.subject.removeprefix("role:"))
    return render_letter("account/role", {"role": found}) if (found := role.first()) else None


def render_changed(message: Message) -> Letter | None:
    """None once the account is gone."""
    _user, pk, change = message.subject.split(":")
    if not (user := User.objects.filter(pk=pk).first()):
        return None
    moved = message.recipient != user.email  # then what is left of the account is not theirs to look at
    words = {"user": user, "change": CHANGES.get(change, ELSE), "moved": moved, "at": message.queued_at}
    return render_letter("account/changed", words)


def mail_kinds() -> list[MailKind]:
    return [
        MailKind(ADDED, Lane.INTERACTIVE, render_added),
        MailKind(CHANGED, Lane.INTERACTIVE, render_changed),
        MailKind(ROLE, Lane.SYSTEM, render_role),
    ]
