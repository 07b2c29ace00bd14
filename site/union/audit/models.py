"""The audit log: append-only entries, chained by the sweep. Triggers in the database hold it so."""

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act of staff, an officer or a scrutineer, or one change of state. Never a voter's or signer's."""

    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, help_text="what was acted on, such as ballot:12")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)
    keep_until = models.DateField(help_text="the database refuses to delete the entry before this day")
    # Filled once by the sealer, in the order of the chain; null until then.
    number = models.PositiveBigIntegerField(null=True, unique=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["subject"], name="entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"
