"""How a kind of message becomes a letter, at the moment of sending.

An app registers its kinds under the hook `mail_kind`: a function that returns a list of `MailKind`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.template.loader import render_to_string
from wagtail import hooks

from union.mail.models import Lane, Message


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class MailKind:
    """`render` loads by the message's subject; None says that the letter is no longer wanted."""

    name: str
    lane: Lane
    render: Callable[[Message], Letter | None]


class MailKinds(Protocol):
    def __call__(self) -> list[MailKind]: ...


@cache
def mail_kinds() -> dict[str, MailKind]:
    """Every registered kind by its name."""
    return {kind.name: kind for gather in hooks.get_hooks("mail_kind") for kind in gather()}


def render_letter(event: str, context: Mapping[str, object]) -> Letter:
    """Render "<app>/<event>" from `<app>/email/<event>_{subject.txt,message.txt,message.html}`.

    The templates get `base_url` beside the context: links begin with it, never with a Host header.
    """
    app, name = event.split("/")
    values = {"base_url": settings.BASE_URL, **context}
    subject = render_to_string(f"{app}/email/{name}_subject.txt", values)
    return Letter(
        subject=" ".join(subject.split()),
        text=render_to_string(f"{app}/email/{name}_message.txt", values).strip() + "\n",
        html=render_to_string(f"{app}/email/{name}_message.html", values),
    )
