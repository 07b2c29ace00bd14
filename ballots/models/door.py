"""How often one internet address has knocked at the booth today."""

from __future__ import annotations

from django.db import models


class DoorWindow(models.Model):
    """Knocks from one place on one day; which place cannot be read from it, and no hour is kept."""

    key = models.CharField(max_length=64, primary_key=True)
    day = models.DateField(db_index=True)
    n = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day}: {self.n}"
