"""What is dated and listed as news, and the page that lists it."""

from typing import Any

from django.core.paginator import Page as Leaf
from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.search import index

from union.pages.base import UnionPage
from union.pages.blocks import SHORT_FEATURES
from union.pages.printing import PrintablePage

ON_A_LEAF = 10
KINDS = ("pressreleasepage", "opinionpage", "newsletterpage", "policypaperpage")
NEWS_PARENTS = ["campaigns.NewsIndexPage", "campaigns.CampaignPage", "campaigns.BranchPage"]


class NewsItem(PrintablePage):
    """A page of news: it bears a date, which the editor may change and lists are ordered by."""

    schema_type = "NewsArticle"

    dated = models.DateField(
        "date", default=timezone.localdate, help_text="Shown to readers; the newest come first in lists"
    )

    search_fields = [*UnionPage.search_fields, index.FilterField("dated")]
    parent_page_types = NEWS_PARENTS
    subpage_types: list[str] = []

    class Meta(PrintablePage.Meta):
        abstract = True

    @property
    def kind_of_news(self) -> str:
        """What a list calls it, such as “Press release”."""
        return str(self._meta.verbose_name).capitalize()


class NewsIndexPage(UnionPage):
    """Everything new beneath the page that this one stands beside, newest first, ten on a leaf."""

    intro = RichTextField("introduction", features=SHORT_FEATURES, blank=True)

    page_description = "The list of all that is new, ten on a page"
    content_panels = [*UnionPage.content_panels, FieldPanel("intro")]
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
        return Paginator(news_beneath(self.get_parent()), ON_A_LEAF).get_page(number)


def news_beneath(page: Page) -> PageQuerySet[Page]:
    """Live news anybody may read beneath `page`, the newest first, each as the kind of page it is."""
    kinds = Coalesce(*(f"{kind}__dated" for kind in KINDS))
    found = Page.objects.live().public().descendant_of(page).annotate(dated_on=kinds)
    news: PageQuerySet[Page] = found.filter(dated_on__isnull=False).order_by("-dated_on", "-pk").specific()
    return news
