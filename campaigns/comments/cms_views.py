"""Moderating comments in the CMS. No rule lives here."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaigns.comments import moderating
from campaigns.comments.errors import AlreadyDecided
from campaigns.comments.forms import RefusalForm
from campaigns.comments.models import Comment
from union.accounts.models import User

PERMISSION = "comments.moderate_comments"
SHELVES = {
    "waiting": "Waiting",
    "published": "Published",
    "refused": "Refused",
}
PER_PAGE = 20
app_name = "comments_cms"


def moderator(request: HttpRequest) -> User:
    """Whoever asks, if they may moderate. Raises PermissionDenied."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    assert isinstance(request.user, User)  # nobody else has a permission
    return request.user


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
    return render(request, "comments/cms/queue.html", context)


@require_POST
@never_cache
def decide(request: HttpRequest, pk: str) -> HttpResponse:
    """Publish, refuse or take down one comment, and back to the list it stood on."""
    by, comment, now = moderator(request), get_object_or_404(Comment, pk=pk), timezone.now()
    form, verb = RefusalForm(request.POST), request.POST.get("verb", "")
    try:
        if verb == "publish":
            moderating.publish_comment(comment, by=by, at=now)
            messages.success(request, "The comment is on its page.")
        elif not form.is_valid():
            messages.error(request, "Choose a reason first: nothing was changed.")
        else:
            act = moderating.take_down if verb == "take_down" else moderating.refuse_comment
            act(comment, reason=form.cleaned_data["reason"], by=by, at=now)
            messages.success(request, "The comment is not shown.")
    except AlreadyDecided as reason:
        messages.error(request, str(reason))
    back = "published" if verb == "take_down" else "waiting"
    return redirect(f"{request.path.rpartition(str(pk))[0]}?shelf={back}")


urlpatterns = [
    path("", queue, name="queue"),
    path("<uuid:pk>/", decide, name="decide"),
]
