"""How a kind of message becomes a letter, at the moment of sending.

An app registers its kinds under the hook `mail_kind`: a function that returns a list of `MailKind`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template
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


def mail_kinds() -> dict[str, MailKind]:
    """Every registered kind by its name; two kinds of one name are a mistake and raise ValueError."""
    kinds: dict[str, MailKind] = {}
    for kind in (kind for gather in hooks.get_hooks("mail_kind") for kind in gather()):
        if kind.name in kinds:
            raise ValueError(f"The mail kind {kind.name} is registered twice.")
        kinds[kind.name] = kind
    return kinds


def render_letter(event: str, context: Mapping[str, object]) -> Letter:
    """Render "<app>/<event>" from `<app>/email/<event>_{subject.txt,message.txt,message.html}`.

    The templates get `base_url` beside the context: links begin with it, never with a Host header. Only the
    HTML is escaped: an apostrophe in a name stays one in the text.
    """
    app, name = event.split("/")
    values = {"base_url": settings.BASE_URL, **context}
    subject = _render(f"{app}/email/{name}_subject.txt", values, escape=False)
    return Letter(
        subject=" ".join(subject.split()),
        text=_render(f"{app}/email/{name}_message.txt", values, escape=False).strip() + "\n",
        html=_render(f"{app}/email/{name}_message.html", values, escape=True),
    )


def _render(path: str, values: Mapping[str, object], *, escape: bool) -> str:
    template: Template = get_template(path).template  # type: ignore[attr-defined]
    return template.render(Context(dict(values), autoescape=escape))
