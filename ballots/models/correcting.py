"""Corrections to a frozen roll, and the addenda in which they are published."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ballots.models.ballot import Ballot
from ballots.models.roll import RollEntry


class Addendum(models.Model):
    """The corrections of a day in figures, and the root over the roll with everybody added.

    `struck` counts strikes that were asked for. How many of them came before a vote is never said.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField()
    added = models.PositiveIntegerField()
    struck = models.PositiveIntegerField()
    restored = models.PositiveIntegerField("strikes taken back")
    root = models.CharField(max_length=64)
    day = models.DateField()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "addenda"
        constraints = [models.UniqueConstraint(fields=["ballot", "number"], name="addendum_once")]

    def __str__(self) -> str:
        return f"addendum {self.number} of {self.ballot_id}"


class Correction(models.Model):
    """One act of an officer on one line of the roll, with its reason; never what came of it."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        STRUCK = "struck", "Struck"
        RESTORED = "restored", "Strike taken back"
        ADDRESS = "address", "Address changed"

    class Reason(models.TextChoices):
        LEFT_OFF = "left_off", "Left off the roll by mistake"
        LATE_RECORD = "late_record", "Joined in time, recorded late"
        NOT_ELIGIBLE = "not_eligible", "Did not meet the rules when the roll was fixed"
        TWICE = "twice", "On the roll twice"
        LEFT_UNION = "left_union", "Left the union or has died"
        STRUCK_WRONGLY = "struck_wrongly", "Struck by mistake"
        MOVED = "moved", "The member gave a new address"
        TYPO = "typo", "The address had a mistake in it"

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="corrections")
    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=16, choices=Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    addendum = models.ForeignKey(Addendum, on_delete=models.PROTECT, null=True, related_name="corrections")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"correction:{self.pk}"
