"""`{% load petition_panel %}{% petition_panel petition %}`: count, progress and form on any page."""

from django import template
from django.template.context import Context
from django.utils import timezone

from petitions.arriving import arrival
from petitions.models import Petition
from petitions.panels import UNTOLD, panel
from petitions.sharing import address

register = template.Library()


@register.inclusion_tag("petitions/_panel.html", takes_context=True)
def petition_panel(context: Context, petition: Petition) -> dict[str, object]:
    """Draws the panel; the form is sent to the petition's own address. In print it is that address."""
    if context.get("printing"):
        return {"petition": petition, "printing": True, "address": address(petition)}
    request = context.get("request")  # a block inside a page has it among its values and nowhere else
    came = arrival(request.GET) if request else UNTOLD
    return {"csrf_token": context.get("csrf_token"), **panel(petition, at=timezone.now(), came=came)}
