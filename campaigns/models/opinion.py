"""An opinion article."""

from datetime import datetime, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from campaigns.blocks import OpinionBody
from campaigns.models.news import DATED_HELP, NewsItem
from petitions.choosers import petition_chooser
from petitions.models import Petition
from union.pages.fields import StreamField


class OpinionPage(NewsItem):
    """Somebody's opinion under their name, with a petition to sign and, for some days, comments."""

    author = models.CharField(max_length=80)
    author_role = models.CharField("who that is", max_length=120, blank=True)
    petition = models.ForeignKey(
        "petitions.Petition",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What readers are asked to sign",
    )
    body = StreamField(OpinionBody(), blank=True)
    comments_open = models.BooleanField("readers may comment", default=True)
    comments_days = models.PositiveSmallIntegerField(
        "for how many days",
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="Counted from the first publication; then comments close by themselves",
    )

    kind_of_news = _("Opinion")
    page_description = "Somebody’s opinion under their name, with a petition and comments"
    print_template = "campaigns/opinion_print.html"
    read_along = ("petition",)
    content_panels = [
        *NewsItem.content_panels,
        FieldRowPanel(
            [
                FieldPanel("author", help_text="The name that stands below the title"),
                FieldPanel("author_role", help_text="Such as “a social worker in Marrowmere”"),
                FieldPanel("dated", help_text=DATED_HELP),
            ]
        ),
        FieldPanel("body"),
        FieldPanel("petition", widget=petition_chooser.widget_class),
        MultiFieldPanel([FieldPanel("comments_open"), FieldPanel("comments_days")], heading="Comments"),
    ]
    search_fields = [*NewsItem.search_fields, index.SearchField("author"), index.SearchField("body")]

    class Meta(NewsItem.Meta):
        verbose_name = "opinion"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "petition": self.public_petition()}

    def public_petition(self) -> Petition | None:
        """What readers are asked to sign; None before that is public."""
        return self.petition if self.petition and self.petition.is_public else None

    def comments_close_at(self) -> datetime | None:
        """When comments close; None while the page was never live."""
        began = self.first_published_at
        return began + timedelta(days=self.comments_days) if began else None

    def takes_comments(self, at: datetime) -> bool:
        closes = self.comments_close_at()
        return bool(self.live and self.comments_open and closes and at < closes)
