"""Parts of the frame around every page that are the same on all of them, or nearly: drawn once.

`{% kept_part "_foot.html" %}` and `{% kept_menu menu %}`.
"""

from collections.abc import Hashable, Iterable

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from union.gaps import Kept
from union.pages.context import looks
from union.pages.menu import MenuLine

register = template.Library()
_PARTS = Kept(most=64)


@register.simple_tag(takes_context=True)
def kept_part(context: Context, name: str) -> SafeString:
    """A template that shows what the union says of itself and nothing else: drawn once for all of that."""
    organisation = context.get("organisation")
    return _kept(name, {"organisation": organisation}, looks(organisation) if organisation else None)


@register.simple_tag(takes_context=True)
def kept_menu(context: Context, menu: Iterable[MenuLine] | None) -> SafeString:
    """The menu, drawn once for each page that is in it and once for all others."""
    lines, path = tuple(menu or ()), getattr(context.get("request"), "path", "")
    here = path if path in (reverse("taking_part"), *(line.path for line in lines)) else ""
    return _kept("_nav.html", {"menu": lines, "here": here}, (lines, here))


def _kept(name: str, shown: dict[str, object], key: Hashable) -> SafeString:
    part = _PARTS.drawn((name, get_language(), key), lambda: render_to_string(name, shown).rstrip("\n"))
    return mark_safe(part.filled({}).decode())
