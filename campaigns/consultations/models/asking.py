"""A consultation and its questions, frozen whole at opening."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class Consultation(models.Model):
    """What the union asks, of whom, until when. A plain record: no CMS user can read replies through it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        REPORTED = "reported", "Reported"

    class Mode(models.TextChoices):
        PUBLIC = "public", "Anyone, without giving a name"
        ANONYMOUS_VERIFIED = "anonymous_verified", "Members on the roll, anonymously"
        CONFIDENTIAL = "confidential", "Members, known to the union only"
        NAMED = "named", "Members, by name"

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    purpose = models.TextField()
    already_decided = models.TextField("what is already decided")
    who_reads = models.TextField("who reads the replies")
    attribution = models.CharField(
        max_length=80, help_text="how every quote is signed, such as: a social worker in England"
    )
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.PUBLIC)
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    report_by = models.DateField("the union reports by")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opens"]
        permissions = [("moderate_replies", "Can read, redact and release members' replies")]
        constraints = [
            models.CheckConstraint(name="consultation_closes_later", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(
                name="consultation_state_has_its_time",
                condition=Q(state="draft", opened_at=None, closed_at=None, reported_at=None)
                | Q(state="open", opened_at__isnull=False, closed_at=None, reported_at=None)
                | Q(state="closed", opened_at__isnull=False, closed_at__isnull=False, reported_at=None)
                | Q(
                    state="reported",
                    opened_at__isnull=False,
                    closed_at__isnull=False,
                    reported_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("consultations:start", args=[self.slug])

    def is_open(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and self.opens <= at < self.closes

    def is_waiting(self, at: datetime) -> bool:
        """Announced, but its first day has not come."""
        return self.state == self.State.OPEN and at < self.opens

    def current_version(self) -> QuestionnaireVersion:
        return self.versions.latest("number")


class Section(models.Model):
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sections")
    title = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["consultation", "order"], name="section_order_once")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """A question being drafted. Replies never look here: they answer the frozen QuestionnaireVersion."""

    class Kind(models.TextChoices):
        SINGLE = "single", "One of several options"
        NUMBER = "number", "A number"
        LONG_TEXT = "long_text", "Long text"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40, help_text="stays the same from one wave to the next")
    kind = models.CharField(max_length=12, choices=Kind)
    label = models.CharField(max_length=200)
    help_text = models.CharField(max_length=300, blank=True)
    required = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    soft_min = models.DecimalField(max_digits=10, decimal_places=1, null=True, blank=True)
    soft_max = models.DecimalField(max_digits=10, decimal_places=1, null=True, blank=True)
    max_length = models.PositiveIntegerField(default=4000)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["section__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "key"], name="question_key_once"),
            models.UniqueConstraint(fields=["section", "order"], name="question_order_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Option(models.Model):
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="option_key_once"),
            models.UniqueConstraint(fields=["question", "order"], name="option_order_once"),
        ]

    def __str__(self) -> str:
        return self.label


class QuestionnaireVersion(models.Model):
    """The questions as they were at opening, whole and frozen; written once, never updated."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    frozen_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="questionnaire_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
