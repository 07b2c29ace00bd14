"""The panel of a ballot, for any page: `{% ballot_panel ballot %}`."""

from django import template
from django.utils import timezone

from ballots.models import Ballot
from ballots.panels import panel_context

register = template.Library()


@register.inclusion_tag("ballots/_panel.html")
def ballot_panel(ballot: Ballot) -> dict[str, object]:
    """When it closes and how to vote while open; the result with its chart once published."""
    return panel_context(ballot, at=timezone.now())
