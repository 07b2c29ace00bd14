"""One campaign."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from campaigns.blocks import CampaignBody
from campaigns.models.cards import cards_beneath
from campaigns.models.plan import PlanPage
from union.pages.base import UnionPage
from union.pages.fields import StreamField


class CampaignPage(UnionPage):
    """One campaign: its demand in a sentence, and beneath it the actions open now."""

    demand = models.CharField("the demand in one sentence", max_length=240)
    body = StreamField(CampaignBody(), blank=True)

    page_description = "What we ask for in one sentence, and everything people can do about it"
    content_panels = [*UnionPage.content_panels, FieldPanel("demand"), FieldPanel("body")]
    search_fields = [*UnionPage.search_fields, index.SearchField("demand"), index.SearchField("body")]
    parent_page_types = ["campaigns.HomePage", "campaigns.BranchPage"]
    subpage_types = [
        "campaigns.PlanPage",
        "campaigns.PayClaimPage",
        "campaigns.PressReleasePage",
        "campaigns.PolicyPaperPage",
        "campaigns.OpinionPage",
        "campaigns.NewsletterPage",
        "campaigns.HelpPage",
        "campaigns.ResultPage",
        "campaigns.PetitionPage",
        "campaigns.BallotPage",
        "campaigns.ConsultationPage",
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["plans"] = cards_beneath(self, PlanPage)
        return context
