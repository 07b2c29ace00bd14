"""`{% looks_again %}`: that the page looks again by itself, and how to stop that."""

from django import template
from django.template import Context

from union.stillness import stays_still

register = template.Library()


@register.inclusion_tag("pages/_looks_again.html", takes_context=True)
def looks_again(context: Context, here: str = "") -> dict[str, object]:
    """For a page whose answer has a `Refresh` header; its reader may have asked for none.

    `here` is where to look, unless it is where the reader is.
    """
    request = context["request"]
    return {"here": here or request.path, "still": stays_still(request)}
