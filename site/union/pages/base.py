"""What every page of the union's site shares."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

# First path segments that belong to the product; people bookmark them, so no page may stand in front of them.
RESERVED = frozenset(
    {
        "accounts", "api", "ballots", "cms", "cy", "demo", "desk", "documents", "embargo", "healthz", "me",
        "media", "petitions", "static", "style", "theme.css", "views", "vote", "_util",
    }
)  # fmt: skip


class UnionPage(Page):
    """A page with one sentence that says what it is about, shown in lists and when shared."""

    summary = models.TextField("in one sentence", max_length=300, blank=True)
    for_wales = models.BooleanField(
        "meant for Wales", default=False, help_text="It goes live once its Welsh side is approved."
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [*Page.promote_panels, FieldPanel("for_wales")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuses the site's own first path segments as a slug, at any depth: pages get moved."""
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError(
                {"slug": f"“{self.slug}” is an address of the site itself: choose another slug."}
            )
