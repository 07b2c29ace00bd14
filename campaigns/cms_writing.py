"""Beginning a page from the front page of the CMS: one link for each kind, beside each place it may stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from wagtail.admin.ui.components import Component
from wagtail.models import Locale, Page
from wagtail.permissions import page_permission_policy

from campaigns.branches import BranchPage
from campaigns.models import CampaignPage, HomePage, NewsIndexPage

MOST = 5


@dataclass(frozen=True)
class Place:
    """A page, and what may be written beneath it: name, what it is for, address of its empty form."""

    title: str
    kinds: list[tuple[str, str, str]]


def places(user: Any) -> list[Place]:
    """News and campaigns, then branches, beneath which this person may write; of each what changed last.
    Where there is none of them yet, the front page.
    """
    mine = page_permission_policy.explorable_instances(user).filter(locale=Locale.get_default())
    mine = mine.order_by("-latest_revision_created_at", "path")
    ours, of_branches = mine.type(CampaignPage, NewsIndexPage), mine.type(BranchPage)
    found = [page for pages in (ours, of_branches) for page in pages[: 2 * MOST].specific()]
    found = found or list(mine.type(HomePage).specific())
    pages = [page for page in found if page.permissions_for_user(user).can_add_subpage()]
    return [Place(page.title, kinds_beneath(page)) for page in pages[:MOST]]


def kinds_beneath(page: Page) -> list[tuple[str, str, str]]:
    kinds = [kind for kind in type(page).creatable_subpage_models() if kind.can_create_at(page)]
    return [
        (capfirst(kind.get_verbose_name()), kind.get_page_description(), _form(kind, page)) for kind in kinds
    ]


def _form(kind: type[Page], page: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, page.pk])


class WritePanel(Component):
    """Below what waits for somebody: what they came to write."""

    name = "write"
    template_name = "campaigns/cms/write.html"
    order = 55

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"places": places(parent_context["request"].user) if parent_context else []}
