"""When those who have not voted are reminded. Who that is stands nowhere: it is found out in the send."""

from __future__ import annotations

from django.db import models

from ballots.models.ballot import Ballot


class Reminder(models.Model):
    """One reminder of one ballot; `upto` is how far along the roll it has come."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField()
    upto = models.BigIntegerField("last entry it was queued for", default=0)
    begun = models.BooleanField(default=False)
    done = models.BooleanField(default=False)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["ballot", "day"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"reminder:{self.pk}"
