"""Where a quote stands, and where it once stood, by the CMS's references and the revisions of pages."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex, Revision

from campaigns.consultations.models import Quote
from union.pages.mailed import Mailed, mailed_with

BLOCK = "quote"  # the name by which a block holds a quote


def pages_with(quote: Quote) -> QuerySet[Page]:
    """The live pages in whose text an editor put the quote. A recalled one shows nothing there."""
    held = ReferenceIndex.get_references_to(quote).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    numbers = [int(number) for number in held.values_list("object_id", flat=True)]
    return Page.objects.live().filter(pk__in=numbers).order_by("title")


def pages_that_had(quote: Quote) -> QuerySet[Page]:
    """Other pages with a saved version that held it, published or not."""
    had = {page for _revision, page in _versions_with(quote)}
    now = pages_with(quote).values_list("pk", flat=True)
    return Page.objects.filter(pk__in=had - set(now)).order_by("title")


def mailings_with(quote: Quote) -> list[Mailed]:
    """The newsletters already sent, or being sent, that held it: those that began before it was recalled."""
    found = mailed_with([revision for revision, _page in _versions_with(quote)])
    return [mailed for mailed in found if quote.recalled_at is None or mailed.begun_at < quote.recalled_at]


def _versions_with(quote: Quote) -> list[tuple[int, int]]:
    """The saved versions of pages that hold it, each with its page."""
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), content__icontains=f'quote\\": {quote.pk}'
    )
    rows = revisions.values_list("pk", "object_id", "content").iterator(chunk_size=100)
    return [(pk, int(page)) for pk, page, content in rows if quote.pk in _quotes_in(content)]


def _quotes_in(content: Any) -> Iterator[int]:
    """The numbers of all quotes in the saved content of a page; a body is JSON in a string of its own."""
    if isinstance(content, str) and content.startswith(("[", "{")):
        try:
            yield from _quotes_in(json.loads(content))
        except ValueError:
            return
    elif isinstance(content, list):
        for part in content:
            yield from _quotes_in(part)
    elif isinstance(content, dict):
        for name, value in content.items():
            if name == BLOCK and isinstance(value, int):
                yield value
            else:
                yield from _quotes_in(value)
