"""Work that takes longer than a page may: a row that is the queue, the progress bar and the receipt."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    WAITING = "waiting", "Waiting for a worker"
    RUNNING = "running", "Under way"
    DONE = "done", "Done"
    FAILED = "failed", "Not done"
    CANCELLED = "cancelled", "Stopped"


LIVE = (State.WAITING, State.RUNNING)


class Job(models.Model):
    """One piece of work on one subject. It holds ids and counts only, never anything about a person."""

    kind = models.CharField(max_length=60, help_text="a registered job kind, such as roll_check")
    subject = models.CharField(max_length=120, help_text="what it is about, such as roll_upload:42")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0, help_text="0 while nobody knows")
    done = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    report = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was not done, in a sentence")
    worker = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    # In the hands of a worker, by its own clock: when it took the job, and when it last told of it.
    claimed: float = 0.0
    told: float = 0.0

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                name="job_live_once",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                name="job_live",
                condition=models.Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["kind", "subject"], name="job_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def per_cent(self) -> int | None:
        """How far it is, rounded down; None while nobody knows how much there is to do."""
        return min(self.done * 100 // self.total, 100) if self.total else None


class LastSweep(models.Model):
    """When the worker last began a sweep, and what it found; one row."""

    at = models.DateTimeField()
    # The database fills them in too: while an upgrade is under way, the worker of before still writes rows.
    failing = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField())
    )  # each part that failed, and since when in each sweep
    findings = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )  # what the worker alone can tell

    def __str__(self) -> str:
        return f"{self.at:%d %B %H:%M} UTC"
