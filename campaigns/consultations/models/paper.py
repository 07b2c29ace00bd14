"""Replies that came on paper or by telephone, and who keyed them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from campaigns.consultations.models.asking import Consultation
from campaigns.consultations.models.replying import Reply

CORRECTED_FOR = timedelta(days=7)


class PaperBatch(models.Model):
    """A pile of forms, or an evening of calls, keyed together and counted against its size."""

    CHANNELS = [(Reply.Channel.PAPER.value, "On paper"), (Reply.Channel.PHONE.value, "By telephone")]

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="paper_batches")
    code = models.CharField(max_length=7, unique=True, help_text="written on the pile, such as PB-7K2M")
    channel = models.CharField(max_length=5, choices=CHANNELS)
    forms = models.PositiveSmallIntegerField("how many forms there are")
    note = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-made_at"]
        verbose_name_plural = "paper batches"
        permissions = [("key_replies", "Can key members' replies from paper or the telephone")]
        constraints = [
            models.CheckConstraint(name="paper_batch_has_forms", condition=Q(forms__gte=1)),
            models.CheckConstraint(name="paper_batch_channel", condition=Q(channel__in=["paper", "phone"])),
            models.CheckConstraint(
                name="paper_batch_finished_by_somebody",
                condition=Q(finished_by=None, finished_at=None)
                | Q(finished_by__isnull=False, finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def can_be_corrected(self, at: datetime) -> bool:
        """While the consultation is open, and for seven days after it closed."""
        ended = self.consultation.closed_at or self.consultation.closes
        return self.consultation.opens <= at < ended + CORRECTED_FOR


class KeyedReply(models.Model):
    """Which form of which batch a reply is; the day only, as for every reply."""

    batch = models.ForeignKey(PaperBatch, on_delete=models.PROTECT, related_name="keyed")
    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="keyed")
    number = models.PositiveSmallIntegerField("number of the form")
    keyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    keyed_on = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "keyed replies"
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="keyed_form_once")]

    def __str__(self) -> str:
        return f"form {self.number}"
