"""`{{ petition|words:"title" }}` in the language of the page, and the same page in another language."""

from django import template
from django.utils import translation

from petitions import sharing
from petitions.models import Petition

register = template.Library()


@register.filter
def words(petition: Petition, field: str) -> str:
    return petition.words(field)


@register.simple_tag
def petition_in(petition: Petition, language: str) -> str:
    """The petition's path in `language`."""
    with translation.override(language):
        return petition.get_absolute_url()


@register.simple_tag
def petition_address(petition: Petition) -> str:
    """The petition's whole address in the language of the page."""
    return sharing.address(petition)
