"""A press release."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Revision
from wagtail.search import index

from campaigns.blocks import PressBody
from campaigns.models.news import DATED_HELP, NewsItem
from union.pages.beginning import UnionPageForm
from union.pages.fields import StreamField

EMBARGO_HELP = "Approved earlier, the page goes live at this moment by itself"


class PressReleasePageForm(UnionPageForm):
    """No region is a choice like the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "region" in self.fields:
            self.fields["region"].empty_label = "The whole country"


class PressReleasePage(NewsItem):
    """What the union tells journalists. However early it is published, nobody reads it under embargo."""

    region = models.ForeignKey(
        "members.Region",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty for the whole country",
    )
    embargo = models.DateTimeField(
        "embargo until",
        null=True,
        blank=True,
        help_text="The page goes live at this moment when it is published earlier",
    )
    body = StreamField(PressBody(), blank=True)

    kind_of_news = _("Press release")
    base_form_class = PressReleasePageForm
    page_description = "For journalists: quotes, figures, notes and whom to ring; under embargo if need be"
    print_template = "campaigns/press_release_print.html"
    read_along = ("region",)
    content_panels = [
        *NewsItem.content_panels,
        FieldRowPanel(
            [
                FieldPanel("dated", help_text=DATED_HELP),
                FieldPanel("region"),
                FieldPanel("embargo", help_text=EMBARGO_HELP),
            ]
        ),
        FieldPanel("body"),
    ]
    search_fields = [*NewsItem.search_fields, index.SearchField("body")]

    class Meta(NewsItem.Meta):
        verbose_name = "press release"

    def clean(self) -> None:
        """Publishing waits for the end of the embargo; where that is moved, the time moves with it."""
        super().clean()
        page: Any = self  # mypy cannot tell the type of a time that Wagtail defines
        was = self._embargo_before()
        if was and page.go_live_at and _minute(page.go_live_at) == was and not self._ends_at(was):
            page.go_live_at = None
        if self.embargo and self.embargo > timezone.now():
            page.go_live_at = max(self.embargo, page.go_live_at or self.embargo)

    def _ends_at(self, minute: datetime) -> bool:
        return bool(self.embargo and _minute(self.embargo) == minute)

    def _embargo_before(self) -> datetime | None:
        """What the newest version says, to the minute."""
        newest = Revision.objects.filter(pk=self.latest_revision_id)
        said = parse_datetime(newest.values_list("content__embargo", flat=True).first() or "")
        return _minute(said) if said else None


def _minute(moment: datetime) -> datetime:
    """As a form of the CMS shows and sends it."""
    return moment.replace(second=0, microsecond=0)
