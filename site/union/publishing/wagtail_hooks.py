"""What publishing contributes to the CMS and to the house."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, WorkflowState

from union.numbers import number_in
from union.pages.addresses import path_of
from union.publishing import (
    cms_approving,
    cms_doors,
    cms_files,
    cms_front,
    cms_translator,
    cms_views,
    cms_welsh,
    letters,
    next_steps,
    planning,
    press_prints,
    second_person,
    taken_along,
    today,
)
from union.publishing.history import register_actions
from union.publishing.recalling import may_undo
from union.publishing.second_person import edited_last
from union.publishing.submitting import in_plain_words
from union.publishing.todo import TodayPanel

hooks.register("to_do", today.lines, order=-10)
hooks.register("due", planning.publish_due)
hooks.register("due", planning.expire_due)
hooks.register("due", press_prints.draw_press_prints, order=94)  # as other PDFs, after letters
hooks.register("expiring", press_prints.expire)
hooks.register("mail_kind", letters.mail_kinds)
hooks.register("construct_admin_api", cms_files.own_files, order=10)  # after Wagtail's own
hooks.register("construct_translated_pages_to_cascade_actions", cms_doors.sides_along)
hooks.register("after_delete_page", cms_doors.delete_what_stood_elsewhere)
hooks.register("before_serve_document", taken_along.refuse, order=10)  # after whoever asks for a password
hooks.register("register_log_actions", register_actions)
hooks.register("construct_reports_menu", cms_front.only_reports_that_open)
hooks.register("before_edit_page", cms_translator.keep_what_is_locked, order=-11)
hooks.register("before_edit_page", cms_welsh.publish_like_any_page, order=-10)  # before the translator
hooks.register("before_edit_page", cms_welsh.say_what_wales_needs, order=-9)
hooks.register("after_edit_page", next_steps.say_it, order=-20)  # at once after Wagtail's own message
hooks.register("before_edit_page", next_steps.say_what_should_change, order=-7)
hooks.register("after_create_page", next_steps.say_it, order=-20)
hooks.register("before_edit_page", cms_approving.say_that_a_translation_waits, order=-8)


@hooks.register("audit_actions")
def audit_actions() -> dict[str, str]:
    return {
        "page.published_in_a_hurry": "published a page without a second person",
        "page.recalled": "recalled a page",
        "page.recall_undone": "brought a recalled page back",
        "page.press_link_made": "made a link to an embargoed page for the press",
        "page.press_link_stopped": "stopped a link for the press",
    }


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that the permission stands on the group pages of the CMS."""
    return Permission.objects.filter(
        content_type__app_label="publishing", codename=second_person.HURRY.partition(".")[2]
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLResolver]:
    ours = [*cms_views.urlpatterns, *cms_approving.urlpatterns, *cms_welsh.urlpatterns]
    return [path("", include((ours, "publishing")))]


@hooks.register("before_publish_page")
def ask_why(request: HttpRequest, page: Page) -> HttpResponse:
    """Who may publish alone says why first; the draft is saved already."""
    return redirect("publishing:hurry", page.pk)


@hooks.register("before_delete_page")
def recalled_first(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Deleting is no way round the reason that a recall asks for."""
    return cms_doors.not_deletable(request, [page])


@hooks.register("before_copy_page")
def copies_begin_as_drafts(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy that is live at once, or an alias, would have passed nobody."""
    if request.method == "POST" and (request.POST.get("publish_copies") or request.POST.get("alias")):
        messages.error(request, "Copies begin as drafts: leave “publish” and “alias” unticked.")
        return redirect("wagtailadmin_pages:copy", page.pk)
    return None


@hooks.register("before_copy_page")
def copies_go_somewhere(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail takes for granted that a form names a page that is there."""
    above = number_in(request.POST.get("new_parent_page"))
    if request.method == "POST" and not Page.objects.filter(pk=above).exists():
        messages.error(request, "Choose the page under which the copy is to stand.")
        return redirect("wagtailadmin_pages:copy", page.pk)
    return None


@hooks.register("after_edit_page")
def ask_about_the_newest(request: HttpRequest, page: Page) -> None:
    """A page that is changed while it waits for approval waits with what it says now."""
    state = page.current_workflow_task_state
    if state and state.revision_id != page.latest_revision_id:
        type(state).objects.filter(pk=state.pk).update(revision_id=page.latest_revision_id)


@hooks.register("before_serve_page")
def serve_at_its_own_address(
    page: Page, request: HttpRequest, args: object, kwargs: object
) -> HttpResponse | None:
    """Where there is no Welsh home, Wagtail serves English pages under /cy/ too: they have one address."""
    address = path_of(page, request)
    if request.path.startswith("/cy/") != address.startswith("/cy/"):
        return redirect(address or "/")
    return None


@hooks.register("after_edit_page")
def say_that_somebody_else_approves(request: HttpRequest, page: Page) -> None:
    """An editor who changed the page in the form that approves it is its last editor."""
    state: WorkflowState | None = page.current_workflow_state
    if request.POST.get("workflow-action-name") == "approve" and state and edited_last(page, request.user):
        messages.warning(
            request, "You changed the page yourself, so it is saved and somebody else has to approve it."
        )


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    tester = page.permissions_for_user(user)
    buttons = []
    if page.live and may_undo(page, user) and not tester.can_unpublish():  # locked, which Wagtail asks first
        address = reverse("publishing:recall", args=[page.pk])
        buttons.append(Button("Recall", address, icon_name="union-recall", priority=50))
    if (
        not page.live and page.withdrawals.filter(ended_at=None).exists()
    ):  # of a live one, Wagtail's leads there
        address = reverse("publishing:recall", args=[page.pk])
        buttons.append(Button("Withdrawn: bring back", address, icon_name="union-recall", priority=50))
    if page.approved_schedule and tester.can_unschedule():
        address = reverse("publishing:press", args=[page.pk])
        buttons.append(Button("Links for the press", address, icon_name="link", priority=55))
    return buttons


@hooks.register("construct_page_action_menu")
def submit_for_approval(items: list[Any], request: HttpRequest, context: Any) -> None:
    in_plain_words(items)


@hooks.register("construct_page_listing_buttons")
def no_unpublish(buttons: list[Any], page: Page, user: Any, context: Any = None) -> None:
    """Its address leads to the recall, which has a button of its own."""
    buttons[:] = [button for button in buttons if "/unpublish/" not in (button.url or "")]


# --- the front page, the menu, icons


@hooks.register("construct_homepage_panels")
def today_first(request: HttpRequest, panels: list[Any]) -> None:
    """In the place of Wagtail's list for approvers, which shows them their own pages too."""
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels.append(TodayPanel())


ICONS = ["union-branch", "union-petition", "union-recall"]
# By how often comms staff need it: what they write, what members say, who writes with them, then files.
MENU = ["explorer", "petitions", "members-views", "members-safeguarding", "members-themes", "branches"]
MENU += ["images", "documents", "pay-scales", "postcodes", "reports", "settings", "help"]


@hooks.register("register_icons")
def icons(known: list[str]) -> list[str]:
    return [*known, *(f"publishing/icons/{name}.svg" for name in ICONS)]


@hooks.register("construct_main_menu")
def in_the_order_of_the_work(request: HttpRequest, items: list[Any]) -> None:
    """What is not in the list comes between its work and its files, as it would without us."""
    for item in items:
        if item.name in MENU:
            place = MENU.index(item.name)
            item.order = 100 + 10 * place if place < 6 else 1000 + 10 * place
