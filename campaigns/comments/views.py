"""Sending a comment and confirming it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Page

from campaigns.comments import commenting
from campaigns.comments.errors import CommentsClosed, TooManyAtOnce, UnknownLink
from campaigns.comments.forms import CommentForm
from campaigns.comments.models import Comment
from union.accounts.adapters import client_address
from union.languages import language_here
from union.methods import READ_OR_POST
from union.networks import too_many_tries
from union.pages.base import UnionPage
from union.pages.printing import language_of
from union.tokens import at_a_secret_address


@never_cache
@READ_OR_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the form under an article is sent: the same answer for every address, known or not, in the
    language of the article."""
    page = commented(pk)
    language = language_of(page)
    with translation.override(language):
        answer = _answer(request, page)
    answer["Content-Language"] = language
    return answer


def _answer(request: HttpRequest, page: UnionPage) -> HttpResponse:
    if request.method != "POST":
        return redirect(f"{page.get_url(request)}#comments")
    form = CommentForm(request.POST)
    context = {"page": page, "form": form, "stamp": request.POST.get("shown", "")}
    if not form.is_valid():
        return render(request, "comments/leave.html", context, status=422)
    address, at = client_address(request), timezone.now()
    if too_many_tries("comments", address=address, most=commenting.COMMENTS_FROM_ONE_PLACE, at=at):
        reason = _("Too many comments came today from where you are. Try again tomorrow, or from elsewhere.")
        return render(request, "comments/leave.html", context | {"reason": reason}, status=429)
    try:
        commenting.leave_comment(page, written=_written(request, form), at=at)
    except (CommentsClosed, TooManyAtOnce) as reason:
        return render(request, "comments/leave.html", context | {"reason": reason}, status=409)
    return render(request, "comments/sent.html", context)


def commented(pk: int) -> UnionPage:
    """A live page of a kind that may take comments and that anybody may read. Raises Http404."""
    page = get_object_or_404(Page.objects.live().public(), pk=pk).specific
    if not (isinstance(page, UnionPage) and hasattr(page, "takes_comments")):
        raise Http404
    return page


@never_cache
@csrf_exempt
@READ_OR_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST confirms. The link is the proof, so no cookie is needed."""
    try:
        comment = commenting.comment_behind(token)
    except UnknownLink:
        return at_a_secret_address(render(request, "comments/unknown.html", status=404))
    if request.method == "POST":
        commenting.confirm_comment(comment, at=timezone.now())
        comment.refresh_from_db()
    waits = comment.state == Comment.State.UNCONFIRMED
    return at_a_secret_address(render(request, "comments/confirm.html", {"comment": comment, "waits": waits}))


def _written(request: HttpRequest, form: CommentForm) -> commenting.Written:
    return commenting.Written(
        **form.cleaned_data,
        trap=request.POST.get("website", ""),
        stamp=request.POST.get("shown", ""),
        language=language_here(),
    )
