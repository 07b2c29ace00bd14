"""Where a page lies: its path, and its whole address as it is printed, shared and listed."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

ASKED = "_paths_of_pages"


def path_of(page: Page, request: HttpRequest | None = None) -> str:
    """As `Page.get_url`, or an empty string; Wagtail is asked once for each page in a request.

    A page of another site has its whole address.
    """
    if request is None:
        return page.get_url() or ""
    known: dict[int, str] = request.__dict__.setdefault(ASKED, {})
    if page.pk not in known:
        known[page.pk] = page.get_url(request) or ""
    return known[page.pk]


def address(page: Page, request: HttpRequest | None = None) -> str:
    """Begins with BASE_URL, as every link in a letter does; a page of another site has that one's address."""
    path = path_of(page, request)
    return path if "://" in path else f"{settings.BASE_URL}{path}"


def form_of(page: Page) -> str:
    """The path of the form of the CMS in which it is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
