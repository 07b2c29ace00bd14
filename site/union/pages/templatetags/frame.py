"""Parts of the frame around every page that are the same on all of them: `{% kept_part "_foot.html" %}`."""

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from union.gaps import Kept
from union.pages.context import looks

register = template.Library()
_PARTS = Kept(most=64)


@register.simple_tag(takes_context=True)
def kept_part(context: Context, name: str) -> SafeString:
    """A template that shows what the union says of itself and nothing else: drawn once for all of that."""
    organisation = context.get("organisation")
    shows = (name, get_language(), looks(organisation) if organisation else None)
    part = _PARTS.drawn(shows, lambda: render_to_string(name, {"organisation": organisation}).rstrip("\n"))
    return mark_safe(part.filled({}).decode())
