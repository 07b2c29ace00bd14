"""The letters about a signature, written at the moment of sending from what is true then."""

import uuid

from django.urls import reverse
from django.utils import timezone

from petitions import confirming, links
from petitions.confirming import LINK_LIVES, Standing
from petitions.models import Signature
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter


def mail_kinds() -> list[MailKind]:
    return [
        MailKind("petition_confirm", Lane.INTERACTIVE, render_confirm),
        MailKind("petition_already_signed", Lane.INTERACTIVE, render_already_signed),
        MailKind("petition_released", Lane.BULK, render_confirm),
    ]


def render_confirm(message: Message) -> Letter | None:
    """The link; not wanted any more once it is confirmed, withdrawn, expired, or while it is held."""
    signature = _about(message)
    if signature is None or confirming.standing(signature, at=timezone.now()) != Standing.WAITING:
        return None
    if message.version == 0:  # written while the signature was held: its release writes another one
        return None
    token = links.token_for(signature.pk)
    context = {
        "petition": signature.petition,
        "name": signature.identity.name,
        "confirm_path": reverse("petition_confirm", args=[token]),
        "not_me_path": reverse("petition_not_me", args=[token]),
        "until": signature.signed_at + LINK_LIVES,
    }
    return render_letter("petitions/confirm", context)


def render_already_signed(message: Message) -> Letter | None:
    signature = _about(message)
    if signature is None or signature.state != Signature.State.CONFIRMED:
        return None
    token = links.token_for(signature.pk)
    context = {
        "petition": signature.petition,
        "name": signature.identity.name,
        "confirmed_at": signature.confirmed_at,
        "not_me_path": reverse("petition_not_me", args=[token]),
    }
    return render_letter("petitions/already_signed", context)


def _about(message: Message) -> Signature | None:
    signature = confirming.find(uuid.UUID(message.subject.removeprefix("signature:")))
    return signature if signature and hasattr(signature, "identity") else None
