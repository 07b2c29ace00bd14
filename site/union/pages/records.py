"""Where a record stands in the page tree.

A petition, a ballot or a consultation knows no page. Whoever owns pages registers a function under the hook
`record_home`; the record's own address asks here and redirects when there is a live page.
"""

from typing import Protocol

from django.db.models import Model
from wagtail import hooks


class RecordHome(Protocol):
    def __call__(self, record: Model) -> str | None:
        """The address of the live page that presents this record, or None."""
        ...


def home_of(record: Model) -> str | None:
    """The first live page any app knows for this record, or None."""
    return next((home for tell in hooks.get_hooks("record_home") if (home := tell(record))), None)
