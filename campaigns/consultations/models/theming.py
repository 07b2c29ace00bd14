"""The codebook of a consultation: its themes, and which texts somebody sorted into them."""

from __future__ import annotations

from datetime import UTC
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.consultations.models.asking import Consultation
from campaigns.consultations.models.replying import Answer


class ThemeQuerySet(models.QuerySet["Theme"]):
    def standing(self) -> ThemeQuerySet:
        """Those that texts are sorted into now."""
        return self.filter(retired_at=None)

    def for_question(self, question: str) -> ThemeQuerySet:
        """Those that texts of this question may go into."""
        return self.filter(question__in=["", question])


class Theme(models.Model):
    """What several members said in words of their own. Written by people; never deleted, only retired."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="themes")
    question = models.SlugField(
        "question key", max_length=40, blank=True, help_text="empty: for the texts of every question"
    )
    key = models.SlugField(max_length=40, help_text="stays the same when the title changes")
    title = models.CharField(max_length=80)
    title_cy = models.CharField("title in Welsh", max_length=80, blank=True)
    description = models.TextField("what belongs here, and what does not", blank=True)
    order = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    objects = ThemeQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["order", "pk"]
        permissions = [("code_replies", "Can sort members' approved texts into themes")]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "key"], name="theme_key_once"),
            models.CheckConstraint(
                name="theme_merged_is_retired",
                condition=Q(merged_into=None) | (Q(retired_at__isnull=False) & ~Q(merged_into=F("pk"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Coding(models.Model):
    """That one text belongs to one theme, or to none of them: a person said so, and a machine never does."""

    class How(models.TextChoices):
        BY_HAND = "by_hand", "By hand"
        SUGGESTED = "suggested", "An accepted suggestion"
        TOGETHER = "together", "Together with texts that are nearly the same"

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="codings")
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, related_name="codings", help_text="empty: no theme fits"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    how = models.CharField(max_length=10, choices=How)
    act = models.UUIDField(help_text="what was said at once, and is undone at once")
    own = models.BooleanField(
        default=True, help_text="said of this theme itself, and not only of one that went into it"
    )
    merged = models.JSONField(
        default=list, blank=True, help_text="what was said of themes that went into this one"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "theme"], name="coding_once"),
            models.UniqueConstraint(
                fields=["answer"], name="coding_none_once", condition=Q(theme__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"coding {self.pk}"


class Outcome(models.Model):
    """What the union does about a theme, and why. Written by one person, published by another."""

    class Kind(models.TextChoices):
        ADOPTED = "adopted", _("We take this up")
        PARTLY = "partly", _("We take up a part of this")
        NOT_NOW = "not_now", _("Not now")
        NO = "no", _("We do not take this up")

    theme = models.OneToOneField(Theme, on_delete=models.PROTECT, related_name="outcome")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField("what we do, and why")
    reason_cy = models.TextField("the same in Welsh", blank=True)
    members = models.PositiveIntegerField(
        null=True, help_text="how many said it, as last published; empty where they were too few to tell"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["theme__order", "theme__pk"]
        constraints = [
            models.CheckConstraint(
                name="outcome_members_of_ten", condition=Q(members=None) | Q(members__gte=10)
            ),
            models.CheckConstraint(
                name="outcome_published_by_another",
                condition=Q(published_by=None, published_at=None)
                | (Q(published_by__isnull=False, published_at__isnull=False) & ~Q(published_by=F("author"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.theme}"

    @property
    def edition(self) -> str:
        """Other words are another edition: whoever publishes one has read that one."""
        return self.written_at.astimezone(UTC).isoformat()


class PastOutcome(models.Model):
    """What was public of an outcome before other words took its place, or it was taken back."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="past")
    kind = models.CharField(max_length=10, choices=Outcome.Kind)
    reason = models.TextField()
    reason_cy = models.TextField(blank=True)
    members = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    until = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, until {self.until:%d %B %Y}"


class AnsweredThemes(models.Manager["AnsweredTheme"]):
    def get_queryset(self) -> models.QuerySet[AnsweredTheme]:
        published = super().get_queryset().filter(outcome__published_at__isnull=False)
        return published.select_related("outcome", "consultation")


class AnsweredTheme(Theme):
    """A theme as editors may know it: the union has said in public what it does about it."""

    objects: ClassVar[AnsweredThemes] = AnsweredThemes()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = "theme"


class Report(models.Model):
    """What the union says over all of it when it reports, and that it did."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="report")
    summary = models.TextField("in a few sentences", blank=True)
    summary_cy = models.TextField("the same in Welsh", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"report on {self.consultation}"
