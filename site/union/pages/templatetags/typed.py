"""What a page that refuses a form gives back."""

from typing import Any

from django import template

from union.typed import typed_in

register = template.Library()


@register.inclusion_tag("pages/_typed.html", takes_context=True)
def what_you_typed(context: dict[str, Any]) -> dict[str, list[str]]:
    """The longer texts of the form that this page refuses, to be copied; nothing where there are none."""
    request = context.get("request")
    return {"typed": typed_in(request) if request else []}
