"""The letter that tells what happened, written at the moment of sending."""

import uuid
from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from petitions import links, stopping
from petitions.models import Entry, Signature
from petitions.telling import NEWS, TRIAL
from union.mail.models import Lane, Message
from union.mail.rendering import Letter, MailKind, render_letter


def news_kinds() -> list[MailKind]:
    return [
        MailKind(NEWS, Lane.BULK, render_news, keeps=True),
        MailKind(TRIAL, Lane.INTERACTIVE, render_trial),
    ]


def render_news(message: Message) -> Letter | None:
    """Not wanted any more once the entry is taken back, the name withdrawn, or the answer changed to no."""
    entry = Entry.objects.public().select_related("petition__successor").filter(pk=message.version).first()
    signature_id = uuid.UUID(message.subject.removeprefix("signature:"))
    signature = (
        Signature.objects.select_related("identity")
        .filter(pk=signature_id, state=Signature.State.CONFIRMED, identity__isnull=False)
        .first()
    )
    wanted = stopping.answer(signature_id)
    if entry is None or signature is None or wanted is None or not wanted.given:
        return None
    stop_path = reverse("petition_stop_news", args=[links.token_for(signature_id, purpose=links.STOP_NEWS)])
    letter = _letter(entry, name=signature.identity.name, stop_path=stop_path)
    one_click = {
        "List-Unsubscribe": f"<{settings.BASE_URL}{stop_path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return replace(letter, headers=one_click)


def render_trial(message: Message) -> Letter | None:
    """The entry as its readers will get it, for a moderator; not wanted once the entry is deleted."""
    number = message.subject.removeprefix("entry:")
    entry = Entry.objects.select_related("petition__successor").filter(pk=number).first()
    if entry is None:
        return None
    letter = _letter(entry, name="Rowan Ashby", stop_path="")
    return replace(letter, subject=f"Trial: {letter.subject}")


def _letter(entry: Entry, *, name: str, stop_path: str) -> Letter:
    petition = entry.petition
    follows = petition.successor if entry.kind == Entry.Kind.NEXT else None
    context = {
        "entry": entry,
        "petition": petition,
        "petition_title": petition.words("title"),
        "successor": follows,
        "successor_title": follows.words("title") if follows else "",
        "name": name,
        "stop_path": stop_path,
    }
    return render_letter("petitions/news", context)
