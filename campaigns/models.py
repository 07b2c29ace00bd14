"""The pages of a campaign: home, campaign, plan, and one for each kind of record."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import RichTextField
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index

from ballots.choosing import ballot_chooser
from ballots.models import Ballot
from ballots.whole_pages import whole_page as whole_ballot
from campaigns.blocks import CampaignBody, RecordBody
from campaigns.branches import BranchPage as BranchPage
from campaigns.consultations.blocks import SourcesBlock
from campaigns.consultations.choosers import consultation_chooser_viewset
from petitions.arriving import arrival
from petitions.choosers import petition_chooser
from petitions.panels import whole_page
from petitions.showing import shown
from union.pages.base import UnionPage
from union.pages.fields import StreamField
from union.pages.printing import PrintablePage

POINT_FEATURES = ["bold", "italic", "ul", "link"]


class HomePage(UnionPage):
    """The front of the site: what the union asks for, and what can be done now."""

    demand = models.CharField("headline", max_length=160)
    action_page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="page behind the first button",
    )
    action_label = models.CharField("words on the first button", max_length=40, default="Add your name")
    body = StreamField(CampaignBody(), blank=True)

    content_panels = [
        *UnionPage.content_panels,
        FieldPanel("demand"),
        MultiFieldPanel([FieldPanel("action_page"), FieldPanel("action_label")], heading="First button"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "campaigns.BranchPage",
        "campaigns.CampaignPage",
        "campaigns.PlanPage",
        "campaigns.PetitionPage",
        "campaigns.BallotPage",
        "campaigns.ConsultationPage",
    ]
    max_count = 1

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["campaigns"] = CampaignPage.objects.live().child_of(self).order_by("path")
        return context


class CampaignPage(UnionPage):
    """One campaign: its demand in a sentence, and beneath it the actions open now."""

    demand = models.CharField("the demand in one sentence", max_length=240)
    body = StreamField(CampaignBody(), blank=True)

    content_panels = [*UnionPage.content_panels, FieldPanel("demand"), FieldPanel("body")]
    search_fields = [*UnionPage.search_fields, index.SearchField("demand"), index.SearchField("body")]
    parent_page_types = ["campaigns.HomePage", "campaigns.BranchPage"]
    subpage_types = [
        "campaigns.PlanPage",
        "campaigns.PetitionPage",
        "campaigns.BallotPage",
        "campaigns.ConsultationPage",
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["plans"] = PlanPage.objects.live().child_of(self).order_by("path")
        return context


class RecordPageForm(WagtailAdminPageForm):
    """A page that is given no title takes its record's; `record` is the field that names it."""

    record: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        if "slug" in self.fields:
            self.fields["slug"].required = False
        self.fields["title"].help_text = f"Left empty, it is the title of the {self.record}."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if not data.get("title") and data.get(self.record):
            data["title"] = data[self.record].title
        elif not data.get("title"):
            self.add_error("title", f"Choose a {self.record} first, or give the page a title.")
        return data


class PetitionPageForm(RecordPageForm):
    record = "petition"


class BallotPageForm(RecordPageForm):
    """Takes public ballots alone: before it is scheduled nobody may know of one."""

    record = "ballot"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ballot"].queryset = Ballot.objects.public()


class ConsultationPageForm(RecordPageForm):
    record = "consultation"


class RecordPage(UnionPage):
    """One record with the campaign's own words around it; the record stays what it is."""

    intro = RichTextField("introduction", features=POINT_FEATURES, blank=True)
    body = StreamField(RecordBody(), blank=True)

    search_fields = [*UnionPage.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types = ["campaigns.HomePage", "campaigns.CampaignPage", "campaigns.BranchPage"]
    subpage_types: list[str] = []

    class Meta(UnionPage.Meta):
        abstract = True


def record_panels(record: str, chooser: ChooserViewSet) -> list[Panel]:
    """The record first: the title may be left to it."""
    return [
        FieldPanel(record, widget=chooser.widget_class),
        TitleFieldPanel("title", placeholder=f"Page title, if it is not the {record}’s"),
        FieldPanel("summary"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]


class PetitionPage(RecordPage):
    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT, related_name="+")

    base_form_class = PetitionPageForm
    content_panels = record_panels("petition", petition_chooser)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the petition's own address shows, from the same cache; nothing of it before it is public."""
        context = super().get_context(request, *args, **kwargs)
        found = shown(self.petition.slug)
        if found is not None:
            context |= whole_page(found, at=timezone.now(), came=arrival(request.GET))
        return context


class BallotPage(RecordPage):
    ballot = models.ForeignKey("ballots.Ballot", on_delete=models.PROTECT, related_name="+")

    base_form_class = BallotPageForm
    content_panels = record_panels("ballot", ballot_chooser)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the ballot's own address shows: how it stands, and its result once that is published."""
        context = super().get_context(request, *args, **kwargs)
        return context | whole_ballot(self.ballot_id, at=timezone.now())


class ConsultationPage(RecordPage):
    """What members are asked, said, and what came of it; one answers at the consultation's own address."""

    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="+")

    base_form_class = ConsultationPageForm
    content_panels = record_panels("consultation", consultation_chooser_viewset)


class PlanPage(PrintablePage):
    """A numbered list of demands: a ten-point plan, a charter, a contract. Prints as a leaflet."""

    intro = RichTextField("introduction", features=POINT_FEATURES, blank=True)
    point_word = models.CharField(
        "what one point is called", max_length=20, default="Point", help_text="Point, Demand or Promise"
    )
    contact = RichTextField("who to contact", features=POINT_FEATURES, blank=True)

    print_template = "campaigns/plan_print.html"
    content_panels = [
        *UnionPage.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("point_word"), InlinePanel("points", label="point")], heading="Points"),
        FieldPanel("contact"),
    ]
    search_fields = [*UnionPage.search_fields, index.SearchField("intro")]
    parent_page_types = ["campaigns.HomePage", "campaigns.CampaignPage", "campaigns.BranchPage"]
    subpage_types: list[str] = []


class PlanPoint(TranslatableMixin, Orderable):
    """One point. Its number and anchor stay its own when points are moved: people quote and link to them."""

    class Status(models.TextChoices):
        DEMAND = "demand", "Our demand"
        TALKS = "talks", "In talks"
        PARTLY = "partly", "Partly won"
        WON = "won", "Won"

    page = ParentalKey(PlanPage, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    text = RichTextField(features=POINT_FEATURES)
    status = models.CharField(max_length=10, choices=Status, default=Status.DEMAND)
    anchor = models.SlugField(
        max_length=80, blank=True, help_text="Made from the title; stays when the title changes"
    )

    sources = StreamField(SourcesBlock(), verbose_name="where this comes from", blank=True, default=list)

    panels = [
        FieldPanel("number"),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("status"),
        FieldPanel("anchor"),
        FieldPanel("sources"),
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
