"""A petition in a frame on somebody else's page: its count and the way to sign. No cookie, no session."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from petitions.models import Petition
from petitions.showing import shown


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The widget of a public petition, drawn without the request: nothing of the visitor can get into it."""
    found = shown(slug)
    if found is None:
        raise Http404("No petition stands at this address.")
    petition = found.petition
    context = {
        "petition": petition,
        "title": petition.words("title"),
        "count": found.count,
        "open": petition.takes_signatures(timezone.now()),
        "page_url": f"{settings.BASE_URL}{petition.get_absolute_url()}",
    }
    answer = HttpResponse(render_to_string("petitions/embed.html", context))
    answer["Cache-Control"] = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"
    return answer


def snippet(petition: Petition) -> str:
    """The lines somebody puts into a page of their own, in the language of the page that shows them.

    Plain text: a template that shows it escapes it once more.
    """
    address = f"{settings.BASE_URL}{reverse('petition_embed', args=[petition.slug])}"
    return render_to_string(
        "petitions/embed_snippet.html", {"address": address, "title": petition.words("title")}
    ).strip()
