"""Which pages can be mailed: any live page with a body that everybody may read."""

from wagtail.models import Page, Revision

from union.pages.base import UnionPage


class CannotBeMailed(Exception):
    """The message says why, to an editor."""


def has_a_body(page: Page) -> bool:
    """Whether pages of this kind can be mailed at all."""
    kind = page.specific_class
    return bool(kind and issubclass(kind, UnionPage) and hasattr(kind, "body"))


def check(page: Page | None) -> UnionPage:
    """The page as what it is. Raises CannotBeMailed."""
    if page is None:
        raise CannotBeMailed("The page is gone.")
    if not has_a_body(page):
        raise CannotBeMailed("Pages of this kind cannot be mailed: they have no body of text.")
    if not page.live:
        raise CannotBeMailed("The page is not published: publish it first.")
    if page.get_view_restrictions().exists():
        raise CannotBeMailed("Only some may read this page: take its privacy setting off first.")
    specific = page.specific
    assert isinstance(specific, UnionPage)
    if not specific.body:
        raise CannotBeMailed("The body of the page is empty: there is nothing to mail.")
    return specific


def in_language(page: Page, language: str) -> Page:
    """The live translation of the page that everybody may read, or the page itself."""
    others = Page.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    found = others.filter(locale__language_code__startswith=language).first()
    return page if found is None or found.get_view_restrictions().exists() else found


def version_of(page: Page) -> Revision | None:
    """The version that is live. A page that was never saved in the CMS gets one, of what it shows."""
    if page.live_revision or page.has_unpublished_changes:
        return page.live_revision
    return page.specific.save_revision(changed=False, clean=False)
