"""Where editors' redirects are looked for."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.contrib.redirects.models import Redirect

from union.accounts.gate import GUARDED


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, for public addresses: one of the two back offices that is not there leads nowhere else.

    Nor does one from which readers would be led round in a ring.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(GUARDED) or "\0" in request.path_info:
            return response
        found: HttpResponse = super().process_response(request, response)
        return response if found is not response and _leads_back(request, found) else found


def _leads_back(request: HttpRequest, found: HttpResponse) -> bool:
    """A page that got its old name again has a redirect to itself, which counts once it is not live.

    Two that changed names have one to each other.
    """
    here, there = _path(request.path), _path(found["Location"])
    if here == there:
        return True
    if not Redirect.objects.filter(old_path=here, redirect_page__live=False).exists():
        return False
    return any(_path(onward.link or "") != there for onward in Redirect.objects.filter(old_path=there))


def _path(address: str) -> str:
    return str(Redirect.normalise_path(urlsplit(address).path))
