"""Proving that the audit log is as it was written."""

from dataclasses import dataclass

from union.audit.chaining import digest
from union.audit.models import Entry


@dataclass(frozen=True)
class Finding:
    """`fault` names the first bad entry in a sentence; empty when the chain holds. `last` is its end."""

    chained: int
    unchained: int
    last: str
    fault: str


def verify(*, expect: str = "") -> Finding:
    """Follow the chain from its first entry and stop at the first that is missing or was changed.

    `expect` is a `last` noted down earlier: an end that was cut off, or a chain made anew, shows only by it.
    """
    number, previous, met = 0, "", not expect
    unchained = Entry.objects.filter(number__isnull=True).count()
    for entry in Entry.objects.filter(number__isnull=False).order_by("number").iterator():
        number += 1
        fault = _fault(entry, number=number, previous=previous)
        if fault:
            return Finding(number - 1, unchained, f"{number - 1}:{previous}", fault)
        previous = entry.hash
        met = met or f"{number}:{previous}" == expect
    fault = "" if met else f"The chain does not hold {expect}: its end was cut off, or it was made anew."
    return Finding(number, unchained, f"{number}:{previous}", fault)


def _fault(entry: Entry, *, number: int, previous: str) -> str:
    if entry.number != number:
        return f"Entry {number} is missing: after {number - 1} comes {entry.number}."
    if entry.hash != digest(entry, number=number, previous=previous):
        return f"Entry {number} ({entry.action} {entry.subject}) is not as it was written."
    return ""
