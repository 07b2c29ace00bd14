"""The whole address of a page, as it is printed, shared and listed."""

from django.conf import settings
from wagtail.models import Page


def address(page: Page) -> str:
    """Begins with BASE_URL, as every link in a letter does; a page of another site has that one's address."""
    path = page.get_url() or ""
    return path if "://" in path else f"{settings.BASE_URL}{path}"
