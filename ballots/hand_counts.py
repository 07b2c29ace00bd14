"""What was counted by hand, as every count reads it, and how it goes to scrutineers. No ORM, no settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from ballots.asking import canonical
from ballots.errors import PaperMalformed
from ballots.piles import Piles, papers_in, papers_of
from ballots.reporting import Returned
from ballots.sealing import SUITE, Paper

BLOCK = 4096  # so that the length does not tell whether three papers said the same


@dataclass(frozen=True)
class HandCount:
    """One agreed return: the papers of a unit that came in one way, in piles, and the marks it is held to."""

    unit: int
    method: str
    marked: int
    spoilt: int
    piles: Piles

    @property
    def returned(self) -> Returned:
        """What is published of it."""
        return Returned(self.unit, self.method, self.marked, papers_in(self.piles), self.spoilt)


def papers_by_hand(counts: Iterable[HandCount], *, form_hash: str, secret: bytes) -> Iterator[Paper]:
    """The papers that were counted by hand, each as one of the ballot box would be read."""
    for line in counts:
        yield from papers_of(
            line.piles, form_hash=form_hash, unit=line.unit, method=line.method, secret=secret
        )


def write_hand_counts(counts: Iterable[HandCount], *, salt: bytes) -> bytes:
    """The same bytes for the same counts; with a secret salt their digest tells nothing of them."""
    lines = sorted((asdict(line) for line in counts), key=lambda line: (line["unit"], line["method"]))
    written = canonical({"returns": lines, "salt": salt.hex()})
    return written.ljust(-(-len(written) // BLOCK) * BLOCK)


def read_hand_counts(written: bytes) -> tuple[HandCount, ...]:
    """What `write_hand_counts` wrote; KeyError, TypeError or ValueError for anything else."""
    return tuple(HandCount(**line) for line in json.loads(written)["returns"])


def seal_hand_counts(written: bytes, *, ballot_id: int, public_key: bytes) -> bytes:
    """Sealed like the votes, since a unit may have a single paper; different each time."""
    key = X25519PublicKey.from_public_bytes(public_key)
    return SUITE.encrypt(written, key, info=_info(ballot_id))


def open_hand_counts(sealed: bytes, *, ballot_id: int, private_key: X25519PrivateKey) -> bytes:
    """What was sealed. Raises PaperMalformed."""
    try:
        return SUITE.decrypt(sealed, private_key, info=_info(ballot_id))
    except (InvalidTag, ValueError):
        raise PaperMalformed("not sealed for this ballot") from None


def _info(ballot_id: int) -> bytes:
    return f"tenpoint returns of ballot {ballot_id}".encode()
