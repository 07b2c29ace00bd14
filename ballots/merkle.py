"""A Merkle root over hashes: one short value that commits to all of them. After RFC 6962, section 2.1."""

from collections.abc import Iterable
from hashlib import sha256


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over `leaves` in the given order; leaf and node hashes cannot be taken for each other."""
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def board_text(ballot_id: int, papers: int, root_hex: str) -> bytes:
    """What the signature on a board says."""
    return f"tenpoint board: ballot {ballot_id} closed with {papers} papers, root {root_hex}".encode()
