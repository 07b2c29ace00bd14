"""What moderators have ruled on many signatures at once, so that it can be undone exactly."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from petitions.models.petition import Petition
from petitions.models.signature import Signature

UNDO_FOR = timedelta(days=30)


class Ruling(models.Model):
    """One decision on a number of signatures; for 30 days it can be undone as a whole."""

    class Kind(models.TextChoices):
        RELEASE = "release", "Released"
        INVALIDATE = "invalidate", "Struck out"

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="rulings")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    n = models.PositiveIntegerField(help_text="signatures it changed")
    counted = models.PositiveIntegerField(default=0, help_text="of them confirmed, and so in the count")
    letters = models.PositiveIntegerField(default=0, help_text="confirmation letters put in the outbox")
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    back = models.PositiveIntegerField(default=0, help_text="signatures the undoing put back")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["petition", "-at"], name="ruling_by_time")]
        constraints = [
            models.CheckConstraint(name="ruling_kind_known", condition=Q(kind__in=["release", "invalidate"])),
            models.CheckConstraint(name="ruling_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="ruling_of_something", condition=Q(n__gt=0, counted__lte=F("n"))),
            models.CheckConstraint(
                name="ruling_undone_by_somebody_in_time",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, back=0)
                | Q(undone_at__isnull=False, undone_by__isnull=False, undone_at__lt=F("undo_until")),
            ),
            models.CheckConstraint(name="ruling_puts_back_no_more", condition=Q(back__lte=F("n"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.n} on petition {self.petition_id}"


class RuledSignature(models.Model):
    """The state one signature was in when a ruling changed it. It goes with the signature."""

    ruling = models.ForeignKey(Ruling, on_delete=models.CASCADE, related_name="ruled", db_index=False)
    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="ruled")
    before = models.CharField(max_length=10, choices=Signature.State)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ruling", "signature"], name="ruled_once_by_a_ruling"),
            models.CheckConstraint(
                name="ruled_from_a_live_state", condition=Q(before__in=["held", "pending", "confirmed"])
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.signature_id}, {self.before} before"
