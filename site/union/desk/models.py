"""What the house does once a night."""

from django.db import models


class Night(models.Model):
    """The last day on which a nightly job began."""

    job = models.CharField(max_length=40, primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.job}: {self.day}"
