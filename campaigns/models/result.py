"""What came of something: a ballot, a consultation, a campaign."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from ballots.choosing import ballot_chooser
from ballots.models import Ballot
from campaigns.blocks import ResultBody
from campaigns.consultations.choosers import consultation_chooser_viewset
from union.pages.fields import StreamField
from union.pages.printing import PrintablePage


class ResultPage(PrintablePage):
    """Figures, charts, “you said, we did”; of a ballot or a consultation what these have published."""

    ballot = models.ForeignKey(
        "ballots.Ballot", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    consultation = models.ForeignKey(
        "consultations.Consultation", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = StreamField(ResultBody(), blank=True)

    page_description = "What came of a ballot, a consultation or a campaign"
    print_template = "campaigns/result_print.html"
    read_along = ("ballot", "consultation")
    content_panels = [
        *PrintablePage.content_panels,
        FieldPanel("body"),
        FieldPanel("ballot", widget=ballot_chooser.widget_class),
        FieldPanel("consultation", widget=consultation_chooser_viewset.widget_class),
    ]
    search_fields = [*PrintablePage.search_fields, index.SearchField("body")]
    parent_page_types = ["campaigns.HomePage", "campaigns.CampaignPage", "campaigns.PayClaimPage"]
    subpage_types: list[str] = []

    class Meta(PrintablePage.Meta):
        verbose_name = "result"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "ballot": self.public_ballot()}

    def public_ballot(self) -> Ballot | None:
        """The ballot, once anybody may know of it."""
        return self.ballot if self.ballot and self.ballot.is_public else None
