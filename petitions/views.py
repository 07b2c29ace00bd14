"""The public pages of petitions: parse, one verb, draw."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from petitions import confirming, doubts, wording
from petitions.confirming import NotConfirmable, Standing
from petitions.counting import published_count
from petitions.forms import SignForm
from petitions.links import ForgedLink, signature_in
from petitions.models import Petition, Signature
from petitions.panels import panel
from petitions.signing import NotTakingSignatures
from petitions.signing import sign as enter
from petitions.withdrawing import withdraw

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Petition.objects.public(), slug=slug)
    return render(request, "petitions/petition.html", panel(found, at=timezone.now()))


@READ_OR_POST
@never_cache
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer for a new name, a repeated one and one already confirmed."""
    found, at = get_object_or_404(Petition.objects.public(), slug=slug), timezone.now()
    if request.method != "POST":
        return redirect(found)
    form, stamp = SignForm(request.POST, petition=found), request.POST.get(doubts.STAMP, "")
    if not form.is_valid():
        shown = panel(found, at=at, form=form, stamp=stamp)
        return render(request, "petitions/petition.html", shown, status=422)
    doubt = doubts.doubt(found, trap=request.POST.get(doubts.TRAP, ""), stamped=stamp, at=at)
    try:
        enter(found, signer=form.signer(), doubt=doubt, at=at)
    except NotTakingSignatures:
        return render(request, "petitions/petition.html", panel(found, at=at), status=409)
    return render(request, "petitions/thanks.html", {"petition": found, "email": form.signer().email})


@require_safe
def count(request: HttpRequest, slug: str) -> JsonResponse:
    """The live count: no cookie, no session, fit for every cache on the way."""
    found = get_object_or_404(Petition.objects.public(), slug=slug)
    body = {
        "count": published_count(found),
        "goal": found.goal,
        "as_of": timezone.now().isoformat(timespec="seconds"),
    }
    answer = JsonResponse(body)
    answer["Cache-Control"] = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
    return answer


# The link is the proof, so these two pages need no cookie: the browser inside a mail app often has none.
@csrf_exempt
@READ_OR_POST
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what would be confirmed; only POST confirms."""
    try:
        signature_id = signature_in(token)
        if request.method == "POST":
            confirming.confirm(signature_id, at=timezone.now())
            return _private(redirect("petition_confirm", token=token))
    except ForgedLink:
        return _private(render(request, "petitions/link_unknown.html", status=404))
    except NotConfirmable as refused:
        return _link_page(request, token, confirming.find(signature_id), refused.standing)
    signature = confirming.find(signature_id)
    return _link_page(request, token, signature, confirming.standing(signature, at=timezone.now()))


@csrf_exempt
@READ_OR_POST
@never_cache
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """ "It wasn't me": GET asks, POST takes the name off."""
    try:
        signature_id = signature_in(token)
    except ForgedLink:
        return _private(render(request, "petitions/link_unknown.html", status=404))
    if request.method == "POST":
        withdraw(signature_id, at=timezone.now())
        return _private(redirect("petition_not_me", token=token))
    signature = confirming.find(signature_id)
    gone = signature is None or signature.state == Signature.State.WITHDRAWN
    context = {"signature": signature, "token": token, "gone": gone}
    return _private(render(request, "petitions/not_me.html", context))


def _link_page(
    request: HttpRequest, token: str, signature: Signature | None, standing: Standing
) -> HttpResponse:
    context = {
        "base_url": settings.BASE_URL,
        "token": token,
        "signature": signature,
        "petition": signature.petition if signature else None,
        "agreed": wording.agreed(signature) if signature and standing == Standing.WAITING else [],
        "count": published_count(signature.petition)
        if signature and standing == Standing.CONFIRMED
        else None,
    }
    status = {Standing.WAITING: 200, Standing.CONFIRMED: 200, Standing.CHECKING: 200}.get(standing, 410)
    return _private(render(request, f"petitions/link_{standing}.html", context, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address of this page is a secret: it goes to nobody as a referrer."""
    answer["Referrer-Policy"] = "no-referrer"
    return answer
