"""The outbox: every message is a row, written in the transaction of its cause."""

from django.db import models


class Lane(models.TextChoices):
    INTERACTIVE = "interactive", "Somebody is waiting"
    BULK = "bulk", "Many at once"
    SYSTEM = "system", "Housekeeping"


class State(models.TextChoices):
    QUEUED = "queued", "Queued"
    CLAIMED = "claimed", "Claimed by a worker"
    SENT = "sent", "Sent"
    RETRY = "retry", "To be tried again"
    DEAD = "dead", "Given up"
    SUPPRESSED = "suppressed", "Address refused mail before"
    CANCELLED = "cancelled", "No longer wanted"


class Message(models.Model):
    """One letter to one mailbox. It holds ids only; its body is rendered at the moment of sending."""

    kind = models.CharField(max_length=60, help_text="a registered mail kind, such as petition_confirm")
    subject = models.CharField(max_length=120, help_text="what it is about, such as signature:42")
    recipient = models.EmailField()
    recipient_hash = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=2, default="en")
    lane = models.CharField(max_length=12, choices=Lane)
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    message_id = models.CharField(max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    worker = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "recipient_hash", "version"], name="message_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "next_at"],
                name="message_due",
                condition=models.Q(state__in=["queued", "retry"]),
            ),
            models.Index(fields=["lease_until"], name="message_claimed", condition=models.Q(state="claimed")),
            models.Index(fields=["queued_at"], name="message_ahead", condition=models.Q(state="queued")),
            models.Index(fields=["reason"], name="message_dead", condition=models.Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Suppression(models.Model):
    """An address that must not be written to again, and why."""

    recipient_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.recipient_hash[:12]


class Channel(models.Model):
    """The way out, present only while it is shut: nothing is tried before `try_again_at`."""

    name = models.CharField(max_length=20, primary_key=True, default="email")
    reason = models.CharField(max_length=200)
    refused = models.BooleanField(help_text="the server takes nothing from us: a password, not the weather")
    shut_since = models.DateTimeField()
    try_again_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"
