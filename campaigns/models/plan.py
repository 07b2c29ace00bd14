"""A numbered list of demands, and its points."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from campaigns.consultations.blocks import SourcesBlock
from campaigns.consultations.showing import lead_back
from campaigns.numbering import PointsPanel
from union.pages.base import UnionPage
from union.pages.blocks import SHORT_FEATURES
from union.pages.fields import StreamField, read_together
from union.pages.printing import PrintablePage

NUMBER_HELP = "Empty for the next one. It stays when points are moved"
ANCHOR_HELP = (
    "The end of the address that leads to this point. Left empty, it is made from the title, and stays"
)


class PlanPage(PrintablePage):
    """A numbered list of demands: a ten-point plan, a charter, a contract. Prints as a leaflet."""

    intro = RichTextField("introduction", features=SHORT_FEATURES, blank=True)
    point_word = models.CharField(
        "what one point is called", max_length=20, default="Point", help_text="Point, Demand or Promise"
    )
    contact = RichTextField("who to contact", features=SHORT_FEATURES, blank=True)

    page_description = "Demands that people can quote by number: a plan, a charter; prints as a leaflet"
    print_template = "campaigns/plan_print.html"
    content_panels = [
        *UnionPage.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("point_word"), PointsPanel("points", label="point")], heading="Points"),
        FieldPanel("contact", help_text="At the end of the page and of the leaflet: who, when and how"),
    ]
    search_fields = [
        *UnionPage.search_fields,
        index.SearchField("intro"),
        index.SearchField("words_of_points"),
        index.SearchField("contact"),
    ]
    parent_page_types = ["campaigns.HomePage", "campaigns.CampaignPage", "campaigns.BranchPage"]
    subpage_types: list[str] = []

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The points are kept after the page: only then the search can read them."""
        super().save(*args, **kwargs)
        index.insert_or_update_object(self)

    def words_of_points(self) -> list[str]:
        """What the points say, for the search."""
        return [f"{point.title}: {get_text_for_indexing(point.text)}" for point in self.points.all()]

    def points_with_sources(self) -> list[PlanPoint]:
        """The points in the editor's order; what stands behind them is read for all of them at once."""
        points = list(self.points.all())
        read_together(point.sources for point in points)
        sources = [source for point in points for source in point.sources]
        lead_back(source.value["quote"] for source in sources if source.block_type == "quote")
        return points


class PlanPoint(TranslatableMixin, Orderable):
    """One point. Its number and anchor stay its own when points are moved: people quote and link to them."""

    class Status(models.TextChoices):
        DEMAND = "demand", _("Our demand")
        TALKS = "talks", _("In talks")
        PARTLY = "partly", _("Partly won")
        WON = "won", _("Won")

    page = ParentalKey(PlanPage, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    text = RichTextField(features=SHORT_FEATURES)
    status = models.CharField(max_length=10, choices=Status, default=Status.DEMAND)
    anchor = models.SlugField(
        max_length=80, blank=True, help_text="Made from the title; stays when the title changes"
    )
    sources = StreamField(SourcesBlock(), verbose_name="where this comes from", blank=True, default=list)

    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("number", help_text=NUMBER_HELP), FieldPanel("status")]),
        FieldPanel("sources"),
        FieldPanel("anchor", help_text=ANCHOR_HELP),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="point_number_once"),
            models.UniqueConstraint(fields=["translation_key", "locale"], name="point_once_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def clean(self) -> None:
        """Gives a new point its anchor; refuses number 0."""
        super().clean()
        if self.number == 0:
            raise ValidationError({"number": "Points are numbered from 1."})
        self.anchor = self.anchor or slugify(self.title)[:80]

    def standing_sources(self) -> list[StreamValue.StreamChild]:
        """Those that are still released, published and not recalled, in the editor's order."""
        return [child for child in self.sources if next(iter(child.value.values()))]
