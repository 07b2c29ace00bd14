"""`{{ petition|words:"title" }}` in the language of the page, and the same page in another language."""

from collections.abc import Iterable

from django import template
from django.utils import translation
from django.utils.safestring import mark_safe

from petitions import sharing
from petitions.models import Entry, Petition
from union.languages import page_is_welsh

register = template.Library()


@register.filter
def words(petition: Petition, field: str) -> str:
    """`{{ petition|words:"title" }}`: in Welsh where the page and the petition speak it."""
    return petition.words(field)


@register.filter
def petition_lang(petition: Petition) -> str:
    """` lang="en-GB"` around words of a petition that has none in Welsh, on a Welsh page; else nothing."""
    english = page_is_welsh() and not petition.speaks_welsh
    return mark_safe(' lang="en-GB"') if english else ""


@register.filter
def usual(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that stand in the list, not at the top of the page."""
    return [entry for entry in entries or () if not entry.is_prominent]


@register.simple_tag
def petition_in(petition: Petition, language: str) -> str:
    """The petition's path in `language`."""
    with translation.override(language):
        return petition.get_absolute_url()


@register.simple_tag
def petition_address(petition: Petition) -> str:
    """The petition's whole address in the language of the page."""
    return sharing.address(petition)
