"""Translations are drafts until somebody approves them, whatever button of the translator was pressed."""

from typing import Any

from bs4.element import PreformattedString
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail_localize import strings
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

from union.accounts.models import User
from union.publishing.locking import check_lock

_write = TranslationSource.create_or_update_translation
_localized = Page.localized.fget
_segments_of = StreamFieldSegmentExtractor.handle_block
_validate_element = strings.validate_element
HOME = 2  # the depth at which a site begins


class AlreadyWaits(Exception):
    """The page waits for approval already."""


@transaction.atomic
def write_draft(
    source: TranslationSource, locale: Any, *args: Any, publish: bool = True, **kwargs: Any
) -> Any:
    """What wagtail-localize writes, as a draft: it would write into a live page, and publish it.

    A live page stays as it was approved, and goes on waiting for what was approved for a later time; the new
    words are its newest version.
    """
    live = Page.objects.filter(translation_key=source.object_id, locale=locale, live=True).first()
    stood = (live.live_revision or live.specific.save_revision(log_action=False)) if live else None
    planned = live.scheduled_revision if live else None
    made = _write(source, locale, *args, publish=False, **kwargs)
    if stood is not None:
        stood.publish(log_action=False)
    if planned is not None:
        planned.save(update_fields=["approved_go_live_at"])
    for parent in Page.objects.filter(locale=locale, alias_of__isnull=False, live=True).specific():
        _begin_as_draft(parent)
    return made


def _begin_as_draft(page: Page) -> None:
    """A parent that came along has the other language’s words: it waits for its own."""
    page.alias_of, page.live, page.has_unpublished_changes = None, False, True
    page.save(clean=False)
    page.save_revision(log_action=False, clean=False)


def localized(page: Page) -> Page:
    """Wagtail's own; but a home leads to its other language while that is a draft, so that pages beneath are
    found."""
    found: Page = _localized(page)
    return page.localized_draft if found.pk == page.pk and page.depth == HOME else found


def segments_of(extractor: Any, block: Any, value: Any, raw_value: Any = None) -> list[Any]:
    """What wagtail-localize finds in a block; it would trip over a field that was never filled."""
    found: list[Any] = [] if value is None else _segments_of(extractor, block, value, raw_value=raw_value)
    return found


def validate_element(element: Any) -> None:
    """wagtail-localize lets a comment pass, which ends elsewhere for a browser than for the parser here.

    Raises ValueError for whatever is neither plain text nor one of the few tags.
    """
    if isinstance(element, PreformattedString):
        raise ValueError("Comments of HTML cannot stand in a text.")
    _validate_element(element)


def take_over() -> None:
    strings.validate_element = validate_element
    StreamFieldSegmentExtractor.handle_block = segments_of
    TranslationSource.create_or_update_translation = write_draft
    Page.localized = property(localized)


def translation_of(page: Page) -> Translation | None:
    """The translation in whose editor a page is written, if it is."""
    found = Translation.objects.filter(source__object_id=page.translation_key, enabled=True)
    translation: Translation | None = found.filter(target_locale_id=page.locale_id).first()
    return translation


@transaction.atomic
def submit_translation(page: Page, *, by: User) -> None:
    """Save what is translated so far as the newest version, and put it before a second person.

    Raises AlreadyWaits, PageLocked, and PermissionDenied for those who may not edit the page.
    """
    if not page.permissions_for_user(by).can_edit():
        raise PermissionDenied("You may not edit this page.")
    check_lock(page, by=by)
    save_translation(page, by=by)
    held = Page.objects.get(pk=page.pk).specific
    if held.workflow_in_progress:
        raise AlreadyWaits("This page waits for approval already, now with what is translated so far.")
    held.get_workflow().start(held, by)


def save_translation(page: Page, *, by: User) -> None:
    """What is translated so far, as the newest version of the page."""
    translation = translation_of(page)
    if translation is not None:
        translation.save_target(user=by, publish=False)
        log(instance=page.specific, action="wagtail.edit", user=by)
