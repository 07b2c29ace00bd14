"""A branch among the pages: its own part of the site, with its news, which its own editors look after."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from union.members.models import Branch
from union.pages.base import UnionPage
from union.pages.blocks import SHORT_FEATURES


class BranchPage(UnionPage):
    """A branch: who it is, how to reach it, and what its officers have to tell."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", null=True)
    intro = RichTextField("about the branch", features=SHORT_FEATURES, blank=True)
    contact = RichTextField("how to reach us", features=SHORT_FEATURES, blank=True)

    content_panels = [*UnionPage.content_panels, FieldPanel("intro"), FieldPanel("contact")]
    search_fields = [*UnionPage.search_fields, index.SearchField("intro"), index.SearchField("contact")]
    is_creatable = False  # a branch is given its page by a verb, with its editors
    parent_page_types = ["campaigns.HomePage"]
    subpage_types = [
        "campaigns.PressReleasePage",
        "campaigns.OpinionPage",
        "campaigns.NewsletterPage",
        "campaigns.CampaignPage",
        "campaigns.PlanPage",
        "campaigns.PetitionPage",
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = Page.objects.child_of(self).live().filter(view_restrictions=None).specific()
        context["news"] = news.order_by("-first_published_at", "-pk")
        return context


def branch_page_of(page: Page) -> BranchPage | None:
    """The branch in whose part of the site a page stands, itself included."""
    found = BranchPage.objects.filter(path__in=_paths_to(page)).select_related("branch__region")
    return found.order_by("-depth").first()


def _paths_to(page: Page) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]


def is_in_a_welsh_branch(page: Page) -> bool:
    """Whether a page stands in the part of a branch whose region has a Welsh name."""
    found = branch_page_of(page) if page.path else None
    return bool(found and found.branch and found.branch.region.name_cy)
