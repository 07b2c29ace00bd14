"""A policy paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from campaigns.blocks import PaperBody
from campaigns.consultations.choosers import consultation_chooser_viewset
from campaigns.models.news import DATED_HELP, NewsItem
from union.pages.blocks import SHORT_FEATURES
from union.pages.fields import StreamField


class PolicyPaperPage(NewsItem):
    """What somebody proposes, what the union thinks of it, and where members say what they think."""

    in_short = RichTextField(
        "what is proposed, in short",
        features=SHORT_FEATURES,
        blank=True,
        help_text="Their proposals, as they would put them; what we think follows in the body",
    )
    body = StreamField(PaperBody(), blank=True, verbose_name="what we think")
    consultation = models.ForeignKey(
        "consultations.Consultation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="call for views",
        help_text="The consultation in which members say what they think",
    )

    kind_of_news = _("Policy paper")
    page_description = "What somebody proposes, what we think of it, and a call for members’ views"
    print_template = "campaigns/policy_paper_print.html"
    read_along = ("consultation",)
    content_panels = [
        *NewsItem.content_panels,
        FieldPanel("dated", help_text=DATED_HELP),
        FieldPanel("in_short"),
        FieldPanel("body"),
        FieldPanel("consultation", widget=consultation_chooser_viewset.widget_class),
    ]
    search_fields = [*NewsItem.search_fields, index.SearchField("in_short"), index.SearchField("body")]

    class Meta(NewsItem.Meta):
        verbose_name = "policy paper"
