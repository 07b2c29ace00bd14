"""What takes two people, and who they were."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ballots.models.ballot import Ballot


class Act(models.TextChoices):
    FREEZE = "freeze", _("Fix the ballot and its roll")
    EARLY_CLOSE = "early_close", _("Close before the time")
    PUBLICATION = "publication", _("Publish the result")
    EXTENSION = "extension", _("Close later")
    PAUSE = "pause", _("Pause the voting")
    RESUME = "resume", _("Go on with the voting")
    VOID = "void", _("Declare the ballot void")


# Acts that change what members were told, so that they are told why.
WITH_REASON = (Act.EXTENSION, Act.EARLY_CLOSE, Act.PAUSE, Act.RESUME, Act.VOID)
# Those that never stood without one: a ballot of before may have been closed early without a word.
ALWAYS_WITH_REASON = (Act.EXTENSION, Act.PAUSE, Act.RESUME, Act.VOID)


class Approval(models.Model):
    """An act that takes two people: proposed, approved, then carried out by the worker, in this one row."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="approvals")
    act = models.CharField(max_length=12, choices=Act)
    reason = models.CharField(max_length=200, blank=True, help_text="as members read it")
    closes_at = models.DateTimeField(null=True, help_text="of an extension: the later closing time")
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
            models.CheckConstraint(
                name="approval_says_why", condition=~Q(act__in=[*ALWAYS_WITH_REASON]) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="approval_extension_has_its_end",
                condition=Q(act="extension", closes_at__isnull=False)
                | (~Q(act="extension") & Q(closes_at__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["ballot", "act"], condition=Q(done_at__isnull=True), name="approval_one_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} of {self.ballot_id}"


class Extension(models.Model):
    """A later closing time than the one on the form; published beside the form, which stays as it was."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="extensions")
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="extension")
    closes_before = models.DateTimeField()
    closes_after = models.DateTimeField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="extension_only_later", condition=Q(closes_after__gt=F("closes_before"))
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.ballot_id}"
