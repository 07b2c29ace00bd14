"""What a result is held against: thresholds as rows, fixed with the form."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ballots.models.ballot import Ballot


class Threshold(models.Model):
    """A fraction to be reached, and where the rule comes from. It is reported and decides nothing."""

    class Basis(models.TextChoices):
        TURNOUT = "turnout", "Votes counted, of all members on the roll"
        SHARE = "share", "Votes for Yes, Accept or the leading option, of all votes counted"

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="thresholds")
    label = models.CharField(max_length=120)
    basis = models.CharField(max_length=8, choices=Basis)
    question = models.PositiveSmallIntegerField(null=True, blank=True, help_text="its number, for a share")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    note = models.CharField("legal note", max_length=300, blank=True)
    valid_from = models.DateField("the rule from", null=True, blank=True)
    valid_until = models.DateField("the rule until", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="threshold_is_a_fraction",
                condition=Q(numerator__gte=1, denominator__gte=F("numerator")),
            ),
            models.CheckConstraint(
                name="threshold_share_is_of_a_question",
                condition=Q(basis="turnout", question__isnull=True)
                | Q(basis="share", question__isnull=False),
            ),
            models.UniqueConstraint(fields=["ballot", "label"], name="threshold_label_once"),
        ]

    def __str__(self) -> str:
        return self.label
