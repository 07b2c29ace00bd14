"""Writing the audit log.

An app registers the names of its actions under the hook `audit_actions`, each with a sentence for people.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail import hooks

from union.audit.models import Entry

KEPT_FOR = timedelta(days=6 * 365 + 2)


class AuditActions(Protocol):
    def __call__(self) -> dict[str, str]:
        """The actions of an app, such as {"ballot.closed": "closed the ballot"}."""
        ...


def audit_actions() -> dict[str, str]:
    """Every registered action and its sentence."""
    return {name: text for gather in hooks.get_hooks("audit_actions") for name, text in gather().items()}


def record(
    action: str,
    *,
    subject: str,
    by: AbstractBaseUser | None,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> Entry:
    """Insert one unchained entry, in the caller's transaction; refuses to run outside one.

    `by` is None for the clock. `detail` holds ids and counts, never a name, address, choice or token. Raises
    ValueError for an action nobody registered.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "An audit entry is written with the act, in its transaction."
        )
    if action not in audit_actions():
        raise ValueError(
            f"The action {action} is in no app's audit_actions: register it in wagtail_hooks.py."
        )
    return Entry.objects.create(
        action=action,
        subject=subject,
        by_id=by.pk if by else None,
        at=at,
        detail=dict(detail or {}),
        keep_until=(at + KEPT_FOR).date(),
    )
