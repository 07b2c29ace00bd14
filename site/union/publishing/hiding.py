"""What some alone may read is hidden in every language: the translation says the same."""

from typing import Any

from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from union.publishing.recalling import sides_of


@transaction.atomic
def hide_alike(page: Page, *, by: Any) -> None:
    """Give each other language the privacy that this page has now.

    Whoever may hide the page hides them all; one is opened by those alone who may open it.
    """
    held = lock_of(page)
    for side in sides_of(page)[1:]:
        lock = lock_of(side)
        if held is not None:
            _hide(lock or PageViewRestriction(page=side), held, by)
        elif lock is not None and side.permissions_for_user(by).can_set_view_restrictions():
            lock.delete(user=by)


def lock_of(page: Page) -> PageViewRestriction | None:
    """Who alone may read this page by a setting of its own; one above it may hide it as well."""
    return PageViewRestriction.objects.filter(page=page).first()


def _hide(lock: PageViewRestriction, held: PageViewRestriction, by: Any) -> None:
    lock.restriction_type, lock.password = held.restriction_type, held.password
    lock.save(user=by)
    lock.groups.set(held.groups.all())
