"""What templates ask that the template language cannot answer: of a form field, and of the organisation."""

from django import template
from django.core.cache import cache
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
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.models import Site

from union.pages import theme
from union.pages.models import Organisation

register = template.Library()
# Spaces that no mail program puts together, as wide as the longest preview: five lines of a phone.
QUIET = mark_safe("\u034f\u200c\u00a0\u2007\u00ad" * 120)
KEPT_AS = "organisation-at-large"


@register.simple_tag
def organisation_at_large() -> Organisation:
    """The settings of the default site, for letters and other things that no request asks for.

    Kept for half a minute: a newsletter of thousands asks the database once.
    """
    found: Organisation | None = cache.get(KEPT_AS)
    if found is None:
        found = _default_organisation()
        cache.set(KEPT_AS, found, 30)
    return found


def _default_organisation() -> Organisation:
    site = Site.objects.filter(is_default_site=True).first()
    return Organisation.for_site(site) if site else Organisation()


@register.simple_tag
def quiet() -> SafeString:
    """Nothing to see, and long enough that a preview of the letter shows none of its words (0255)."""
    return QUIET


@register.filter
def colours(organisation: Organisation) -> dict[str, theme.Scheme]:
    """The organisation's colours as text on a `light` and on a `dark` ground."""
    return theme.schemes(organisation.brand_colour, organisation.accent_colour)


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the options are drawn one below the other, each with its own label."""
    return isinstance(field.field.widget, RadioSelect)  # of which CheckboxSelectMultiple is one


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether several inputs answer one question, so that a legend asks it."""
    return isinstance(field.field.widget, RadioSelect | MultiWidget | SelectDateWidget)


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
        sentence = _("“%(label)s” is not ticked: tick the box to go on.")
    elif isinstance(widget, CheckboxSelectMultiple):
        sentence = _("“%(label)s” is not answered: choose at least one.")
    elif isinstance(widget, RadioSelect | Select):
        sentence = _("“%(label)s” is not answered: choose one.")
    else:
        sentence = _("“%(label)s” is empty: fill it in.")
    return sentence % {"label": field.label}
