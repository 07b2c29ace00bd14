"""The pages behind the link in a letter: what it says, confirm, and "it wasn't me"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from petitions import confirming, hearing, sharing, wording
from petitions.confirming import NotConfirmable, Standing
from petitions.counting import published_count
from petitions.links import ForgedLink, signature_in
from petitions.models import Signature
from petitions.panels import missing
from petitions.withdrawing import withdraw
from union.methods import READ_OR_POST
from union.tokens import at_a_secret_address


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
            return at_a_secret_address(redirect("petition_confirm", token=token))
    except ForgedLink:
        return at_a_secret_address(render(request, "petitions/link_unknown.html", status=404))
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
        return at_a_secret_address(render(request, "petitions/link_unknown.html", status=404))
    if request.method == "POST":
        withdraw(signature_id, at=timezone.now())
        return at_a_secret_address(redirect("petition_not_me", token=token))
    signature = confirming.find(signature_id)
    gone = signature is None or signature.state == Signature.State.WITHDRAWN
    forgotten = not gone and not hasattr(signature, "identity")
    context = {"signature": signature, "token": token, "gone": gone, "forgotten": forgotten}
    return at_a_secret_address(render(request, "petitions/not_me.html", context))


def _link_page(
    request: HttpRequest, token: str, signature: Signature | None, standing: Standing
) -> HttpResponse:
    context: dict[str, object] = {"token": token, "signature": signature}
    if signature:
        context["petition"] = signature.petition
    if signature and standing == Standing.WAITING:
        context["agreed"] = wording.agreed(signature)
    if signature and standing == Standing.CONFIRMED:
        count, at = published_count(signature.petition), timezone.now()
        context |= {
            "count": count,
            "missing": missing(signature.petition, count=count, at=at),
            "open": signature.petition.takes_signatures(at),
            "share": sharing.share(signature),
        }
        if getattr(signature, "wants_campaigns", False):
            context |= {"wants_campaigns": True, "coming": hearing.coming_to(signature)}
    status = {Standing.WAITING: 200, Standing.CONFIRMED: 200, Standing.CHECKING: 200}.get(standing, 410)
    return at_a_secret_address(render(request, f"petitions/link_{standing}.html", context, status=status))
