"""Words of a petition in the language of the page."""

from collections.abc import Iterable

from django import template

from petitions.models import Entry, Petition

register = template.Library()


@register.filter
def in_words(petition: Petition, field: str) -> str:
    """`{{ petition|in_words:"title" }}`: in Welsh where the page and the petition speak it."""
    return petition.words(field)


@register.filter
def usual(entries: Iterable[Entry]) -> list[Entry]:
    """The entries that stand in the list, not at the top of the page."""
    return [entry for entry in entries or () if not entry.is_prominent]
