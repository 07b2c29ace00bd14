"""Which live page a petition or a ballot stands on: the record's own address sends readers there."""

from typing import Any

from django.db.models import Model
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from ballots import standing_on
from ballots.models import Ballot
from campaigns.models import BallotPage, PetitionPage
from petitions.keeping import show_anew
from petitions.models import Petition


def page_of(record: Model) -> str:
    """The path of the first live page of this record that anybody may read; else an empty string."""
    if isinstance(record, Petition):
        pages = PetitionPage.objects.filter(petition=record)
    elif isinstance(record, Ballot):
        pages = BallotPage.objects.filter(ballot=record)
    else:
        return ""
    page = pages.live().order_by("path").first()
    if page is None or page.get_view_restrictions().exists():
        return ""
    return page.get_url() or ""


def record_shows_anew(sender: type[Model], instance: Model, **news: Any) -> None:
    """A page that came, went or moved counts at once."""
    page = getattr(instance, "specific", instance)
    if isinstance(page, PetitionPage):
        show_anew(page.petition)
    elif isinstance(page, BallotPage):
        standing_on.forget(page.ballot)


def listen() -> None:
    for news in (page_published, page_unpublished, page_slug_changed, post_page_move):
        news.connect(record_shows_anew, dispatch_uid=f"record_shows_anew:{id(news)}")
