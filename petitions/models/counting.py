"""The count: what has changed, and what has been added up. Neither names anybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class TallyDelta(models.Model):
    """A change of the count that has not been rolled up yet; it names nobody."""

    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    n = models.SmallIntegerField()
    region = models.CharField(max_length=4, blank=True)
    constituency = models.CharField(max_length=9, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    branch = models.CharField(max_length=12, blank=True)
    role = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=20, blank=True)
    hour = models.DateTimeField(help_text="the hour of the confirmation")

    class Meta:
        constraints = [models.CheckConstraint(name="delta_is_one", condition=Q(n__in=[1, -1]))]

    def __str__(self) -> str:
        return f"{self.n:+d} on petition {self.petition_id}"


class Tally(models.Model):
    """The count of one cell: a petition, a dimension of `counting.DIMENSIONS` and its key."""

    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="tallies", db_index=False
    )
    dimension = models.CharField(max_length=12)
    key = models.CharField(max_length=120, blank=True)
    # May dip below zero for a moment: a withdrawal can be rolled up by another worker before its signature.
    n = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["petition", "dimension", "key"], name="tally_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key}: {self.n}"
