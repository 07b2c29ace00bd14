"""The personal voting link: an id and an HMAC that is stored nowhere, so a dump mints no link."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from ballots.errors import LinkReplaced, LinkUnknown, Struck
from ballots.keys import link_key
from ballots.models import Ballot, RollEntry, Unit
from union.members.models import Branch
from union.statements import ALL, records, run
from union.tokens import id_bytes, read_token, write_token


@dataclass(frozen=True)
class Credential:
    """A proven link: what the booth's signed cookie holds, and all it holds."""

    ballot_id: int
    link_id: int
    issue: int

    def pack(self) -> str:
        return f"{self.ballot_id}.{self.link_id}.{self.issue}"

    @classmethod
    def unpack(cls, text: str) -> Credential:
        """What `pack` wrote; raises LinkUnknown for anything else."""
        try:
            ballot_id, link_id, issue = map(int, text.split("."))
        except ValueError:
            raise LinkUnknown from None
        return cls(ballot_id, link_id, issue)


ISSUES = 'SELECT ballot_id, issue FROM "ballots_rollentry" WHERE link_id = %s'
# Read with each page of the booth.
BEHIND_A_LINK = (
    ("entry", RollEntry, ALL),
    ("ballot", Ballot, ALL),
    ("branch", Branch, ("id", "name")),
    ("unit", Unit, ("id", "number")),
)
FROM_A_LINK = """
    FROM ballots_rollentry entry
    JOIN ballots_ballot ballot ON ballot.id = entry.ballot_id
    LEFT JOIN members_branch branch ON branch.id = ballot.branch_id
    JOIN ballots_unit unit ON unit.id = entry.unit_id
    WHERE entry.link_id = %s AND entry.ballot_id = %s
"""


def new_link_id() -> int:
    """64 random bits, as the database keeps them."""
    return secrets.randbits(64) - 2**63


def token_for(entry: RollEntry) -> str:
    """The secret part of the entry's present link; made at the moment of sending, never stored."""
    return write_token(entry.link_id, _mac(entry.ballot_id, entry.link_id, entry.issue))


def credential_of(entry: RollEntry) -> Credential:
    """The credential of a member proven in another way, such as by signing in."""
    return Credential(entry.ballot_id, entry.link_id, entry.issue)


def credential_from_token(token: str) -> Credential:
    """The credential a link proves. Raises LinkUnknown, or LinkReplaced for an earlier issue."""
    read = read_token(token)
    if read is None:
        raise LinkUnknown
    link_id, mac = read
    for ballot_id, present in run(ISSUES, [link_id]):
        for issue in range(present, 0, -1):
            if hmac.compare_digest(mac, _mac(ballot_id, link_id, issue)):
                if issue != present:
                    raise LinkReplaced
                return Credential(ballot_id, link_id, issue)
    raise LinkUnknown


def entry_of(credential: Credential) -> RollEntry:
    """The roll entry behind a credential, with ballot and unit. Raises LinkUnknown, LinkReplaced, Struck."""
    found = records(BEHIND_A_LINK, FROM_A_LINK, [credential.link_id, credential.ballot_id])
    if not found:
        raise LinkUnknown
    entry, ballot, branch, unit = cast("tuple[RollEntry, Ballot, Branch | None, Unit]", found[0])
    entry.ballot, entry.unit, ballot.branch = ballot, unit, branch
    if entry.issue != credential.issue:
        raise LinkReplaced
    if entry.struck:
        raise Struck
    return entry


def _mac(ballot_id: int, link_id: int, issue: int) -> bytes:
    return hmac.new(link_key(ballot_id), id_bytes(link_id) + issue.to_bytes(4, "big"), sha256).digest()
