"""Numbering the entries and binding each to the one before it."""

import hashlib
import json
from datetime import UTC

from django.db import transaction

from union.audit.models import Entry
from union.locking import hold_if_free

SEALING_LOCK = 7_310_231_001  # any number, so long as nobody else locks it
SHARE = 2_000


def seal() -> int:
    """Chain the entries written since the last sealing, under one lock; returns how many.

    Does nothing while another process is sealing. An entry gets its number here, not when it is written: acts
    of one moment need not wait for each other.
    """
    with transaction.atomic():
        if not hold_for_sealing():
            return 0
        last = Entry.objects.filter(number__isnull=False).order_by("number").last()
        number, previous = (last.number or 0, last.hash) if last else (0, "")
        fresh = list(Entry.objects.filter(number__isnull=True).order_by("pk")[:SHARE])
        for entry in fresh:
            number += 1
            previous = digest(entry, number=number, previous=previous)
            Entry.objects.filter(pk=entry.pk, number__isnull=True).update(number=number, hash=previous)
    return len(fresh)


def hold_for_sealing() -> bool:
    """Whether nobody else changes the chain until this transaction ends; on SQLite nobody else can write."""
    return hold_if_free(SEALING_LOCK)


def digest(entry: Entry, *, number: int, previous: str) -> str:
    """SHA-256, in hex, over the canonical JSON of an entry, its number and the hash of the entry before it.

    Canonical: keys sorted, no spaces, UTF-8, times in UTC to the microsecond.
    """
    content = {
        "number": number,
        "previous": previous,
        "action": entry.action,
        "subject": entry.subject,
        "by": entry.by_id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "detail": entry.detail,
        "keep_until": entry.keep_until.isoformat(),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
