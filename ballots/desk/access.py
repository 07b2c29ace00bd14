"""Which ballots a page of the desk opens: everything else is not there, as if it did not exist."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from ballots.drafting import works_for
from ballots.errors import BallotError, NotADraft, NotYours
from ballots.models import Ballot, State
from ballots.naming import moved_to
from union.desk.access import officer
from union.typed import typed_in

View = Callable[[HttpRequest, str], HttpResponse]
RELATED = ("branch__region", "pay_scale", "created_by", "figures")


def mine(request: HttpRequest, slug: str) -> Ballot:
    """A ballot this person may see at the desk. Raises Http404 for every other."""
    return get_object_or_404(Ballot.objects.visible_to(officer(request)).select_related(*RELATED), slug=slug)


def with_roll(request: HttpRequest, slug: str) -> Ballot:
    """A ballot this person may see, whose members vote by link. Raises Http404 for one by returns alone."""
    ballot = mine(request, slug)
    if ballot.by_returns:
        raise Http404("A ballot by returns alone has no roll.")
    return ballot


def my_draft(request: HttpRequest, slug: str) -> Ballot:
    """A draft this person may change.

    Raises NotADraft for a ballot of theirs that is fixed, and Http404 for every other one.
    """
    ballot = mine(request, slug)
    if not works_for(officer(request), ballot.branch):
        raise Http404("There is no such draft of yours.")
    if ballot.state != State.DRAFT:
        raise NotADraft
    return ballot


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, were it nothing but unticked boxes; None where the page was only opened."""
    return request.POST if request.method == "POST" else None


def status_of(error: BallotError) -> int:
    """The status of a page that says why not."""
    return 403 if isinstance(error, NotYours) else 409


def of_a_draft(view: View) -> View:
    """Lead whoever comes too late, with a colleague's yes meanwhile, to the ballot's page, and say why.

    What they typed they get back first. A page that was open when the draft got another name goes on at its
    new address, with what was sent.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str) -> HttpResponse:
        try:
            return view(request, slug)
        except NotADraft as error:
            if typed_in(request):
                context = {"slug": slug, "problem": str(error)}
                return render(request, "desk/ballots/too_late.html", context, status=409)
            messages.warning(request, str(error))
            return redirect("desk_ballots:ballot", slug)
        except Http404:
            now, page = moved_to(slug, officer(request)), request.resolver_match
            if not now or page is None:
                raise
            return redirect(page.view_name, now, preserve_request=True)

    return guarded
