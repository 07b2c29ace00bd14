"""The one count of a ballot and the evidence for it."""

from __future__ import annotations

from django.db import models

from ballots.models.ballot import Ballot


class Count(models.Model):
    """The one count of a ballot; see docs/ballot-rules.md for the shape of `results`."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="count")
    papers = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    results = models.JSONField()
    votes_csv = models.BinaryField(editable=False)
    rejected_csv = models.BinaryField(editable=False)
    returns_digest = models.CharField(
        max_length=64, blank=True, help_text="of the returns that were counted, which have gone since"
    )

    def __str__(self) -> str:
        return f"count of {self.ballot_id}"


class Bundle(models.Model):
    """The evidence bundle of a published ballot: one zip, the same bytes for everybody for ever."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="bundle")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(editable=False)
    certificate = models.BinaryField(null=True, editable=False, help_text="none where PDFs were off")

    def __str__(self) -> str:
        return f"bundle of {self.ballot_id}"
