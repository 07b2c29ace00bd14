"""The one count of a ballot and the evidence for it; their files are kept a megabyte a row."""

from __future__ import annotations

from django.db import models

from ballots.models.ballot import Ballot
from ballots.packing import Content
from union.pieces import kept


class FilePiece(models.Model):
    """A megabyte of a file of a ballot. No such file is of a voter: each is published, or is to be."""

    class File(models.TextChoices):
        VOTES = "votes.csv", "The votes"
        REJECTED = "rejected.csv", "The papers that do not count"
        BUNDLE = "bundle.zip", "The evidence bundle"
        BROUGHT = "COUNT.zip", "The count that scrutineers brought, while it is checked"
        SIGNATURES = "signatures.json", "Their signatures over it, as long"

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="file_pieces")
    file = models.CharField(max_length=15, choices=File)
    number = models.PositiveIntegerField()
    content = models.BinaryField(editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "file", "number"], name="file_piece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file} {self.number}"

    @classmethod
    def of(cls, ballot_id: int, file: File) -> models.QuerySet[FilePiece]:
        """The pieces of one file."""
        return cls.objects.filter(ballot=ballot_id, file=file)


class Count(models.Model):
    """The one count of a ballot; see docs/ballot-rules.md for the shape of `results`."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="count")
    papers = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    results = models.JSONField()
    returns_digest = models.CharField(
        max_length=64, blank=True, help_text="of the returns that were counted, which have gone since"
    )

    def __str__(self) -> str:
        return f"count of {self.ballot_id}"

    @property
    def votes_csv(self) -> Content:
        return Content(lambda: kept(FilePiece.of(self.ballot_id, FilePiece.File.VOTES)))

    @property
    def rejected_csv(self) -> Content:
        return Content(lambda: kept(FilePiece.of(self.ballot_id, FilePiece.File.REJECTED)))


class Bundle(models.Model):
    """The evidence bundle of a published ballot: one zip, the same bytes for everybody for ever."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="bundle")
    sha256 = models.CharField(max_length=64)
    board = models.JSONField(help_text="board.json without its digests")
    certificate = models.BinaryField(null=True, editable=False, help_text="none where PDFs were off")

    def __str__(self) -> str:
        return f"bundle of {self.ballot_id}"

    @property
    def content(self) -> Content:
        return Content(lambda: kept(FilePiece.of(self.ballot_id, FilePiece.File.BUNDLE)))
