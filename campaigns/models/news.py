"""What is dated and listed as news, and the page that lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from campaigns.dating import date_of_publication
from union.pages.base import UnionPage
from union.pages.blocks import SHORT_FEATURES
from union.pages.printing import PrintablePage

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ON_A_LEAF = 10
DATED_HELP = (
    "Shown to readers; the newest come first in lists. Leave the day of the draft for that of the publication"
)
NEWS_PARENTS = ["campaigns.NewsIndexPage", "campaigns.CampaignPage", "campaigns.BranchPage"]


class NewsItem(PrintablePage):
    """A page of news: it bears a date, which the editor may change and lists are ordered by."""

    schema_type = "NewsArticle"
    kind_of_news: ClassVar[StrPromise]  # what a list calls it, in the language of the page

    dated = models.DateField(
        "date", default=timezone.localdate, help_text="Shown to readers; the newest come first in lists"
    )

    search_fields = [*UnionPage.search_fields, index.FilterField("dated")]
    parent_page_types = NEWS_PARENTS
    subpage_types: list[str] = []

    class Meta(PrintablePage.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        date_of_publication(self)
        super().save(*args, **kwargs)


class NewsIndexPage(UnionPage):
    """Everything new beneath the page that this one stands beside, newest first, ten on a leaf."""

    intro = RichTextField("introduction", features=SHORT_FEATURES, blank=True)

    page_description = "The list of all that is new, ten on a page"
    content_panels = [*UnionPage.content_panels, FieldPanel("intro")]
    search_fields = [*UnionPage.search_fields, index.SearchField("intro")]
    parent_page_types = ["campaigns.HomePage"]
    subpage_types = [
        "campaigns.PressReleasePage",
        "campaigns.OpinionPage",
        "campaigns.NewsletterPage",
        "campaigns.PolicyPaperPage",
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["leaf"] = self.leaf(request.GET.get("page", "1"))
        return context

    def leaf(self, number: str) -> Leaf[Page]:
        """The leaf of that number; the first or last where it is no number or too large."""
        from campaigns.models.listing import NewsBeneath  # which knows every kind of page, and they this

        above = self.trail[-1] if self.trail else self.get_parent()
        return Paginator(NewsBeneath(above), ON_A_LEAF).get_page(number)
