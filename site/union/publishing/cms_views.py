"""What the CMS asks of who publishes alone, recalls a page or gives it to the press. No rule lives here."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.models import Page

from union.accounts.permitted import staff
from union.methods import READ_OR_POST
from union.pages.addresses import form_of
from union.pages.mailed import mailed_with
from union.pages.media import absolute
from union.pages.models import CampaignDocument
from union.publishing import hurrying, next_steps, pressing, recalling
from union.publishing.approving import ChangedMeanwhile, version
from union.publishing.cms_approving import to_read
from union.publishing.forms import HurryForm, OutletForm, RecallForm, SidesForm
from union.publishing.models import PressLink
from union.publishing.reasons import ReasonMissing
from union.publishing.taken_along import leaving_with
from union.publishing.welsh import NeedsItsWelshSide, is_welsh

PUBLISHED = "after_publish_page"  # Wagtail’s own hook


def _page(pk: int) -> Any:
    """A page that somebody can read; the root of all sites is none."""
    return get_object_or_404(Page, pk=pk, depth__gt=1).specific


@READ_OR_POST
def hurry(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason for publishing without a second person."""
    page = _page(pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    form, read = HurryForm(request.POST or None), request.POST.get("read") or version(page)
    if request.method == "POST" and form.is_valid():
        try:
            hurrying.publish_in_a_hurry(page, **form.cleaned_data, by=staff(request), at=timezone.now())
            page.refresh_from_db()
            done = "is live" if page.live else "goes live at its time"
            told = f"“{page.title}” {done}. The site history says why."
            messages.success(request, told + next_steps.letters_that_leave(page))
            return _after_publishing(request, page) or redirect(form_of(page))
        except ChangedMeanwhile as changed:
            page, read = _page(pk), version(page)
            messages.error(request, str(changed))
        except (ReasonMissing, NeedsItsWelshSide) as refused:
            form.add_error("reason", str(refused))
    context = {**to_read(page), "read": read, "form": form}
    return render(request, "publishing/cms/hurry.html", context)


def _after_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What others have to say of a published page, as Wagtail's own button would let them."""
    answers = [after(request, page) for after in hooks.get_hooks(PUBLISHED)]
    return next((answer for answer in answers if isinstance(answer, HttpResponse)), None)


@READ_OR_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason for taking a page back, which readers see at its address, and in which languages."""
    page = _page(pk)
    if not recalling.may_undo(page, request.user):
        raise PermissionDenied
    sides = recalling.sides_to_recall(page)
    files = list(leaving_with(sides))
    form = _recall_form(request, page, sides, files)
    if request.method == "POST" and form.is_valid():
        try:
            _take_back(request, page, form)
            messages.success(
                request, f"“{page.title}” is withdrawn{_in_words(form, sides)}. Its address says so and why."
            )
            return redirect("publishing:recall", page.pk)
        except (ReasonMissing, recalling.NothingToRecall) as refused:
            form.add_error("reason", str(refused))
    withdrawn = recalling.sides_to_bring_back(page)
    context = {
        "page": page,
        "form": form,
        "sides": sides,
        "files": files,
        "withdrawal": recalling.current_withdrawal(page),
        "back": _sides_form(page, withdrawn, None),
        "withdrawn": withdrawn,
        "mailed": mailed_with(recalling.versions_with(page)),
    }
    return render(request, "publishing/cms/recall.html", context)


def _take_back(request: HttpRequest, page: Page, form: RecallForm) -> None:
    words = {name: form.cleaned_data.get(name, "") for name in ("reason", "reason_cy")}
    act = recalling.recall_all if form.means_all else recalling.recall
    stay = form.cleaned_data.get("files_stay", False)
    act(page, **words, files_stay=stay, by=staff(request), at=timezone.now())


def _recall_form(
    request: HttpRequest, page: Page, sides: list[Page], files: list[CampaignDocument]
) -> RecallForm:
    names = _names(page, sides)
    welsh = any(map(is_welsh, sides))
    return RecallForm(request.POST or None, is_welsh=welsh, has_files=bool(files), **names)


def _sides_form(page: Page, sides: list[Page], data: Any) -> SidesForm:
    return SidesForm(data, **_names(page, sides))


def _names(page: Page, sides: list[Page]) -> dict[str, Any]:
    """The language of the page, and of those of its sides that are meant too."""
    return {
        "here": _language(page),
        "others": [_language(side) for side in sides if side.pk != page.pk],
    }


def _language(page: Page) -> str:
    return "Welsh" if is_welsh(page) else "English"


def _in_words(form: SidesForm, sides: list[Page]) -> str:
    return f" in {' and '.join(map(_language, sides))}" if form.means_all else ""


@require_POST
def undo_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Back at its address, as it stood there, in the languages that are meant."""
    page = _page(pk)
    sides = recalling.sides_to_bring_back(page)
    form = _sides_form(page, sides, request.POST)
    act = recalling.undo_recall_all if form.is_valid() and form.means_all else recalling.undo_recall
    try:
        act(page, by=staff(request), at=timezone.now())
        messages.success(request, f"“{page.title}” is live again{_in_words(form, sides)}, as it stood there.")
    except recalling.NothingToRecall as refused:
        messages.error(request, str(refused))
    return redirect(form_of(page))


@READ_OR_POST
def press(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of an embargoed page, and a new one, which is shown once."""
    page, token, at = _page(pk), "", timezone.now()
    if not page.permissions_for_user(request.user).can_unschedule():
        raise PermissionDenied
    form = OutletForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outlet = form.cleaned_data["outlet"]
        try:
            token = pressing.give_to_the_press(page, outlet=outlet, by=staff(request), at=at)
        except pressing.NotEmbargoed as refused:
            form.add_error("outlet", str(refused))
    context = {
        "page": page,
        "form": form,
        "links": page.press_links.order_by("-at"),
        "planned": pressing.planned(page, at=at),
        "new": absolute(reverse("embargo", args=[token])) if token else "",
    }
    return render(request, "publishing/cms/press.html", context)


@require_POST
def stop_link(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(PressLink, pk=pk)
    pressing.stop_link(link, by=staff(request), at=timezone.now())
    messages.success(request, f"The link of {link.outlet} opens nothing any more.")
    return redirect("publishing:press", link.page_id)


urlpatterns = [
    path("pages/<int:pk>/hurry/", hurry, name="hurry"),
    path("pages/<int:pk>/recall/", recall, name="recall"),
    path("pages/<int:pk>/recall/undo/", undo_recall, name="undo_recall"),
    path("pages/<int:pk>/press/", press, name="press"),
    path("press-links/<int:pk>/stop/", stop_link, name="stop_link"),
]
