"""The whole address of a page, as it is printed, shared and listed."""

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page


def address(page: Page, request: HttpRequest | None = None) -> str:
    """Begins with BASE_URL, as every link in a letter does; a page of another site has that one's address.

    A request spares each page the question where the sites begin.
    """
    path = page.get_url(request) or ""
    return path if "://" in path else f"{settings.BASE_URL}{path}"
