"""What the templates of pages and blocks need for paper, e-mail and text: `{% load media %}`."""

from typing import Any

from django import template
from django.db.models import Model
from django.template.context import Context
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail.rich_text import RichText

from union.pages import media
from union.pages.plain import rich_text_as_text, rich_text_for_email
from union.pages.plain import underlined as underline

register = template.Library()


@register.simple_tag(takes_context=True)
def body_in(context: Context, body: Any, medium: str) -> str:
    """`{% body_in page.body "print" %}`: the body in that medium, with all that the template knows."""
    known: dict[str, Any] = {str(name): value for name, value in context.flatten().items()}
    return media.body_in(body, medium=medium, context=known)


@register.filter
def address(thing: Model | str | None) -> str:
    """The whole address of a page, a record or a path; an empty string where it has none."""
    if isinstance(thing, Page):
        return media.absolute(thing.get_url() or "")
    if isinstance(thing, Model):
        return media.absolute(thing.get_absolute_url())  # type: ignore[attr-defined]
    return media.absolute(thing or "")


@register.filter
def richtext_email(value: RichText | str) -> SafeString:
    """Rich text for an e-mail: as `richtext` draws it, with whole addresses."""
    return SafeString(rich_text_for_email(_source(value)))


@register.filter
def richtext_text(value: RichText | str) -> str:
    """Rich text as plain text."""
    return rich_text_as_text(_source(value))


@register.filter
def underlined(heading: str, line: str = "=") -> str:
    """A heading of plain text, with a line of the same length beneath it."""
    return underline(str(heading), line=line)


def _source(value: RichText | str) -> str:
    return value.source if isinstance(value, RichText) else value or ""
