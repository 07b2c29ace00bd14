"""One's own ballots at `/me/`: step into the booth, have a new link, be mailed the result. Each by POST."""

from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ballots import mine
from ballots.booth.doors import let_in
from ballots.inviting import renew_link
from ballots.linking import credential_of
from ballots.models import BEFORE_RESULT, RUNNING, State
from ballots.standing import Place, place_of_entry
from union.desk.me_proofs import Proof
from union.desk.me_views import at_my_desk


@require_POST
@at_my_desk
def vote(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """The same cookie as the link gives, for the same half hour; nothing is cast and nothing spent."""
    place = _mine(request, proof, states=RUNNING)
    answer = redirect("ballots:booth")
    let_in(answer, credential_of(place.entry))
    return answer


@require_POST
@at_my_desk
def new_link(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """A new link for somebody who is signed in. What is said does not tell whether a vote was cast."""
    if not proof.by_account:
        raise PermissionDenied("A new link is for whoever is signed in.")
    renew_link(_mine(request, proof, states=RUNNING).entry, at=timezone.now())
    messages.success(
        request, _("If the vote has not been cast, a new link is on its way and the old one works no more.")
    )
    return redirect("me")


@require_POST
@at_my_desk
def result(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """Ask to be mailed the result, or take that back."""
    wanted = request.POST.get("wanted") == "yes"
    mine.wish_for_result(_mine(request, proof, states=BEFORE_RESULT), wanted=wanted)
    if wanted:
        messages.success(request, _("We will mail you as soon as the result is out."))
    else:
        messages.success(request, _("We will not mail you the result."))
    return redirect("me")


def _mine(request: HttpRequest, proof: Proof, *, states: Collection[State]) -> Place:
    place = place_of_entry(proof.address, entry=request.POST.get("entry", ""), states=states)
    if place is None:
        raise Http404("This address has no such place on a roll.")
    return place
