"""What the form templates ask of a field that Django's template language cannot answer."""

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, MultiWidget, RadioSelect, SelectDateWidget

register = template.Library()


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the options are drawn one below the other, each with its own label."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether several inputs answer one question, so that a legend asks it."""
    return isinstance(
        field.field.widget, RadioSelect | CheckboxSelectMultiple | MultiWidget | SelectDateWidget
    )


@register.filter
def first_input(field: BoundField) -> str:
    """The id of the input where somebody mends an error: of a group, the first one."""
    parts = field.subwidgets
    if not parts:
        return field.auto_id
    part = parts[0].data
    while part.get("subwidgets"):
        part = part["subwidgets"][0]
    return str(part["attrs"].get("id", field.auto_id))
