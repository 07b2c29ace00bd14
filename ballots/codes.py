"""The code of a posted letter: 16 characters to type where a link cannot be opened. Stored nowhere, as links.

25 bits of the entry's link id say where to look, 55 bits of an HMAC say that we wrote it. The numbers are in
docs/decisions/0062-a-code-to-type.md.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from ballots.casting import CROCKFORD
from ballots.errors import CodeUnknown, LinkReplaced
from ballots.keys import code_key
from ballots.linking import Credential, credential_of
from ballots.models import RollEntry

LENGTH = 16
WHERE_BITS, SEAL_BITS = 25, 55
REST_BITS = 64 - WHERE_BITS
GROUP = 4
NOBODY = (0, 0, 1)  # sealed for a code that belongs nowhere, so that its answer takes as long


def code_for(entry: RollEntry) -> str:
    """The entry's present code in four groups of four; made when the letter is drawn, never stored."""
    where = (entry.link_id + 2**63) >> REST_BITS
    code = _letters(where << SEAL_BITS | _seal(entry.ballot_id, entry.link_id, entry.issue))
    return " ".join(code[place : place + GROUP] for place in range(0, LENGTH, GROUP))


def tidy(typed: str) -> str:
    """A code or tracker as it may be typed: any case, with spaces or dashes, O for 0, I or L for 1."""
    kept = "".join(character for character in typed.upper() if character.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


def is_a_code(tidied: str) -> bool:
    """Whether it has the shape of a code; anybody may know that."""
    return len(tidied) == LENGTH and set(tidied) <= set(CROCKFORD)


def credential_from_code(tidied: str) -> Credential:
    """The credential a code proves, in one statement whatever was typed.

    Raises CodeUnknown, alike for a wrong code and for one that nobody has, and LinkReplaced for an earlier
    issue.
    """
    number = _number(tidied)
    lowest = ((number >> SEAL_BITS) << REST_BITS) - 2**63
    near = RollEntry.objects.filter(link_id__range=(lowest, lowest + 2**REST_BITS - 1))
    found = list(near.only("ballot_id", "link_id", "issue"))
    if not found:
        _fits(number, *NOBODY)
    for entry in found:
        for issue in range(entry.issue, 0, -1):
            if _fits(number, entry.ballot_id, entry.link_id, issue):
                if issue != entry.issue:
                    raise LinkReplaced
                return credential_of(entry)
    raise CodeUnknown


def _fits(number: int, ballot_id: int, link_id: int, issue: int) -> bool:
    seal = number % 2**SEAL_BITS
    return hmac.compare_digest(seal.to_bytes(7, "big"), _seal(ballot_id, link_id, issue).to_bytes(7, "big"))


def _seal(ballot_id: int, link_id: int, issue: int) -> int:
    message = link_id.to_bytes(8, "big", signed=True) + issue.to_bytes(4, "big")
    made = hmac.new(code_key(ballot_id), message, sha256).digest()
    return int.from_bytes(made[:8], "big") >> (64 - SEAL_BITS)


def _letters(number: int) -> str:
    return "".join(CROCKFORD[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def _number(tidied: str) -> int:
    if not is_a_code(tidied):
        raise CodeUnknown
    number = 0
    for character in tidied:
        number = number << 5 | CROCKFORD.index(character)
    return number
