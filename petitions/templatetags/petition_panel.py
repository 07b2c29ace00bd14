"""`{% load petition_panel %}{% petition_panel petition %}`: count, progress and form on any page.

`{% petition_integrity petition %}` says below it how the signatures are counted.
"""

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from petitions.models import Petition
from petitions.panels import panel
from petitions.showing import shown

register = template.Library()


@register.inclusion_tag("petitions/_integrity.html")
def petition_integrity(petition: Petition) -> dict[str, object]:
    """Draws why people sign and how the signatures are counted, from what the public pages keep."""
    found = shown(petition.slug)
    return {
        "petition": petition,
        "integrity": found.integrity if found else None,
        "voices": found.voices if found else (),
    }


@register.inclusion_tag("petitions/_panel.html", takes_context=True)
def petition_panel(context: RequestContext, petition: Petition) -> dict[str, object]:
    """Draws the panel; the form is sent to the petition's own address."""
    return {"csrf_token": context.get("csrf_token"), **panel(petition, at=timezone.now())}
