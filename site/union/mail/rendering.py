"""How a kind of message becomes a letter, at the moment of sending.

An app registers its kinds under the hook `mail_kind`: a function that returns a list of `MailKind`.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Protocol

from django.conf import settings
from django.template import Context as TemplateContext
from django.template import Template
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail import hooks

from union.gaps import Kept, gaps
from union.mail.models import Lane, Message
from union.mail.styling import styled

Context = Callable[[Mapping[str, str]], Mapping[str, object]]
PARTS = ("subject.txt", "message.txt", "message.html")
SIGNATURE = "mail/_signature.txt"


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    headers: Mapping[str, str] | None = None
    is_styled: bool = False  # its styles are in each element already


@dataclass(frozen=True)
class MailKind:
    """`render` loads by the message's subject; None says that the letter is no longer wanted.

    Its rows leave the outbox half a year after they were written, unless its app `keeps` them: because it
    reads them, or lets go of them with what they are about.
    """

    name: str
    lane: Lane
    render: Callable[[Message], Letter | None]
    keeps: bool = False


class MailKinds(Protocol):
    def __call__(self) -> list[MailKind]: ...


def mail_kinds() -> Mapping[str, MailKind]:
    """Every registered kind by its name; two kinds of one name are a mistake and raise ValueError."""
    return _by_name(tuple(hooks.get_hooks("mail_kind")))


@lru_cache(maxsize=4)
def _by_name(hooked: tuple[MailKinds, ...]) -> Mapping[str, MailKind]:
    kinds: dict[str, MailKind] = {}
    for kind in (kind for gather in hooked for kind in gather()):
        if kind.name in kinds:
            raise ValueError(f"The mail kind {kind.name} is registered twice.")
        kinds[kind.name] = kind
    return kinds


def render_letter(event: str, context: Mapping[str, object]) -> Letter:
    """Render "<app>/<event>" from `<app>/email/<event>_{subject.txt,message.txt,message.html}`.

    The templates get `base_url` beside the context: links begin with it, never with a Host header. Only the
    HTML is escaped: an apostrophe in a name stays one in the text. The text ends with who writes, as the
    HTML does by its base.
    """
    return _letter(*(_render(event, part, context) for part in PARTS))


def fill_letter(
    event: str,
    *,
    kept: Kept,
    shows: Hashable,
    context: Context,
    own: Mapping[str, str],
) -> Letter:
    """The letter that `render_letter` makes of `context(own)`, styles put in, from what is drawn once.

    `own` is what belongs to the reader: gaps in what is kept, for which `context` is asked with the gaps. The
    rest of it is the same for everybody whose letter shows what `shows` says.
    """
    around = (event, get_language(), settings.BASE_URL, shows)
    subject, text, html = (
        kept.drawn((part, around), partial(_with_gaps, event, part, context, tuple(own))) for part in PARTS
    )
    escaped = {name: str(escape(value)) for name, value in own.items()}
    letter = _letter(subject.filled(own).decode(), text.filled(own).decode(), html.filled(escaped).decode())
    return replace(letter, is_styled=True)


def _with_gaps(event: str, part: str, context: Context, names: tuple[str, ...]) -> str:
    drawn = _render(event, part, context(gaps(names)))
    return styled(drawn) if part.endswith(".html") else drawn


def _letter(subject: str, text: str, html: str) -> Letter:
    return Letter(" ".join(subject.split()), text.strip() + "\n", html)


def _render(event: str, part: str, context: Mapping[str, object]) -> str:
    app, name = event.split("/")
    template: Template = get_template(f"{app}/email/{name}_{part}").template  # type: ignore[attr-defined]
    values = {"base_url": settings.BASE_URL, **context}
    drawn = template.render(TemplateContext(values, autoescape=part.endswith(".html")))
    return f"{drawn.rstrip()}\n\n{get_template(SIGNATURE).render()}" if part == "message.txt" else drawn
