"""Who wants to hear what became of a consultation. No row here knows of a reply, and no reply of a row."""

from __future__ import annotations

import uuid

from django.db import models

from campaigns.consultations.models.asking import Consultation


class Interested(models.Model):
    """An address left for one letter. Its key is random and it holds a day: nothing puts it in order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="interested")
    email = models.EmailField(help_text="in small letters; deleted once the letter is queued")
    language = models.CharField(max_length=2, default="en")
    asked_on = models.DateField()
    confirmed = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "email"], name="interested_once")]

    def __str__(self) -> str:
        return f"interested {self.pk}"


class NoReports(models.Model):
    """A mailbox that wants no letter of this kind, by its keyed hash."""

    address_hash = models.CharField(max_length=64, unique=True)
    since = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "no reports"

    def __str__(self) -> str:
        return self.address_hash[:12]
