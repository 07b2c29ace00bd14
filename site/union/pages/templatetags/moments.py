"""How pages and letters say a day and a time: by the union's own clock, in the language of the page."""

from datetime import date, datetime

from django import template
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

register = template.Library()

# The month that Django's own Welsh misspells: our catalogue, which comes first, has it from here.
JULY = gettext_lazy("July")


@register.filter
def weekday(day: date) -> str:
    """Friday 25 March 2022. In Welsh as after “on”, “from” or “until”: ddydd Gwener 25 Mawrth 2022."""
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    said = date_format(local, "l j F Y")
    return f"d{said[0].lower()}{said[1:]}" if translation.get_language() == "cy" else said


@register.filter
def when_plain(moment: datetime) -> str:
    """Friday 25 March 2022 at 5:00pm."""
    return _("%(day)s at %(hour)s") % {"day": weekday(moment), "hour": _hour(timezone.localtime(moment))}


@register.filter
def when(moment: datetime) -> SafeString:
    """The words of `when_plain` as an element that also says the time to machines."""
    exact = timezone.localtime(moment).isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', exact, when_plain(moment))


def _hour(local: datetime) -> str:
    if (local.hour % 12, local.minute) == (0, 0):
        return _("midday") if local.hour else _("midnight")
    clock = f"{local.hour % 12 or 12}:{local:%M}"
    return (_("%(clock)sam") if local.hour < 12 else _("%(clock)spm")) % {"clock": clock}
