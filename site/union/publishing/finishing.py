"""What Wagtail calls when a page was approved. Read before Wagtail’s models are: no import of them here."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction


class NeedsSomebodyElse(PermissionDenied):
    """The last editor of a page tried to approve it."""


@transaction.atomic
def finish(state: Any, user: Any = None) -> None:
    """Publish, or schedule, the newest version of a page that was approved.

    The last door, whatever the form allowed: raises NeedsSomebodyElse where the last editor approved, and
    NeedsItsWelshSide.
    """
    page = state.content_object
    newest = type(page).objects.select_for_update().get(pk=page.pk).get_latest_revision()
    if user is None or newest.user_id == user.pk:
        raise NeedsSomebodyElse("Whoever changed the page last cannot approve it.")
    _check_welsh(newest.as_object())
    newest.publish(user=user, skip_permission_checks=True)


def _check_welsh(page: Any) -> None:
    from union.publishing.welsh import check_welsh

    check_welsh(page)
