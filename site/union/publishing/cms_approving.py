"""The CMS's ways to approve a page: its form, and a screen for whoever comes from a list or a translation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from wagtail.admin import messages as cms_messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page

from union.accounts.models import User
from union.accounts.permitted import staff
from union.methods import READ_OR_POST
from union.publishing import approving, next_steps, translating
from union.publishing.approving import ChangedMeanwhile, NotWaiting, as_read, named, version, waiting
from union.publishing.finishing import NeedsSomebodyElse
from union.publishing.forms import ApprovalForm
from union.publishing.recalling import current_withdrawal
from union.publishing.welsh import NeedsItsWelshSide


@require_admin_access
def edit(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Wagtail's editor; what its form approves is held as it stood in that form until it is live."""
    theirs = EditView.as_view()
    if request.POST.get("workflow-action-name") != "approve":
        return theirs(request, page_id=page_id)
    get_object_or_404(Page, pk=page_id)
    try:
        with as_read(page_id, read=_version_in_the_form(request)):
            return theirs(request, page_id=page_id)
    except ChangedMeanwhile as changed:
        messages.error(request, str(changed))
        return redirect("wagtailadmin_pages:edit", page_id)


def _version_in_the_form(request: HttpRequest) -> str:
    loaded = [request.POST.get(f"loaded_revision_{what}", "") for what in ("id", "created_at")]
    return named(*loaded)


@require_admin_access
def from_a_list(request: HttpRequest, page_id: int, task_state_id: int) -> HttpResponse:
    """Nobody has read a page in a list of titles: its buttons lead to the screen where one reads it."""
    screen = reverse("publishing:approve", args=[page_id])
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return render_modal_workflow(request, None, None, {}, {"step": "success", "redirect": screen})
    return redirect(screen)


@READ_OR_POST
def approve_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, with the ways to read it, and the button that approves that version and no other."""
    page, by = get_object_or_404(Page, pk=pk, depth__gt=1).specific, staff(request)
    form, read = ApprovalForm(request.POST or None), request.POST.get("read") or version(page)
    try:
        waiting(page, by)
        if request.method == "POST" and form.is_valid():
            _answer(page, by=by, **form.cleaned_data)
            tell = next_steps.sent_back if form.cleaned_data["send_back"] else next_steps.approved
            cms_messages.success(request, tell(page), buttons=next_steps.ways(page))
            return redirect("wagtailadmin_home")
    except ChangedMeanwhile as changed:
        page, read = get_object_or_404(Page, pk=pk, depth__gt=1).specific, version(page)
        messages.error(request, str(changed))
    except (NotWaiting, NeedsSomebodyElse, NeedsItsWelshSide) as refused:
        if not page.permissions_for_user(by).can_edit():
            raise PermissionDenied from refused
        messages.warning(request, str(refused))
        return redirect("wagtailadmin_pages:edit", pk)
    context = {**to_read(page), "read": read, "form": form}
    return render(request, "publishing/cms/approve.html", context)


def to_read(page: Page) -> dict[str, Any]:
    """What somebody has to know of the newest version of a page before it goes live on their word."""
    newest = page.get_latest_revision()
    time = newest.as_object().go_live_at if newest else None
    goes_live = time if time and time > timezone.now() else None
    withdrawal = current_withdrawal(page)
    return {"page": page, "newest": newest, "goes_live": goes_live, "withdrawal": withdrawal}


def _answer(page: Page, *, by: User, read: str, comment: str, send_back: bool) -> None:
    (approving.send_back if send_back else approving.approve)(page, read=read, by=by, comment=comment)


def say_that_a_translation_waits(request: HttpRequest, page: Page) -> None:
    """The translator's editor has no button to approve with: above it stands the way to one."""
    if request.method == "GET" and page.workflow_in_progress and translating.translation_of(page):
        try:
            waiting(page, request.user)
        except (NotWaiting, NeedsItsWelshSide, PermissionDenied):
            return
        screen = reverse("publishing:approve", args=[page.pk])
        messages.info(
            request,
            format_html('This page waits for your approval. <a href="{}">Read and approve it</a>', screen),
        )


urlpatterns = [path("pages/<int:pk>/approve/", approve_page, name="approve")]
