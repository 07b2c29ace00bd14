"""What was voted on paper, at a meeting, or in a branch's own consultation, as two officers keyed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ballots.models.ballot import Ballot, Unit


class Method(models.TextChoices):
    """How votes came about that were not cast by link."""

    PAPER = "paper", "on paper"
    MEETING = "meeting", "at a meeting"
    BRANCH = "branch", "as the branch consulted"


MARKED = (Method.PAPER, Method.MEETING)


class KeyedReturn(models.Model):
    """One officer's figures for one unit and method. Alone they count for nothing: a second keys them too."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="keyed_returns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=7, choices=Method)
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    piles = models.JSONField(
        help_text="as ballots.piles writes them: papers that say the same, with their number"
    )
    spoilt = models.PositiveIntegerField()
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "unit", "method", "keyed_by"], name="return_keyed_once_by_one_person"
            ),
            models.CheckConstraint(
                name="keyed_return_method_known", condition=Q(method__in=["paper", "meeting", "branch"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, {self.unit}"

    @property
    def in_words(self) -> list[str]:
        """Each pile by the numbers of its options and how many papers it has."""
        lines = []
        for pile in self.piles:
            choices = " / ".join(" ".join(map(str, options)) for options in pile["answers"].values())
            lines.append(f"{choices}: {pile['papers']}")
        return lines


class AgreedReturn(models.Model):
    """What two officers keyed alike: this is counted."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="returns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="returns")
    method = models.CharField(max_length=7, choices=Method)
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    piles = models.JSONField()
    papers = models.PositiveIntegerField("papers that were counted")
    spoilt = models.PositiveIntegerField()

    class Meta:
        ordering = ["unit__number", "method"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "unit", "method"], name="return_agreed_once"),
            models.CheckConstraint(name="return_takes_two_people", condition=~Q(first=F("second"))),
            models.CheckConstraint(
                name="agreed_return_method_known", condition=Q(method__in=["paper", "meeting", "branch"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, {self.unit}"
