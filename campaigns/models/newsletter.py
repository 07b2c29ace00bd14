"""An issue of a newsletter."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.blocks.stream_block import StreamValue
from wagtail.search import index

from campaigns.blocks import NewsletterBody
from campaigns.models.news import DATED_HELP, NewsItem
from union.pages.fields import StreamField


class NewsletterPage(NewsItem):
    """Several articles under one cover: a web page, a leaflet of paper, and what a mailing sends."""

    issue = models.CharField(
        max_length=80, help_text="The line above the title, such as “Social workers’ newsletter, March 2022”"
    )
    body = StreamField(NewsletterBody(), blank=True)

    kind_of_news = _("Newsletter")
    page_description = "Several articles under one cover: to read here, to print and to send by mail"
    print_template = "campaigns/newsletter_print.html"
    content_panels = [
        *NewsItem.content_panels,
        FieldRowPanel([FieldPanel("issue"), FieldPanel("dated", help_text=DATED_HELP)]),
        FieldPanel("body"),
    ]
    search_fields = [*NewsItem.search_fields, index.SearchField("issue"), index.SearchField("body")]

    class Meta(NewsItem.Meta):
        verbose_name = "newsletter"

    def articles(self) -> list[StreamValue.StreamChild]:
        """What its table of contents lists, in order; each has its `id` as its anchor."""
        return [child for child in self.body if child.block_type == "article"]
