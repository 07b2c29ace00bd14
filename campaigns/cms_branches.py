"""Branches in the CMS: which have pages, who edits them, and a button for those that have none."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy

from campaigns.branches import BranchPage
from campaigns.giving import give_branch_its_pages, may_give
from union.accounts.permitted import staff
from union.members.models import Branch

PER_PAGE = 50


def _home() -> Page:
    return Site.objects.select_related("root_page").get(is_default_site=True).root_page.specific


def _allowed(request: HttpRequest) -> Page:
    home = _home()
    if not may_give(request.user, home):
        raise PermissionDenied
    return home


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Branches by name, found by a part of it, with their pages."""
    _allowed(request)
    words = request.GET.get("q", "").strip()
    branches = Branch.objects.filter(name__icontains=words).select_related("region")
    shown = Paginator(branches, PER_PAGE).get_page(request.GET.get("p"))
    pages = {page.branch_id: page for page in BranchPage.objects.filter(branch__in=[*shown]).order_by("-pk")}
    rows = [(branch, pages.get(branch.pk)) for branch in shown]
    return render(request, "campaigns/cms/branches.html", {"rows": rows, "page": shown, "words": words})


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    home, branch = _allowed(request), get_object_or_404(Branch, pk=pk)
    page = give_branch_its_pages(branch, home=home, by=staff(request), at=timezone.now())
    messages.success(request, f"{branch.name} has its pages. Its officers can write there, and submit.")
    return redirect("wagtailadmin_pages:edit", page.pk)


class BranchesMenuItem(MenuItem):
    """For those who approve pages; whether the home page is one of them is asked behind the door."""

    def is_shown(self, request: HttpRequest) -> bool:
        held = page_permission_policy.get_cached_permissions_for_user(request.user)
        return request.user.is_superuser or any(one.permission.codename == "publish_page" for one in held)


def menu_item() -> MenuItem:
    where = reverse("campaigns_branches:index")
    return BranchesMenuItem("Branches", where, name="branches", icon_name="union-branch", order=250)


def own_and_public(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """What somebody may choose to link to: what they may work on, and what everybody can read."""
    mine = page_permission_policy.explorable_instances(request.user).values("pk")
    return pages.filter(live=True) | pages.filter(pk__in=mine)


urlpatterns = [
    path("branches/", index, name="index"),
    path("branches/<int:pk>/give/", give, name="give"),
]
