"""Doors of Wagtail that show titles of pages somebody has nothing to do with, or delete, move or hide one
language alone, or save what others wrote meanwhile."""

from collections.abc import Iterable
from itertools import chain

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.bulk_action.dispatcher import index as bulk_action
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.page_privacy import set_privacy as ask_for_privacy
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.move import move_confirm
from wagtail.admin.views.pages.ordering import set_page_position
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.contrib.settings.views import EditView
from wagtail.models import Page, Site
from wagtail.permissions import page_permission_policy
from wagtail_localize.views.report import TranslationsReportView

from union.numbers import number_in
from union.publishing.deleting import (
    FrontOfTheSite,
    StillLive,
    check_deletable,
    sides_to_delete,
    translations_of,
)
from union.publishing.hiding import hide_alike, lock_of
from union.publishing.locking import PageLocked, check_stays
from union.publishing.moving import SideStays, check_moves_alone, sides_beside, sides_to_move


def _keep_out(request: HttpRequest, pages: Iterable[str | int]) -> None:
    """Raises PermissionDenied where one of these is not of the part of the site this person works on."""
    asked = {number_in(str(page)) for page in pages}
    mine = page_permission_policy.explorable_instances(request.user).filter(pk__in=asked)
    if mine.count() < len(asked):
        raise PermissionDenied


@require_admin_access
def bulk(request: HttpRequest, action: str) -> HttpResponseBase:
    """For the pages that are ticked; “all” are those of the list that this person sees."""
    _write_out(request)
    _keep_out(request, request.GET.getlist("id"))
    pages = Page.objects.filter(pk__in=[number_in(pk) for pk in request.GET.getlist("id")])
    if action == "delete":
        if refused := not_deletable(request, pages):
            return refused
        _add_sides(request, pages)
    if action == "move" and (refused := _not_movable(request, pages)):
        return refused
    return bulk_action(request, "wagtailcore", "page", action)


def _write_out(request: HttpRequest) -> None:
    """Put the numbers of the pages in the place of “all”, which would name drafts of other parts."""
    if "all" not in request.GET.getlist("id"):
        return
    above = request.GET.get("childOf")
    if above is not None:
        get_object_or_404(Page, pk=number_in(above))
    listed = DeleteBulkAction(request, Page).get_all_objects_in_listing_query(above)
    keys = [getattr(found, "pk", found) for found in listed]
    mine = page_permission_policy.explorable_instances(request.user).filter(pk__in=keys)
    asked = request.GET.copy()
    asked.setlist("id", [str(pk) for pk in mine.values_list("pk", flat=True)])
    request.GET = asked  # type: ignore[assignment]


def _add_sides(request: HttpRequest, pages: Iterable[Page]) -> None:
    """What goes along is on the list that asks whether to delete, and needs the same rights."""
    sides = [str(side.pk) for page in pages for side in sides_to_delete(page, by=request.user)]
    asked = request.GET.copy()
    asked.setlist("id", list(dict.fromkeys([*asked.getlist("id"), *sides])))
    request.GET = asked  # type: ignore[assignment]


