"""Writing the audit log."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from union.audit.models import Entry


def record(
    action: str,
    *,
    subject: str,
    by: AbstractBaseUser | None,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> Entry:
    """Insert one unchained entry, in the caller's transaction; refuses to run outside one.

    `by` is None for the clock. `detail` holds ids and counts, never a name, address, choice or token.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "An audit entry is written with the act, in its transaction."
        )
    return Entry.objects.create(action=action, subject=subject, by=by, at=at, detail=dict(detail or {}))
