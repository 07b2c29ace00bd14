"""The front of the site."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from campaigns.blocks import CampaignBody
from campaigns.models.campaign import CampaignPage
from campaigns.models.helping import HelpPage
from campaigns.models.listing import NewsBeneath, children_of
from campaigns.models.news import NewsIndexPage
from campaigns.models.pay_claim import PayClaimPage
from union.pages.base import UnionPage
from union.pages.fields import StreamField


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

    read_along = ("action_page",)
    content_panels = [
        *UnionPage.content_panels,
        FieldPanel("demand"),
        MultiFieldPanel([FieldPanel("action_page"), FieldPanel("action_label")], heading="First button"),
        FieldPanel("body"),
    ]
    search_fields = [*UnionPage.search_fields, index.SearchField("demand"), index.SearchField("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "campaigns.BranchPage",
        "campaigns.CampaignPage",
        "campaigns.PlanPage",
        "campaigns.PayClaimPage",
        "campaigns.NewsIndexPage",
        "campaigns.HelpPage",
        "campaigns.ResultPage",
        "campaigns.PetitionPage",
        "campaigns.BallotPage",
        "campaigns.ConsultationPage",
    ]
    max_count = 1

    @property
    def told_as(self) -> str:
        """“Home” would tell nobody anything."""
        return self.demand or self.title

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Its campaigns and pay claims in the editors’ order, and the three newest pages of news."""
        children = children_of(self)
        campaigns = [*children[CampaignPage], *children[PayClaimPage]]
        return {
            **super().get_context(request, *args, **kwargs),
            "campaigns": sorted(campaigns, key=lambda page: page.path),
            "helping": children[HelpPage],
            "news": NewsBeneath(self)[:3],
            "news_page": next(iter(children[NewsIndexPage]), None),
        }
