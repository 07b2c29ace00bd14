"""Who cannot be written to by e-mail: nobody gave an address, or the address refused our letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from union.mail.models import Suppression
from union.mail.sending import recipient_hash
from union.members.models import Branch, Member

A_QUERY = 900  # SQLite takes 999 values in one statement


@dataclass(frozen=True)
class OutOfReach:
    member: Member
    why: str


def out_of_reach(branch: Branch) -> list[OutOfReach]:
    """The active members of a branch whom no letter of ours reaches, by name."""
    members = list(Member.objects.active().filter(branch=branch).select_related("employer").order_by("name"))
    refused = _refused({member.email for member in members if member.email})
    return [
        OutOfReach(member, "The address refused our letters" if member.email else "No e-mail address")
        for member in members
        if not member.email or member.email in refused
    ]


def _refused(addresses: set[str]) -> set[str]:
    hashes = {recipient_hash(address): address for address in addresses}
    found = set[str]()
    for some in _chunks(iter(hashes)):
        suppressed = Suppression.objects.filter(recipient_hash__in=some)
        found |= {hashes[known] for known in suppressed.values_list("recipient_hash", flat=True)}
    return found


def _chunks(hashes: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(hashes, A_QUERY)):
        yield some
