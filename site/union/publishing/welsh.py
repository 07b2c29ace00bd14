"""A page that is meant for Wales goes live once its Welsh side is approved."""

from datetime import datetime
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.models import Page, Revision

WELSH = "cy"


class MeantForWales(Protocol):
    def __call__(self, page: Page) -> bool:
        """Whether this page is meant for Wales by where it stands."""
        ...


def is_welsh(page: Page) -> bool:
    return bool(page.locale.language_code == WELSH)


class NeedsItsWelshSide(Exception):
    """The page is meant for Wales and its Welsh side is not approved; the message says so."""


SENTENCE = "This page is meant for Wales, so its Welsh side has to be approved first."


def meant_for_wales(page: Page) -> bool:
    """By its own field, or by where it stands: each app answers the hook `meant_for_wales`."""
    held = page.specific
    return getattr(held, "for_wales", False) or any(
        asked(held) for asked in hooks.get_hooks("meant_for_wales")
    )


def lacks_welsh(page: Page) -> bool:
    """Whether the page waits for its Welsh side: live, or approved for no later than the page itself."""
    if is_welsh(page) or not meant_for_wales(page):
        return False
    side = welsh_side(page)
    return side is None or not (side.live or _planned_in_time(side, page.go_live_at))


def _planned_in_time(side: Page, by: datetime | None) -> bool:
    versions = Revision.page_revisions.filter(object_id=str(side.pk))
    return by is not None and versions.filter(approved_go_live_at__lte=by).exists()


def check_welsh(page: Page) -> None:
    if lacks_welsh(page):
        raise NeedsItsWelshSide(SENTENCE)


def welsh_side(page: Page) -> Page | None:
    """The page in Welsh, in whatever state; itself where it is Welsh."""
    found = Page.objects.filter(translation_key=page.translation_key, locale__language_code=WELSH)
    return found.first()


def sentence_with_the_way(page: Page, *, translate: str, edit: str) -> SafeString:
    """What is missing, with a link to where it is made: a translation to begin, or one to go on with."""
    there = welsh_side(page)
    words = "Go on with the Welsh side" if there else "Translate this page into Welsh"
    return format_html('{} <a href="{}">{}</a>', SENTENCE, edit if there else translate, words)
