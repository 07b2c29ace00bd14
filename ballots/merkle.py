"""A Merkle root over hashes: one short value that commits to all of them. After RFC 6962, section 2.1."""

from collections.abc import Iterable
from hashlib import sha256


class Tree:
    """A Merkle tree that takes its leaves one by one and holds only the tops of its full subtrees.

    Leaf and node hashes cannot be taken for each other.
    """

    def __init__(self) -> None:
        self.leaves = 0
        self.tops: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        node, leaves = sha256(b"\x00" + leaf).digest(), self.leaves
        while leaves & 1:  # a full subtree of this size waits for its other half
            node, leaves = sha256(b"\x01" + self.tops.pop() + node).digest(), leaves >> 1
        self.tops.append(node)
        self.leaves += 1

    @property
    def root(self) -> bytes:
        """The root over the leaves so far, in the order in which they came."""
        if not self.tops:
            return sha256(b"").digest()
        *larger, node = self.tops
        for top in reversed(larger):
            node = sha256(b"\x01" + top + node).digest()
        return node


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over `leaves` in the given order."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


def board_text(ballot_id: int, papers: int, root_hex: str) -> bytes:
    """What the signature on a board says."""
    return f"tenpoint board: ballot {ballot_id} closed with {papers} papers, root {root_hex}".encode()
