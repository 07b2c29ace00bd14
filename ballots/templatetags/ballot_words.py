"""How the pages of a ballot say a time: `{{ ballot.closes_at|when }}`."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def when(moment: datetime) -> SafeString:
    """Friday 25 March 2022 at 5:00pm, by the union's own clock."""
    local = timezone.localtime(moment)
    hour = local.hour % 12 or 12
    words = f"{local:%A} {local.day} {local:%B %Y} at {hour}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)
