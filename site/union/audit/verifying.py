"""Proving that the audit log is as it was written."""

from dataclasses import dataclass

from union.audit.chaining import digest
from union.audit.expiring import LET_GO
from union.audit.models import Entry


@dataclass(frozen=True)
class Finding:
    """`fault` names the first bad entry in a sentence; empty when the chain holds. `last` is its end.

    `gone` is how many entries before the first had their time, as an entry of the log says.
    """

    chained: int
    unchained: int
    last: str
    fault: str
    gone: int = 0


def verify(*, expect: str = "") -> Finding:
    """Follow the chain from where it begins and stop at the first entry that is missing or was changed.

    `expect` is a `last` noted down earlier: an end that was cut off, or a chain made anew, shows only by it.
    """
    gone, previous = _beginning()
    number, met = gone, expect in ("", f"{gone}:{previous}")
    unchained = Entry.objects.filter(number__isnull=True).count()
    for entry in Entry.objects.filter(number__isnull=False).order_by("number").iterator():
        number += 1
        fault = _fault(entry, number=number, previous=previous)
        if fault:
            return Finding(number - 1 - gone, unchained, f"{number - 1}:{previous}", fault, gone)
        previous = entry.hash
        met = met or f"{number}:{previous}" == expect
    fault = "" if met else _not_met(expect, gone=gone)
    return Finding(number - gone, unchained, f"{number}:{previous}", fault, gone)


def _beginning() -> tuple[int, str]:
    """Number and hash of the last entry that was let go of, if any was: behind it the chain begins.

    The entry that says so has a place in the chain, which is proved like that of any other.
    """
    said = Entry.objects.filter(action=LET_GO).order_by("pk").last()
    return (said.detail.get("number", 0), said.detail.get("hash", "")) if said else (0, "")


def _not_met(expect: str, *, gone: int) -> str:
    number = expect.partition(":")[0]
    if number.isdecimal() and int(number) < gone:
        return (
            f"Nobody can tell any more whether the chain held {expect}: entries up to {gone} were let go of. "
            "Note its end down more often."
        )
    return f"The chain does not hold {expect}: its end was cut off, or it was made anew."


def _fault(entry: Entry, *, number: int, previous: str) -> str:
    if entry.number != number:
        return f"Entry {number} is missing: after {number - 1} comes {entry.number}."
    if entry.hash != digest(entry, number=number, previous=previous):
        return f"Entry {number} ({entry.action} {entry.subject}) is not as it was written."
    return ""
