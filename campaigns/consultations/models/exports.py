"""Files for staff, made once, kept for a week, in pieces of a megabyte."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from campaigns.consultations.models.asking import Consultation

DAYS_KEPT = timedelta(days=7)


class Export(models.Model):
    """One file that somebody asked for, until it is ready and after a week no more."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel, with the codebook"
        PDF = "pdf", "PDF report of the released tables"
        PDF_CY = "pdf-cy", "The PDF report in Welsh"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="exports")
    format = models.CharField(max_length=6, choices=Format)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    replies = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-asked_at"]
        permissions = [("export_replies", "Can export members' replies")]

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def kept_until(self) -> datetime:
        return self.asked_at + DAYS_KEPT

    @property
    def file_name(self) -> str:
        ending, _, language = self.format.partition("-")
        name = "-".join(filter(None, [self.consultation.slug, f"{self.asked_at:%Y-%m-%d}", language]))
        return f"{name}.{ending}"


class ExportPiece(models.Model):
    """A megabyte of an export."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField(editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="export_piece_once")]

    def __str__(self) -> str:
        return f"piece {self.number}"
