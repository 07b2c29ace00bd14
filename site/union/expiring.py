"""What is kept too long, gathered from the apps through the hook `expiring` and let go of."""

import calendar
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import QuerySet
from wagtail import hooks

logger = logging.getLogger(__name__)

BATCH = 1000


@dataclass(frozen=True)
class Expired:
    """A line of the report: what went, after how long, and how many rows; or a part that failed."""

    what: str
    rule: str
    n: int
    failed: bool = False


class Expiring(Protocol):
    __name__: str

    def __call__(self, *, at: datetime, dry_run: bool) -> list[Expired]:
        """Delete or blank what is due, in batches; with `dry_run` change nothing and count the same."""
        ...


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Every app's part. Run again, it finds nothing; stopped in the middle, it goes on from there.

    A part that fails is logged and a line of its own: what the others let go of does not stay for it.
    """
    return [line for part in hooks.get_hooks("expiring") for line in _run(part, at=at, dry_run=dry_run)]


def _run(part: Expiring, *, at: datetime, dry_run: bool) -> list[Expired]:
    try:
        return part(at=at, dry_run=dry_run)
    except Exception:
        name = f"{part.__module__}.{part.__name__}"
        logger.exception("expiring: %s failed", name)
        return [Expired(name, "", 0, failed=True)]


def in_batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The primary keys of the rows, a thousand at a time: a million rows need no more memory than a thousand.

    Each batch begins behind the one before, so that rows which stay are read once.
    """
    keys = rows.order_by("pk").values_list("pk", flat=True)
    batch = list(keys[:BATCH])
    while batch:
        yield batch
        batch = list(keys.filter(pk__gt=batch[-1])[:BATCH])


def delete_in_batches(rows: QuerySet[Any], *, dry_run: bool) -> int:
    """Delete the rows, a thousand at a time; how many there are. With `dry_run` all of them stay."""
    n = 0
    for batch in in_batches(rows):
        n += len(batch)
        if not dry_run:
            rows.filter(pk__in=batch).delete()
    return n


def months_later(at: datetime, months: int) -> datetime:
    """The same day some months on, or before where they are negative; of a shorter month its last day."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)
