"""Letters for the post: asked for by an officer, drawn by the worker, kept sealed for a day."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from ballots.models.ballot import Ballot

KEPT = timedelta(hours=24)


class LetterBatch(models.Model):
    """One printing of letters for members whom mail does not reach."""

    class State(models.TextChoices):
        PREPARING = "preparing", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        GONE = "gone", "Deleted"

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="letter_batches")
    language = models.CharField(max_length=2, default="en")
    renews = models.BooleanField("makes earlier codes void", default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    upto = models.BigIntegerField("last entry that has its letter", default=0)
    letters = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ballot"], condition=Q(state="preparing"), name="letters_one_batch_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"letters:{self.pk}"


class LetterFile(models.Model):
    """Up to fifty letters as one PDF, sealed: a dump of the database opens no ballot."""

    batch = models.ForeignKey(LetterBatch, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    letters = models.PositiveIntegerField()
    sealed = models.BinaryField(editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="letter_file_once")]

    def __str__(self) -> str:
        return f"{self.batch}/{self.number}"
