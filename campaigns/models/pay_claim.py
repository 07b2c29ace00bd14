"""A pay claim."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from ballots.choosing import ballot_chooser
from ballots.models import Ballot
from campaigns.blocks import PayClaimBody
from union.pages.fields import StreamField
from union.pages.printing import PrintablePage


class PayClaimPage(PrintablePage):
    """What the union could ask for, what each gives at every pay point, and the ballot that decides."""

    demand = models.CharField("the demand in one sentence", max_length=240)
    ballot = models.ForeignKey(
        "ballots.Ballot",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where members decide; its state stands at the top of the page",
    )
    body = StreamField(PayClaimBody(), blank=True)

    page_description = "What each claim gives at every pay point, and the ballot that decides"
    print_template = "campaigns/pay_claim_print.html"
    read_along = ("ballot",)
    content_panels = [
        *PrintablePage.content_panels,
        FieldPanel("demand"),
        FieldPanel("body"),
        FieldPanel("ballot", widget=ballot_chooser.widget_class),
    ]
    search_fields = [*PrintablePage.search_fields, index.SearchField("demand"), index.SearchField("body")]
    parent_page_types = ["campaigns.HomePage", "campaigns.CampaignPage"]
    subpage_types = ["campaigns.BallotPage", "campaigns.ResultPage"]

    class Meta(PrintablePage.Meta):
        verbose_name = "pay claim"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "ballot": self.public_ballot()}

    def public_ballot(self) -> Ballot | None:
        """The ballot, once anybody may know of it."""
        return self.ballot if self.ballot and self.ballot.is_public else None
