"""The public pages of petitions: parse, one verb, draw."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from petitions import codes, confirming, doubts, limiting, wording
from petitions.confirming import NotConfirmable, Standing
from petitions.counting import published_count
from petitions.forms import SignForm
from petitions.links import ForgedLink, signature_in
from petitions.models import Signature
from petitions.panels import panel
from petitions.showing import Shown, shown
from petitions.signing import Entered, NotTakingSignatures, Origin
from petitions.signing import sign as enter
from petitions.withdrawing import withdraw
from union.accounts.adapters import client_address

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def found_or_404(slug: str) -> Shown:
    found = shown(slug)
    if found is None:
        raise Http404("No petition stands at this address.")
    return found


@require_safe
def petition(request: HttpRequest, slug: str) -> HttpResponse:
    found = found_or_404(slug)
    page = panel(found.petition, count=found.count, at=timezone.now())
    return render(request, "petitions/petition.html", page)


@READ_OR_POST
@never_cache
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer for a new name, a repeated one and one already confirmed."""
    found, at = found_or_404(slug), timezone.now()
    if request.method != "POST":
        return redirect(found.petition)
    form, stamp = SignForm(request.POST, petition=found.petition), request.POST.get(doubts.STAMP, "")
    if not form.is_valid():
        page = panel(found.petition, count=found.count, at=at, form=form, stamp=stamp)
        return render(request, "petitions/petition.html", page, status=422)
    try:
        entered = enter(
            found.petition,
            signer=form.signer(),
            doubt=_doubt(request, found, email=form.signer().email, at=at),
            origin=Origin(address_hash=limiting.address_hash(client_address(request), at=at)),
            at=at,
        )
    except NotTakingSignatures:
        page = panel(found.petition, count=found.count, at=at)
        return render(request, "petitions/petition.html", page, status=409)
    return render(request, "petitions/thanks.html", _thanks(found, entered, email=form.signer().email))


def _doubt(request: HttpRequest, found: Shown, *, email: str, at: datetime) -> str:
    """Every signing is counted, whatever its form looked like."""
    over = limiting.doubt(
        found.petition, guard=found.guard, address=client_address(request), email=email, at=at
    )
    trap, stamped = request.POST.get(doubts.TRAP, ""), request.POST.get(doubts.STAMP, "")
    return doubts.doubt(found.petition, trap=trap, stamped=stamped, at=at) or over


def _thanks(found: Shown, entered: Entered, *, email: str) -> dict[str, object]:
    return {"petition": found.petition, "email": email, "handle": codes.handle_for(entered.signature_id)}


@require_safe
def count(request: HttpRequest, slug: str) -> JsonResponse:
    """The live count: no cookie, no session, fit for every cache on the way."""
    found = found_or_404(slug)
    body = {
        "count": found.count,
        "goal": found.petition.goal,
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
