"""The members a consultation is put to, and when they are reminded."""

from __future__ import annotations

from django.db import models

from campaigns.consultations.models.asking import Consultation


class Audience(models.Model):
    """How many members a consultation was put to, once their places were planned; never who answered."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="audience")
    size = models.PositiveIntegerField("members on the roll who fit")
    without_address = models.PositiveIntegerField("of them without an e-mail address")
    planned_at = models.DateTimeField()
    settled_at = models.DateTimeField(
        null=True, help_text="the last anonymous replies are mixed, and the places in another order"
    )
    traces_wiped = models.BooleanField(default=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"audience {self.pk}"


class Reminder(models.Model):
    """A day on which those are reminded who have not answered. Who that is stands nowhere."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="reminders")
    day = models.DateField()
    upto = models.BigIntegerField("last place it was queued for", default=0)
    begun = models.BooleanField(default=False)
    done = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "day"], name="views_reminder_once_a_day")
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
