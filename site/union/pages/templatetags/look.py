"""What the form templates ask of a field that Django's template language cannot answer."""

from django import template
from django.core.exceptions import ValidationError
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    Field,
    MultiWidget,
    RadioSelect,
    Select,
    SelectDateWidget,
)

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


@register.filter
def complaints(field: BoundField) -> list[str]:
    """The errors of a field; Django's stock "required" names the field and says what to do instead."""
    return [
        _missing(field) if _is_stock(field, error) else str(message)
        for error in field.errors.as_data()
        for message in error.messages
    ]


def _is_stock(field: BoundField, error: ValidationError) -> bool:
    return error.code == "required" and error.messages == [Field.default_error_messages["required"]]


def _missing(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return f"“{field.label}” is not ticked: tick the box to go on."
    if isinstance(widget, RadioSelect | Select):
        return f"“{field.label}” is not answered: choose one."
    if isinstance(widget, CheckboxSelectMultiple):
        return f"“{field.label}” is not answered: choose at least one."
    return f"“{field.label}” is empty: fill it in."