def _not_movable(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    try:
        check_stays(pages, by=request.user, verb="moved")
        check_moves_alone(pages)
    except (PageLocked, SideStays) as stays:
        messages.error(request, str(stays))
        return redirect(get_valid_next_url_from_request(request) or reverse("wagtailadmin_explore_root"))
    return None


def sides_along(pages: Iterable[Page], action: str) -> dict[Page, list[Page]]:
    """What goes along, as Wagtail says before; the hook `construct_translated_pages_to_cascade_actions`."""
    found = {"delete": translations_of, "move": sides_beside}.get(action)
    return {page: found(page) for page in pages} if found else {}


def delete_what_stood_elsewhere(request: HttpRequest, page: Page) -> None:
    """Of the languages Wagtail deletes those alone that stood in the same place."""
    for side in translations_of(page):
        side.delete(user=request.user)


def not_deletable(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """The way back, with the reason, where one of these pages stays; the hook `before_delete_page` too."""
    try:
        going = [*pages, *(side for page in pages for side in sides_to_delete(page, by=request.user))]
        check_deletable(going)
        beneath = (Page.objects.descendant_of(page, inclusive=True) for page in going)
        check_stays(chain.from_iterable(beneath), by=request.user, verb="deleted")
    except (SideStays, StillLive, FrontOfTheSite, PageLocked) as stays:
        messages.error(request, str(stays))
        back = get_valid_next_url_from_request(request)
        return redirect(back or _where(stays) or reverse("wagtailadmin_explore_root"))
    return None


def _where(stays: Exception) -> str:
    """Where a page that stands alone is recalled."""
    page = getattr(stays, "page", None)
    return reverse("publishing:recall", args=[page.pk]) if page is not None else ""


@require_admin_access
@transaction.atomic
def edit_setting(request: HttpRequest, app_name: str, model_name: str, pk: int) -> HttpResponseBase:
    """One saves the settings of a site at a time: what the form compares with stands until it is saved."""
    if request.method == "POST":
        Site.objects.select_for_update(no_key=True).filter(pk=pk).first()
    answer: HttpResponseBase = EditView.as_view()(request, app_name, model_name, pk=pk)
    return answer


@require_admin_access
def move(request: HttpRequest, page_to_move_id: int, destination_id: int) -> HttpResponseBase:
    """With every language: the screen that asks says so, and where one could not go along, none goes."""
    _keep_out(request, [page_to_move_id, destination_id])
    page = get_object_or_404(Page, pk=page_to_move_id, depth__gt=1)
    try:
        sides = sides_to_move(page, to=get_object_or_404(Page, pk=destination_id), by=request.user)
        check_stays([page, *sides], by=request.user, verb="moved")
    except (PageLocked, SideStays) as stays:
        messages.error(request, str(stays))
        return redirect("wagtailadmin_pages:move", page.pk)
    with transaction.atomic():
        return move_confirm(request, page_to_move_id, destination_id)


@require_admin_access
def set_privacy(request: HttpRequest, page_id: int) -> HttpResponse:
    """Wagtail's form, which holds for one language alone; what was open and stays so opens no other."""
    page = get_object_or_404(Page, pk=page_id)
    with transaction.atomic():
        was_hidden = lock_of(page) is not None
        answer: HttpResponse = ask_for_privacy(request, page_id)
        if request.method == "POST" and (was_hidden or lock_of(page)):
            hide_alike(page, by=request.user)
    return answer


@require_admin_access
def set_position(request: HttpRequest, page_to_move_id: int) -> HttpResponseBase:
    """The page above all others has no place among them; Wagtail trips over it."""
    if Page.objects.filter(pk=page_to_move_id, depth=1).exists():
        raise Http404("The root of the pages stands beside no other.")
    return set_page_position(request, page_to_move_id)


@require_admin_access
def choose_beneath(request: HttpRequest, parent_page_id: int) -> HttpResponseBase:
    """The chooser names the page it stands at: one that everybody can read, or of one's own part."""
    _keep_out_of_drafts(request, [parent_page_id])
    return BrowseView.as_view()(request, parent_page_id)


@require_admin_access
def chosen_pages(request: HttpRequest) -> HttpResponseBase:
    _keep_out_of_drafts(request, request.GET.getlist("id"))
    return ChosenMultipleView.as_view()(request)


def _keep_out_of_drafts(request: HttpRequest, pages: Iterable[str | int]) -> None:
    asked = {number_in(str(page)) for page in pages}
    public = Page.objects.live().filter(pk__in=asked).values_list("pk", flat=True)
    _keep_out(request, asked - set(public))


def works_on_all(request: HttpRequest) -> None:
    """Raises PermissionDenied for those who may not edit each page of the site.

    It is asked for the menu on every screen: whose rights begin at the root costs no statement.
    """
    if request.user.is_superuser:
        return
    held = page_permission_policy.get_cached_permissions_for_user(request.user)
    if any(given.page.is_root() and given.permission.codename == "change_page" for given in held):
        return
    homes = Page.objects.filter(depth=2)
    if not all(page.permissions_for_user(request.user).can_edit() for page in homes):
        raise PermissionDenied


@require_admin_access
def translations(request: HttpRequest, results_only: bool = False) -> HttpResponseBase:
    """The report names every translation of the site: for those who work on all of it."""
    works_on_all(request)
    return TranslationsReportView.as_view(results_only=results_only)(request)


@require_admin_access
def kinds_of_pages(request: HttpRequest, results_only: bool = False) -> HttpResponseBase:
    """The report names the page of each kind that was changed last, whoever's it is."""
    works_on_all(request)
    return PageTypesUsageReportView.as_view(results_only=results_only)(request)
