"""`{% load petition_embed %}{% embed_snippet petition %}`: the lines that put a petition on another site."""

from django import template

from petitions.embedding import snippet
from petitions.models import Petition

register = template.Library()


@register.simple_tag
def embed_snippet(petition: Petition) -> str:
    """Escaped once more by the template: the page shows the code, it does not run it."""
    return snippet(petition)
