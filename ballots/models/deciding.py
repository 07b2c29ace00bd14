"""What takes two people, and who they were."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ballots.models.ballot import Ballot


class Act(models.TextChoices):
    FREEZE = "freeze", "Fix the ballot and its roll"
    EARLY_CLOSE = "early_close", "Close before the time"
    PUBLICATION = "publication", "Publish the result"


class Approval(models.Model):
    """An act that takes two people: proposed, approved, then carried out by the worker, in this one row."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="approvals")
    act = models.CharField(max_length=12, choices=Act)
    fingerprint = models.CharField(max_length=64, help_text="what exactly was proposed")
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True, help_text="why the worker could not do it")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="approval_takes_two_people",
                condition=Q(approver__isnull=True) | ~Q(approver=F("proposer")),
            ),
            models.CheckConstraint(
                name="approval_has_its_time",
                condition=Q(approver__isnull=True, approved_at__isnull=True)
                | Q(approver__isnull=False, approved_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["ballot", "act"], condition=Q(done_at__isnull=True), name="approval_one_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.ballot_id}"
