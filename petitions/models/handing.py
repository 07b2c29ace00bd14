"""What is handed to whoever decides: a pack of figures, and names only from those who said yes to that."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

KEPT = timedelta(days=30)


class HandIn(models.Model):
    """One pack. Its row stays, with count and checksums; its files are deleted after 30 days.

    The row is the queue: whoever finds it waiting, or its lease run out, makes the files.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"
        EXPIRED = "expired", "Deleted after 30 days"

    petition = models.ForeignKey("petitions.Petition", on_delete=models.PROTECT, related_name="hand_ins")
    state = models.CharField(max_length=10, choices=State, default=State.PREPARING)
    at = models.DateTimeField(help_text="when it was asked for")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    with_names = models.BooleanField(default=False)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    as_of = models.DateTimeField(null=True, help_text="the moment the figures are of")
    ready_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(null=True)
    names = models.PositiveIntegerField(null=True, help_text="how many names the annex holds")
    fault = models.CharField(max_length=200, blank=True)
    pdf = models.FileField(upload_to="hand-in/", blank=True)
    csv = models.FileField(upload_to="hand-in/", blank=True)
    annex = models.FileField(upload_to="hand-in/", blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    csv_sha256 = models.CharField(max_length=64, blank=True)
    annex_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="hand_in_ready_is_whole",
                condition=~Q(state="ready")
                | Q(as_of__isnull=False, ready_at__isnull=False, count__isnull=False) & ~Q(csv_sha256=""),
            ),
            models.CheckConstraint(
                name="hand_in_names_when_asked", condition=Q(with_names=True) | Q(annex_sha256="")
            ),
        ]

    def __str__(self) -> str:
        return f"hand-in pack {self.pk}"

    @property
    def expires_at(self) -> datetime | None:
        return self.ready_at + KEPT if self.ready_at else None
