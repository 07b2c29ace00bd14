"""Where a postcode lies, as the statistics office publishes it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from union.languages import page_is_welsh


class Constituency(models.Model):
    """A constituency of the House of Commons, under the code of the statistics office."""

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=120)
    name_cy = models.CharField("name in Welsh", max_length=120, blank=True)
    region = models.CharField(max_length=4, blank=True, help_text="code of the union's region it lies in")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "constituencies"

    def __str__(self) -> str:
        welsh = page_is_welsh() and self.name_cy
        return str(self.name_cy if welsh else self.name)


class Postcode(models.Model):
    """One line of the directory of postcodes. Nobody outside is asked while somebody signs."""

    postcode = models.CharField(max_length=8, primary_key=True, help_text="in the form LS1 4AP")
    constituency = models.CharField(max_length=9, blank=True)
    region = models.CharField(max_length=4, blank=True, help_text="code of the union's region")

    def __str__(self) -> str:
        return self.postcode


class DirectoryImport(models.Model):
    """One import of the directory: asked for, under way, done or refused; then signatures are resolved by it.

    The row is the queue: whoever finds it waiting, or its lease run out, does the work.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for the worker"
        DONE = "done", "Imported"
        REFUSED = "refused", "Refused"

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    file = models.FileField(upload_to="postcodes/", blank=True)
    names = models.FileField(upload_to="postcodes/", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0, help_text="codes of a shape nobody can sign with")
    faults = models.TextField(blank=True, help_text="one sentence a line")
    # Signatures are resolved in the order of their ids; this one was the last.
    resolved_through = models.UUIDField(null=True)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="directory_import_done_has_its_time",
                condition=~Q(state="done") | Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"directory import {self.pk}"
