"""A page that is mailed: to whom, in which words, who said so, and what became of it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from campaigns.newsletters.models.subscribing import Newsletter
from union.languages import page_is_welsh


class Mailing(models.Model):
    """One page to one audience. It knows no address: those who get it are found when it is sent."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SCHEDULED = "scheduled", "Scheduled"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        CALLED_OFF = "called_off", "Called off"

    class Audience(models.TextChoices):
        SUBSCRIBERS = "subscribers", "Subscribers of a newsletter"
        MEMBERS = "members", "Members on the roll"

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+")
    subject = models.CharField(max_length=120)
    preheader = models.CharField(
        max_length=160, blank=True, help_text="What mail programs show beside the subject"
    )
    subject_cy = models.CharField("subject in Welsh", max_length=120, blank=True)
    preheader_cy = models.CharField("preheader in Welsh", max_length=160, blank=True)

    audience = models.CharField(max_length=12, choices=Audience, default=Audience.SUBSCRIBERS)
    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.PROTECT, null=True, blank=True, related_name="mailings"
    )
    sector = models.CharField("service group", max_length=60, blank=True)
    region = models.ForeignKey(
        "members.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    branch = models.ForeignKey(
        "members.Branch", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    job_role = models.CharField(max_length=80, blank=True)

    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    send_at = models.DateTimeField(
        "send it at", null=True, blank=True, help_text="Left empty: as soon as a second person approves it"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, help_text="goes up with each change of the draft")
    trials = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(null=True, help_text="when the last letter was put in the outbox")
    finished_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    fault = models.CharField(max_length=200, blank=True, help_text="why it called itself off")

    # What is sent: versions of the page, fixed as it begins; the letter is drawn anew with each `drawing`.
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    revision_cy = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    drawing = models.PositiveIntegerField(default=1)

    # How far the queueing is, and the figures; the outbox is asked until its rows have gone.
    cursor = models.PositiveBigIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    unsubscribed = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, help_text="when the letters left the outbox for good")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [
            ("send_mailing", "Can prepare mailings, and send those that somebody else approved"),
            ("approve_mailing", "Can approve mailings of others"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mailing_two_different_people",
                condition=Q(approved_by=None)
                | ~Q(approved_by=F("made_by")) & ~Q(approved_by=F("changed_by")),
            ),
            models.CheckConstraint(
                name="mailing_has_its_audience",
                condition=Q(audience="subscribers", newsletter__isnull=False, region=None, branch=None)
                & Q(sector="", job_role="")
                | Q(audience="members", newsletter=None),
            ),
            models.CheckConstraint(
                name="mailing_state_has_its_times",
                condition=Q(state="draft", approved_at=None, begun_at=None, finished_at=None)
                | Q(state="scheduled", approved_at__isnull=False, begun_at=None, finished_at=None)
                | Q(state="sending", approved_at__isnull=False, begun_at__isnull=False, finished_at=None)
                | Q(state="sent", begun_at__isnull=False, finished_at__isnull=False)
                | Q(state="called_off", called_off_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "send_at"], name="mailing_due")]

    def __str__(self) -> str:
        return self.subject

    @property
    def about(self) -> str:
        """What it is called in the outbox, in jobs and in the audit log."""
        return f"mailing:{self.pk}"

    @property
    def shown_subject(self) -> str:
        return self.subject_cy if self.subject_cy and page_is_welsh() else self.subject

    @property
    def shown_preheader(self) -> str:
        return self.preheader_cy if self.preheader_cy and page_is_welsh() else self.preheader

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def may_be_called_off(self) -> bool:
        return self.state in (self.State.SCHEDULED, self.State.SENDING)

    def is_due(self, at: datetime) -> bool:
        """Whether it is approved and its time has come."""
        return self.state == self.State.SCHEDULED and (self.send_at is None or self.send_at <= at)
