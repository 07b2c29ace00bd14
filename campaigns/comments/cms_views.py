"""Moderating comments in the CMS. No rule lives here."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns.comments import moderating
from campaigns.comments.errors import AlreadyDecided
from campaigns.comments.forms import RefusalForm, TickedForm
from campaigns.comments.models import Comment
from union.accounts.models import User
from union.accounts.permitted import holder

PERMISSION = "comments.moderate_comments"
SHELVES = {
    "waiting": "Waiting",
    "published": "Published",
    "refused": "Refused",
}
PER_PAGE = 20
NO_REASON = "Choose a reason first: nothing was changed."
KEPT = "What is refused stands under Refused for 30 days, where you can put it back."
app_name = "comments_cms"


def moderator(request: HttpRequest) -> User:
    """Whoever asks, if they may moderate. Raises PermissionDenied."""
    return holder(request, PERMISSION)


@require_safe
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """The comments of one shelf, those that wait longest first."""
    moderator(request)
    asked = request.GET.get("shelf", "waiting")
    shelf = asked if asked in SHELVES else "waiting"
    order = "written_at" if shelf == "waiting" else "-decided_at"
    found = Comment.objects.filter(state=shelf).select_related("page").order_by(order, "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    context: dict[str, Any] = {"page": page, "shelf": shelf, "shelves": SHELVES, "form": RefusalForm()}
    context["several"] = shelf == "waiting" and len(page) > 1
    return render(request, "comments/cms/queue.html", context)


@require_POST
@never_cache
def decide(request: HttpRequest, pk: str) -> HttpResponse:
    """Publish, refuse, take down or put back one comment, and back to the list it stood on."""
    by, comment, now = moderator(request), get_object_or_404(Comment, pk=pk), timezone.now()
    form, verb = RefusalForm(request.POST), request.POST.get("verb", "")
    try:
        if verb == "publish":
            moderating.publish_comment(comment, by=by, at=now)
            messages.success(request, "The comment is on its page.")
        elif verb == "reconsider":
            moderating.reconsider(comment, by=by, at=now)
            messages.success(request, "The comment waits once more, under Waiting.")
        elif not form.is_valid():
            messages.error(request, NO_REASON)
        else:
            act = moderating.take_down if verb == "take_down" else moderating.refuse_comment
            act(comment, reason=form.cleaned_data["reason"], by=by, at=now)
            messages.success(request, f"The comment is not shown. {KEPT}")
    except AlreadyDecided as reason:
        messages.error(request, str(reason))
    return _back(request)


@require_POST
@never_cache
def refuse_ticked(request: HttpRequest) -> HttpResponse:
    """Refuse many for one reason: a flood of advertisements, for instance."""
    by, form = moderator(request), RefusalForm(request.POST)
    ticked = TickedForm(request.POST)
    if not ticked.is_valid():
        messages.error(request, "Tick the comments first: nothing was changed.")
    elif not form.is_valid():
        messages.error(request, NO_REASON)
    else:
        found, reason = ticked.cleaned_data["comment"], form.cleaned_data["reason"]
        done = moderating.refuse_many(found, reason=reason, by=by, at=timezone.now())
        messages.success(
            request, f"{'1 comment is' if done == 1 else f'{done} comments are'} refused. {KEPT}"
        )
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the leaf of the list where the button was pressed."""
    shelf, leaf = request.POST.get("shelf", ""), request.POST.get("p", "")
    asked = {"shelf": shelf if shelf in SHELVES else "waiting", "p": leaf if leaf.isdecimal() else "1"}
    return redirect(f"{reverse('comments_cms:queue')}?{urlencode(asked)}")


urlpatterns = [
    path("", queue, name="queue"),
    path("refuse/", refuse_ticked, name="refuse"),
    path("<uuid:pk>/", decide, name="decide"),
]
