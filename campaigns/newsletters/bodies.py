"""The body of a page as a letter shows it."""

from wagtail.models import Page

from union.pages.media import body_in
from union.pages.templatetags.look import organisation_at_large


def body_of(page: Page, medium: str) -> str:
    """Every block for `medium`, "email" or "text", as its records are now: what was recalled is not there."""
    context = {"page": page, "organisation": organisation_at_large()}
    return body_in(page.body, medium=medium, context=context)
