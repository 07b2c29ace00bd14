"""Which live page a petition stands on, for the petition's own address, which sends readers there."""

from typing import Any

from django.db.models import Model
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from campaigns.models import PetitionPage
from petitions.keeping import show_anew
from petitions.models import Petition


def page_of(record: Model) -> str:
    """The path of the first live page of this petition that anybody may read; else an empty string."""
    if not isinstance(record, Petition):
        return ""
    page = PetitionPage.objects.live().filter(petition=record).order_by("path").first()
    if page is None or page.get_view_restrictions().exists():
        return ""
    return page.get_url() or ""


def petition_shows_anew(sender: type[Model], instance: Model, **news: Any) -> None:
    """A page that came, went or moved counts at once."""
    page = getattr(instance, "specific", instance)
    if isinstance(page, PetitionPage):
        show_anew(page.petition)


def listen() -> None:
    for news in (page_published, page_unpublished, page_slug_changed, post_page_move):
        news.connect(petition_shows_anew, dispatch_uid=f"petition_shows_anew:{id(news)}")
