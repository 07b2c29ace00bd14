"""Help for members in a difficulty."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from campaigns.blocks import HelpBody
from campaigns.models.cards import cards_beneath
from union.pages.blocks import SHORT_FEATURES
from union.pages.fields import StreamField
from union.pages.printing import PrintablePage


class HelpPage(PrintablePage):
    """What to do, step by step, and whom to contact: the branch first."""

    urgent = models.CharField(
        "what to do at once",
        max_length=200,
        blank=True,
        help_text="The one sentence somebody needs who reads nothing else",
    )
    body = StreamField(HelpBody(), blank=True)
    contact = RichTextField(
        "whom to contact", features=SHORT_FEATURES, blank=True, help_text="The branch first, then the region"
    )

    page_description = "What to do in a difficulty, step by step, and whom to contact"
    print_template = "campaigns/help_print.html"
    content_panels = [
        *PrintablePage.content_panels,
        FieldPanel("urgent"),
        FieldPanel("body"),
        FieldPanel("contact"),
    ]
    search_fields = [
        *PrintablePage.search_fields,
        index.SearchField("urgent"),
        index.SearchField("body"),
        index.SearchField("contact"),
    ]
    parent_page_types = ["campaigns.HomePage", "campaigns.CampaignPage", "campaigns.HelpPage"]
    subpage_types = ["campaigns.HelpPage"]

    class Meta(PrintablePage.Meta):
        verbose_name = "help page"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        more = cards_beneath(self, HelpPage)
        return {**super().get_context(request, *args, **kwargs), "more": more}
