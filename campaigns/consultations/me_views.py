"""One's own consultations at `/me/`: to the page that the mailed link leads to, by POST."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from campaigns.consultations import mine
from campaigns.consultations.entering import let_in
from union.desk.me_proofs import Proof
from union.desk.me_views import at_my_desk


@require_POST
@at_my_desk
def answer(request: HttpRequest, *, proof: Proof) -> HttpResponse:
    """The cookie that the link gives, for the same half hour, which opens a reply that was sent besides;
    nothing is begun and nothing spent.
    """
    place = mine.place_of(proof.address, number=request.POST.get("place", ""))
    if place is None:
        raise Http404("This address has no such place.")
    response = redirect("consultations:invited", slug=place.consultation.slug)
    let_in(response, place, from_desk=True)
    return response
