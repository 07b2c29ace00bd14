"""The ways between the screens of one matter in the CMS."""

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
HERE = mark_safe(' aria-current="page"')


@register.simple_tag(takes_context=True)
def way(context: Context, words: str, name: str, *args: object) -> SafeString:
    """A line of `.ways`: the link to the screen of that name, marked where its reader is there."""
    address = reverse(name, args=args)
    here = HERE if context["request"].path == address else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, here, words)
