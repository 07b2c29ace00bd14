"""The two boxes. Neither has a time, an address or a key to the roll.

Migration 0002 makes them tables ordered by digest and guards the box with triggers.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from ballots.models.ballot import Ballot

ROWS = 2_000  # of a box at a time in memory


class StagedPaper(models.Model):
    """A sealed paper while its ballot is open; a dump taken before close can still link it by xmin."""

    digest = models.BinaryField(primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:12]


class BoxPaper(models.Model):
    """A sealed paper after close, written in digest order in one transaction. Triggers keep it as it is."""

    digest = models.BinaryField(primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    sealed = models.BinaryField()
    kept_until = models.DateField()

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:12]


def read_in_pieces(ballot: Ballot, *more: str) -> Iterator[tuple[bytes, ...]]:
    """The digest of every paper in the box, and `more` of its columns, in the order of digests.

    Each piece is a statement of its own: neither cursor nor transaction is open while a million papers are
    read, and behind a pooler the next statement may go by another connection.
    """
    box = BoxPaper.objects.filter(ballot=ballot).order_by("digest").values_list("digest", *more)
    after = b""
    while piece := list(box.filter(digest__gt=after)[:ROWS]):
        yield from piece
        after = bytes(piece[-1][0])
