"""A consultation and its questions, frozen whole at opening."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from union.members.models import Branch, Employer, Region


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def public(self) -> ConsultationQuerySet:
        """What anybody may know of: everything that was opened once."""
        return self.exclude(state=Consultation.State.DRAFT)


class Consultation(models.Model):
    """What the union asks, of whom, until when. A plain record: no CMS user can read replies through it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        REPORTED = "reported", "Reported"

    class Mode(models.TextChoices):
        PUBLIC = "public", _("Anyone, without giving a name")
        ANONYMOUS_VERIFIED = "anonymous_verified", _("Members on the roll, anonymously")
        CONFIDENTIAL = "confidential", _("Members, known to the union only")
        NAMED = "named", _("Members, by name")

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    purpose = models.TextField()
    already_decided = models.TextField("what is already decided")
    who_reads = models.TextField("who reads the replies")
    attribution = models.CharField(
        max_length=80, help_text="how every quote is signed, such as: a social worker in England"
    )
    mode = models.CharField(max_length=20, choices=Mode, default=Mode.PUBLIC)
    regions = models.ManyToManyField(Region, blank=True, related_name="+")
    branches = models.ManyToManyField(Branch, blank=True, related_name="+")
    employers = models.ManyToManyField(Employer, blank=True, related_name="+")
    sectors = models.JSONField("service groups", default=list, blank=True)
    in_welsh = models.BooleanField("also in Welsh", default=False)
    title_cy = models.CharField("title in Welsh", max_length=160, blank=True)
    purpose_cy = models.TextField("purpose in Welsh", blank=True)
    already_decided_cy = models.TextField("what is already decided, in Welsh", blank=True)
    who_reads_cy = models.TextField("who reads the replies, in Welsh", blank=True)
    earlier_wave = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_wave"
    )
    opens = models.DateTimeField()
    closes = models.DateTimeField()
    report_by = models.DateField("the union reports by")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    extended_because = models.CharField("why it is open for longer", max_length=200, blank=True)

    objects: ClassVar[ConsultationQuerySet] = ConsultationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opens"]
        permissions = [
            ("moderate_replies", "Can read, redact and release members' replies"),
            ("draft_consultations", "Can draft and open consultations"),
        ]
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

    @property
    def subject(self) -> str:
        """What the audit log, jobs and letters call it."""
        return f"consultation:{self.pk}"

    @property
    def for_members(self) -> bool:
        """Whether only members on the roll can answer, each by their own link."""
        return self.mode != self.Mode.PUBLIC

    @property
    def is_anonymous(self) -> bool:
        """Whether members on the roll answer, and nobody can tell which of them gave which reply."""
        return self.mode == self.Mode.ANONYMOUS_VERIFIED

    @property
    def knows_its_members(self) -> bool:
        """Whether a reply hangs on a place on the roll, so that its link opens it again."""
        return self.mode in (self.Mode.CONFIDENTIAL, self.Mode.NAMED)

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
    title_cy = models.CharField("title in Welsh", max_length=120, blank=True)
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
        MULTIPLE = "multiple", "Any of several options"
        SCALE = "scale", "A scale"
        NUMBER = "number", "A number"
        MONEY = "money", "An amount of money"
        DATE = "date", "A date"
        SHORT_TEXT = "short_text", "Short text"
        LONG_TEXT = "long_text", "Long text"
        MATRIX = "matrix", "One option for each of several lines"
        RANK = "rank", "An order of preference"

    class Describes(models.TextChoices):
        """What an answer says of its giver; quotes are signed with it, and tables can be split by it."""

        NOTHING = "", "Nothing"
        ROLE = "role", "Their job role"
        REGION = "region", "Their region"
        BRANCH = "branch", "Their branch"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40, help_text="stays the same from one wave to the next")
    kind = models.CharField(max_length=12, choices=Kind)
    label = models.CharField(max_length=200)
    label_cy = models.CharField("label in Welsh", max_length=200, blank=True)
    help_text = models.CharField(max_length=300, blank=True)
    help_text_cy = models.CharField("help text in Welsh", max_length=300, blank=True)
    describes = models.CharField(max_length=10, choices=Describes, blank=True, default=Describes.NOTHING)
    required = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=30, blank=True)
    unit_cy = models.CharField("unit in Welsh", max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    soft_min = models.DecimalField(max_digits=10, decimal_places=1, null=True, blank=True)
    soft_max = models.DecimalField(max_digits=10, decimal_places=1, null=True, blank=True)
    least = models.DecimalField(max_digits=10, decimal_places=1, null=True, blank=True)
    greatest = models.DecimalField(max_digits=10, decimal_places=1, null=True, blank=True)
    max_length = models.PositiveIntegerField(default=4000)
    steps = models.PositiveSmallIntegerField(default=5, help_text="how many steps a scale has")
    low_label = models.CharField("words at the low end", max_length=60, blank=True)
    low_label_cy = models.CharField("words at the low end, in Welsh", max_length=60, blank=True)
    high_label = models.CharField("words at the high end", max_length=60, blank=True)
    high_label_cy = models.CharField("words at the high end, in Welsh", max_length=60, blank=True)
    only_if = models.SlugField(
        "asked only after a certain answer to",
        max_length=40,
        blank=True,
        help_text="key of an earlier question",
    )
    only_if_answers = models.JSONField(
        default=list, blank=True, help_text="keys of the options, or steps, after which it is asked"
    )

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
    label_cy = models.CharField("label in Welsh", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField()
    exclusive = models.BooleanField("rules out all others", default=False)
    asks_which = models.BooleanField("has a box for words of one's own", default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="option_key_once"),
            models.UniqueConstraint(fields=["question", "order"], name="option_order_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Line(models.Model):
    """One line of a matrix: each is answered by one of the question's options."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="lines")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=120)
    label_cy = models.CharField("label in Welsh", max_length=120, blank=True)
    order = models.PositiveSmallIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "key"], name="line_key_once"),
            models.UniqueConstraint(fields=["question", "order"], name="line_order_once"),
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
