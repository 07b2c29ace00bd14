"""What the platform has noticed by itself, and what the nightly audit of the counts has found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from petitions.models.petition import Petition


class Alert(models.Model):
    """Something a moderator should look at; once a day for each subject, however often it was noticed."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", "Many from one mail domain"
        REGION = "region", "A region far over its share"
        HELD = "held", "Many held signatures"
        COUNTS = "counts", "The count and the signatures differ"

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="alerts", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.CharField(max_length=255, blank=True, help_text="a mail domain, a region's code")
    day = models.DateField()
    detail = models.TextField()
    n = models.PositiveIntegerField(help_text="the number it is about, at its highest")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-last_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "kind", "subject", "day"], name="alert_once_a_day"),
            models.CheckConstraint(
                name="alert_kind_known", condition=Q(kind__in=["domain", "region", "held", "counts"])
            ),
            models.CheckConstraint(
                name="alert_seen_by_somebody",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on petition {self.petition_id}"


class CountAudit(models.Model):
    """One night's comparison of all tallies with the signatures themselves."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField()
    petitions = models.PositiveIntegerField(help_text="petitions with a difference")
    cells = models.PositiveIntegerField(help_text="cells that differ")

    def __str__(self) -> str:
        return f"{self.day}: {self.cells} cells differ"
