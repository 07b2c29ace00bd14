"""Which links were used, and what the house does once a night."""

from django.db import models


class Night(models.Model):
    """The last day on which a nightly job began, and which parts of it failed."""

    job = models.CharField(max_length=40, primary_key=True)
    day = models.DateField()
    # The database fills it in too: while an upgrade is under way, the worker of before still writes rows.
    failed = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    def __str__(self) -> str:
        return f"{self.job}: {self.day}"


class SpentLink(models.Model):
    """That a link to somebody's own desk has opened it; of the letter only the number is known."""

    message = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"link of message {self.message}"
