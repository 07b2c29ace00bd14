"""The letters about a signature, written at the moment of sending from what is true then."""

import uuid

from django.urls import reverse
from django.utils import timezone

from petitions import codes, confirming, links, sharing
from petitions.confirming import Standing
from petitions.models import Signature
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter

STALL = "stall"


def mail_kinds() -> list[MailKind]:
    return [
        MailKind("petition_confirm", Lane.INTERACTIVE, render_confirm, keeps=True),
        MailKind("petition_already_signed", Lane.INTERACTIVE, render_already_signed, keeps=True),
        MailKind("petition_reminder", Lane.BULK, render_reminder, keeps=True),
        MailKind("petition_released", Lane.BULK, render_confirm, keeps=True),
    ]


def render_confirm(message: Message) -> Letter | None:
    """Link and code; not wanted any more once it is confirmed, withdrawn, expired, or while it is held."""
    signature = _waiting(message)
    if signature is None:
        return None
    if message.version == 0:  # written while the signature was held: its release writes another one
        return None
    return render_letter("petitions/confirm", _to_confirm(signature))


def render_reminder(message: Message) -> Letter | None:
    """The same once more; the second reminder says that it is the last one."""
    signature = _waiting(message)
    if signature is None:
        return None
    return render_letter("petitions/reminder", {**_to_confirm(signature), "last": message.version > 1})


def render_already_signed(message: Message) -> Letter | None:
    """For whoever signed again; not wanted any more once the signature is not confirmed."""
    signature = _about(message)
    if signature is None or signature.state != Signature.State.CONFIRMED:
        return None
    context = {**_about_it(signature), "confirmed_at": signature.confirmed_at}
    return render_letter("petitions/already_signed", context)


def _to_confirm(signature: Signature) -> dict[str, object]:
    code = codes.code_for(signature.pk)
    # The phone of a stall has gone on to the next person: there is no page to type a code on.
    has_page = signature.source != STALL
    return {
        **_about_it(signature),
        "confirm_path": reverse("petition_confirm", args=[links.token_for(signature.pk)]),
        "code": f"{code[:3]} {code[3:]}" if has_page else "",
        "until": links.works_until(signature.petition, signed_at=signature.signed_at),
    }


def _about_it(signature: Signature) -> dict[str, object]:
    return {
        "petition": signature.petition,
        "title": signature.petition.words("title"),
        "name": signature.identity.name,
        "petition_address": sharing.address(signature.petition),
        "not_me_path": reverse("petition_not_me", args=[links.token_for(signature.pk)]),
    }


def _waiting(message: Message) -> Signature | None:
    signature = _about(message)
    found = confirming.standing(signature, at=timezone.now())
    return signature if found == Standing.WAITING else None


def _about(message: Message) -> Signature | None:
    signature = confirming.find(uuid.UUID(message.subject.removeprefix("signature:")))
    return signature if signature and hasattr(signature, "identity") else None
