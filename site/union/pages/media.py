"""A body, or one block of it, in the four media a page is read in: the web, paper, an e-mail, plain text.

A block whose template is `x/blocks/name.html` is drawn on paper with `x/blocks/name_print.html` where there
is one, in an e-mail with `x/blocks/name_email.html` and as plain text with `x/blocks/name.txt`: these two it
must have.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks.stream_block import StreamValue


class Medium(StrEnum):
    WEB = "web"
    PRINT = "print"
    EMAIL = "email"
    TEXT = "text"


ENDINGS = {Medium.WEB: ".html", Medium.PRINT: "_print.html", Medium.EMAIL: "_email.html", Medium.TEXT: ".txt"}


def body_in(
    body: Iterable[StreamValue.StreamChild] | StreamValue.StreamChild,
    *,
    medium: str,
    context: Mapping[str, Any] | None = None,
) -> str:
    """The blocks of `body`, or the one block it is, as `medium` shows them; what shows nothing leaves no gap.

    On the web and on paper each stands in a `div` with its kind as a class. Links in e-mail and text are
    whole addresses, and text holds no HTML. Templates get `context`, `medium` and `base_url`. Raises
    TemplateDoesNotExist for a block without a template for e-mail or text, ValueError for another medium.
    """
    which = Medium(medium)
    children = [body] if isinstance(body, StreamValue.StreamChild) else body
    drawn = ((child.block_type, _block(child, which, context or {})) for child in children)
    parts = [_placed(kind, words, which) for kind, words in drawn if words.strip()]
    return "\n\n".join(parts) if which is Medium.TEXT else SafeString("\n".join(parts))


def template_in(name: str, *, medium: str) -> Template:
    """The template of a block for `medium`, by the name of the one for the web; paper makes do with that."""
    try:
        return _template(name.removesuffix(".html") + ENDINGS[Medium(medium)])
    except TemplateDoesNotExist:
        if medium != Medium.PRINT:
            raise
        return _template(name)


def absolute(address: str) -> str:
    """The whole address of a path of this site, never with the host of a request; others stay as they are."""
    return urljoin(f"{settings.BASE_URL}/", address) if address else ""


def _block(child: StreamValue.StreamChild, medium: Medium, context: Mapping[str, Any]) -> str:
    """One block: its own context, its template for the medium; in text nothing is escaped."""
    around = {**context, "block": child, "medium": medium.value, "base_url": settings.BASE_URL}
    name = child.block.get_template(child.value, context=around)
    if not name:
        raise TemplateDoesNotExist(f"The block {child.block_type} has no template.")
    values = child.block.get_context(child.value, parent_context=around)
    drawn = Context(values, autoescape=medium is not Medium.TEXT)
    return template_in(name, medium=medium).render(drawn)


def _placed(kind: str, words: str, medium: Medium) -> str:
    if medium in (Medium.WEB, Medium.PRINT):
        return format_html('<div class="block block--{}">{}</div>', kind, mark_safe(words))
    return words.strip()


def _template(name: str) -> Template:
    template: Template = get_template(name).template  # type: ignore[attr-defined]
    return template
