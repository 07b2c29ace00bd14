"""What is told of the turnout while a ballot runs: the latest only, so that nobody can compare two."""

from __future__ import annotations

from django.db import models

from ballots.models.ballot import Ballot


class TurnoutFigures(models.Model):
    """One row a ballot, written over every hour by the sweep; `rows` holds a line for each unit's number."""

    ballot = models.OneToOneField(Ballot, on_delete=models.CASCADE, related_name="figures")
    taken_at = models.DateTimeField(help_text="the full hour")
    rows = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"turnout of {self.ballot_id}"
