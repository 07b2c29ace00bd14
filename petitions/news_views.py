"""The page behind "stop the news" in a letter: the link is the proof, so no cookie is needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from petitions import links, stopping
from petitions.models import Signature
from union.methods import READ_OR_POST
from union.tokens import at_a_secret_address


# Mail programs post here themselves when somebody presses their own button (RFC 8058).
@csrf_exempt
@READ_OR_POST
@never_cache
def stop_news(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST writes the answer down and says so without a redirect, as RFC 8058 asks."""
    try:
        signature_id = links.signature_in(token, purpose=links.STOP_NEWS)
    except links.ForgedLink:
        return at_a_secret_address(render(request, "petitions/link_unknown.html", status=404))
    if request.method == "POST":
        stopping.stop_news(signature_id, at=timezone.now())
    latest = stopping.answer(signature_id)
    signature = Signature.objects.select_related("petition").filter(pk=signature_id).first()
    context = {
        "petition": signature.petition if signature else None,
        "petition_title": signature.petition.words("title") if signature else "",
        "asks": bool(latest and latest.given),
    }
    return at_a_secret_address(render(request, "petitions/stop_news.html", context))
