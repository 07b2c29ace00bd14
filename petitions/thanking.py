"""The page that thanks a signer: drawn once in ten seconds, with what is each signer's own put in."""

import re
import uuid

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from petitions import codes
from petitions.arriving import Arrival
from petitions.forms import CodeForm
from petitions.keeping import SECONDS
from petitions.models import Petition
from union.pages.context import organisation

# What stands in the drawn page where a signer's own words go. No text of ours can hold a NUL.
CSRF_TOKEN, HANDLE, EMAIL, QUERY = (f"\0{name}\0" for name in ("csrf_token", "handle", "email", "query"))
GAP = re.compile("\0[a-z_]+\0")


def thank(
    request: HttpRequest, petition: Petition, *, signature_id: uuid.UUID, email: str, came: Arrival
) -> HttpResponse:
    """The same page for everybody; whatever became of the signing, it says the same."""
    own = {
        CSRF_TOKEN: get_token(request),
        HANDLE: codes.handle_for(signature_id),
        EMAIL: escape(email),
        QUERY: escape(came.query),
    }
    return HttpResponse(GAP.sub(lambda gap: own[gap[0]], _drawn(request, petition)))


def _drawn(request: HttpRequest, petition: Petition) -> str:
    """The page with gaps. It is drawn without the request, so that nothing of one visitor stays in it."""
    key = f"petitions:thanks:{petition.pk}:{get_language()}:{request.get_host()}"
    drawn: str | None = cache.get(key)
    if drawn is None:
        context = {
            **organisation(request),
            "petition": petition,
            "email": EMAIL,
            "form": CodeForm(initial={"handle": HANDLE, "email": EMAIL}),
            "came": {"query": QUERY},
            "csrf_token": CSRF_TOKEN,
        }
        drawn = render_to_string("petitions/thanks.html", context)
        cache.set(key, drawn, SECONDS)
    return drawn
