"""The date of news: whoever leaves it as it stood in the draft means the day on which it is published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Min
from django.utils import timezone
from wagtail.models import Page, Revision

if TYPE_CHECKING:
    from campaigns.models.news import NewsItem


def date_of_publication(page: NewsItem) -> None:
    """Give a page that is about to be saved as live the day on which it was first published.

    Only where nobody chose another day than the draft began with, and no other language is live already. The
    versions say so too: a change that waits is published later.
    """
    today = timezone.localdate()
    if not _goes_live_for_the_first_time(page) or page.dated >= today or page.dated != _begun(page):
        return
    others = Page.objects.filter(translation_key=page.translation_key, live=True).exclude(pk=page.pk)
    if others.exists():
        return
    draft, page.dated = page.dated.isoformat(), today
    for version in Revision.page_revisions.filter(object_id=str(page.pk)):
        if version.content.get("dated") == draft:
            version.content["dated"] = today.isoformat()
            version.save(update_fields=["content"])


def _goes_live_for_the_first_time(page: NewsItem) -> bool:
    first = page.first_published_at
    return bool(page.pk and page.live and first and first == page.last_published_at and _is_today(first))


def _is_today(moment: datetime) -> bool:
    return timezone.localdate(moment) == timezone.localdate()


def _begun(page: NewsItem) -> object:
    first = Revision.page_revisions.filter(object_id=str(page.pk)).aggregate(at=Min("created_at"))["at"]
    return timezone.localdate(first) if first else None
