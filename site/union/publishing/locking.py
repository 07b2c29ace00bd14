"""A lock holds in every language of a page, whoever's editor it is written in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import log
from wagtail.models import Page

from union.accounts.models import User
from union.publishing.recalling import sides_of


class PageLocked(Exception):
    """Somebody else keeps the page as it is; the message says who, and since when."""


def check_lock(page: Page, *, by: Any) -> None:
    """Raises PageLocked where another one locked the page."""
    held = Page.objects.select_related("locked_by").get(pk=page.pk)
    if held.locked and held.locked_by_id != by.pk:
        who = held.locked_by or "somebody"
        when = date_format(timezone.localtime(held.locked_at), "j F Y, H:i") if held.locked_at else ""
        since = f" on {when}" if when else ""
        raise PageLocked(f"Nothing was changed: {who} locked this page{since}.")


def check_stays(pages: Iterable[Page], *, by: Any, verb: str) -> None:
    """Raises PageLocked, saying that nothing was `verb`, where another one locked one of these pages.

    What waits for its time is locked to everybody: it was approved as it is, and where it is.
    """
    for page in pages:
        if page.locked and page.locked_by_id != by.pk:
            raise PageLocked(
                f"Nothing was {verb}: {page.locked_by or 'somebody'} locked “{page.title}”. Ask for it to be "
                "unlocked first."
            )
        if page.approved_schedule:
            raise PageLocked(
                f"Nothing was {verb}: “{page.title}” is approved, and waits for its time. Press “Do not "
                "publish it at that time” above its form first."
            )


@transaction.atomic
def lock(page: Page, *, by: User, at: datetime) -> list[Page]:
    """Keep the page, and its other languages, as they are; which were locked.

    One that this person may not lock, or that another one has locked, is left. Raises PermissionDenied.
    """
    return _each(page, by=by, locked=True, locked_by=by, locked_at=at)


@transaction.atomic
def unlock(page: Page, *, by: User) -> list[Page]:
    """Let others write again, in all languages that the same person locked. Raises PermissionDenied."""
    return _each(page, by=by, locked=False, locked_by=None, locked_at=None)


def _each(page: Page, *, by: User, locked: bool, **values: Any) -> list[Page]:
    first, *others = sides_of(Page.objects.select_for_update().get(pk=page.pk))
    if not _may(first, by, locked):
        raise PermissionDenied("You may not lock or unlock this page.")
    whose = first.locked_by_id
    sides = [first, *(side for side in others if locked or side.locked_by_id == whose)]
    changed = [side for side in sides if side.locked != locked and _may(side, by, locked)]
    for side in changed:
        Page.objects.filter(pk=side.pk).update(locked=locked, **values)
        log(instance=side.specific, action="wagtail.lock" if locked else "wagtail.unlock", user=by)
    return changed


def _may(page: Page, by: User, locked: bool) -> bool:
    tester = page.permissions_for_user(by)
    return bool(tester.can_lock() if locked else tester.can_unlock())
