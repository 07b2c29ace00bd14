"""Where editors' redirects are looked for."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from union.accounts.gate import GUARDED
from union.pages.base import UnionPage

PARTS = ("pdf/", "feed/", "picture/", "qr/")  # what each page answers beside itself


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, for public addresses: one of the two back offices that is not there leads nowhere else.

    Nor does one from which readers would be led round in a ring.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(GUARDED) or "\0" in request.path_info:
            return response
        found: HttpResponse = super().process_response(request, response)
        if found is response:
            return _part_of_a_renamed_page(request, response)
        return response if _leads_back(request, found) else found


def _part_of_a_renamed_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The leaflet, the feed or the picture of a page that got another address is found there too."""
    part = next((part for part in PARTS if request.path.endswith(f"/{part}")), None)
    if response.status_code != 404 or part is None:
        return response
    old = Redirect.normalise_path(request.path.removesuffix(part), decode_unicode=False)
    leads_on = get_redirect(request, old)
    page = leads_on.redirect_page if leads_on else None
    if page is None or not page.live or not issubclass(page.specific_class, UnionPage):
        return response
    there = page.get_url(request) or ""
    if not there or _path(there) == old:
        return response
    return redirect(f"{there}{part}", permanent=leads_on.is_permanent)


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
