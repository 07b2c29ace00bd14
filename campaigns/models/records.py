"""A page for each kind of record: petition, ballot, consultation, with the campaign's own words around it."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, Panel, TitleFieldPanel
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.fields import RichTextField
from wagtail.search import index

from ballots.choosing import ballot_chooser
from ballots.whole_pages import whole_page as whole_ballot
from campaigns.blocks import RecordBody
from campaigns.consultations.choosers import consultation_chooser_viewset
from petitions.arriving import arrival
from petitions.choosers import petition_chooser
from petitions.models import Petition
from petitions.panels import whole_page
from petitions.showing import shown
from union.pages.base import SUMMARY_HELP, UnionPage
from union.pages.beginning import UnionPageForm
from union.pages.blocks import SHORT_FEATURES
from union.pages.fields import StreamField


class RecordPageForm(UnionPageForm):
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
    record = "ballot"


class ConsultationPageForm(RecordPageForm):
    record = "consultation"


class RecordPage(UnionPage):
    """One record with the campaign's own words around it; the record stays what it is."""

    intro = RichTextField("introduction", features=SHORT_FEATURES, blank=True)
    body = StreamField(RecordBody(), blank=True)

    search_fields = [*UnionPage.search_fields, index.SearchField("intro"), index.SearchField("body")]
    parent_page_types = [
        "campaigns.HomePage",
        "campaigns.CampaignPage",
        "campaigns.PayClaimPage",
        "campaigns.BranchPage",
    ]
    subpage_types: list[str] = []

    class Meta(UnionPage.Meta):
        abstract = True


def record_panels(record: str, chooser: ChooserViewSet) -> list[Panel]:
    """The record first: the title may be left to it."""
    return [
        FieldPanel(record, widget=chooser.widget_class),
        TitleFieldPanel("title", placeholder=f"Page title, if it is not the {record}’s"),
        FieldPanel("summary", help_text=SUMMARY_HELP),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]


class PetitionPage(RecordPage):
    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT, related_name="+")

    read_along = ("petition",)
    search_fields = [*RecordPage.search_fields, index.SearchField("words_of_petition")]
    page_description = "A petition to sign, with your own words around it"
    base_form_class = PetitionPageForm
    content_panels = record_panels("petition", petition_chooser)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the petition's own address shows, from the same cache; nothing of it before it is public."""
        context = super().get_context(request, *args, **kwargs)
        found = shown(self.petition.slug)
        if found is not None:
            context |= whole_page(found, at=timezone.now(), came=arrival(request.GET))
        return context

    def words_of_petition(self) -> list[str]:
        """What the petition says in the language of the page, for the search; nothing before it is public."""
        petition = Petition.objects.public().filter(pk=self.petition_id).first()
        if petition is None:
            return []
        end = "_cy" if self.locale.language_code == "cy" and petition.speaks_welsh else ""
        return [getattr(petition, name + end) for name in ("title", "demand", "decision_maker", "background")]

    def takes_signatures(self) -> bool:
        """Whether its petition is open at this moment."""
        found = shown(self.petition.slug)
        return found is not None and bool(found.petition.takes_signatures(timezone.now()))


class BallotPage(RecordPage):
    ballot = models.ForeignKey("ballots.Ballot", on_delete=models.PROTECT, related_name="+")

    page_description = "A ballot and its result, with your own words around it"
    base_form_class = BallotPageForm
    content_panels = record_panels("ballot", ballot_chooser)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the ballot's own address shows: how it stands, and its result once that is published."""
        context = super().get_context(request, *args, **kwargs)
        return context | whole_ballot(self.ballot_id, at=timezone.now())


class ConsultationPage(RecordPage):
    """What members are asked, said, and what came of it; one answers at the consultation's own address."""

    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.PROTECT, related_name="+")

    read_along = ("consultation",)
    page_description = "What members are asked and said, with your own words around it"
    base_form_class = ConsultationPageForm
    content_panels = record_panels("consultation", consultation_chooser_viewset)

    def takes_replies(self) -> bool:
        """Whether its consultation is open at this moment."""
        return bool(self.consultation.is_open(timezone.now()))
