"""The page that thanks a signer: drawn once in ten seconds, with what is each signer's own put in."""

import uuid

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import get_language

from petitions import codes
from petitions.arriving import Arrival
from petitions.forms import CodeForm
from petitions.keeping import SECONDS
from petitions.links import LINK_LIVES, works_until
from petitions.models import Petition
from union.gaps import Drawn, gaps
from union.pages.context import organisation


def thank(
    request: HttpRequest, petition: Petition, *, signature_id: uuid.UUID, email: str, came: Arrival
) -> HttpResponse:
    """The same page for everybody; whatever became of the signing, it says the same."""
    own = {
        "csrf_token": get_token(request),
        "handle": codes.handle_for(signature_id),
        "email": escape(email),
        "query": escape(came.query),
    }
    return HttpResponse(_drawn(request, petition).filled(own))


def _drawn(request: HttpRequest, petition: Petition) -> Drawn:
    """The page with gaps. It is drawn without the request, so that nothing of one visitor stays in it."""
    key = f"petitions:thanks-drawn:{petition.pk}:{get_language()}:{request.get_host()}"
    drawn: Drawn | None = cache.get(key)
    if drawn is None:
        at = timezone.now()
        until = works_until(petition, signed_at=at)
        context = {
            **organisation(request),
            "petition": petition,
            "until": until if until < at + LINK_LIVES else None,
            **gaps(("csrf_token", "email")),
            "form": CodeForm(initial=gaps(("handle", "email"))),
            "came": gaps(("query",)),
        }
        drawn = Drawn(render_to_string("petitions/thanks.html", context))
        cache.set(key, drawn, SECONDS)
    return drawn
