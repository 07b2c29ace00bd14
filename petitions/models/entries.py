"""What has happened to a petition, told on its page and to those who asked for its news."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from petitions.models.petition import Petition
from union.languages import page_is_welsh


class EntryQuerySet(models.QuerySet["Entry"]):
    def public(self) -> EntryQuerySet:
        """What stands on the page: published, and not taken back."""
        return self.filter(published_at__isnull=False, taken_back_at__isnull=True)


class Entry(models.Model):
    """One thing that happened. Written, published, perhaps corrected or taken back: see `announcing`."""

    class Kind(models.TextChoices):
        UPDATE = "update", "News"
        HANDED_IN = "handed_in", "Handed in"
        RESPONSE = "response", "The answer of the decision maker"
        DECISION = "decision", "The decision"
        NEXT = "next", "What happened next"
        MILESTONE = "milestone", "A goal reached"

    # What people waited for stands above everything else on the page.
    PROMINENT = (Kind.RESPONSE, Kind.DECISION)

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("what it is", max_length=10, choices=Kind, default=Kind.UPDATE)
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=8000, help_text="Plain words. An empty line begins a new paragraph.")
    title_cy = models.CharField("title in Welsh", max_length=160, blank=True)
    text_cy = models.TextField("text in Welsh", max_length=8000, blank=True)
    happened_on = models.DateField("when it happened")
    tell = models.BooleanField("tell those who asked for news of the petition, by e-mail", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    written_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    corrected_at = models.DateTimeField(null=True, editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    trials = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="letters sent to oneself to try it"
    )
    reached = models.PositiveIntegerField(null=True, editable=False, help_text="the goal of a milestone")

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["petition", "-happened_on"], name="entry_by_petition")]
        constraints = [
            models.UniqueConstraint(fields=["petition", "reached"], name="entry_milestone_once"),
            models.CheckConstraint(
                name="entry_milestone_has_its_goal",
                condition=(Q(kind="milestone") & Q(reached__isnull=False))
                | (~Q(kind="milestone") & Q(reached__isnull=True)),
            ),
            models.CheckConstraint(
                name="entry_corrected_after_it_was_published",
                condition=Q(corrected_at__isnull=True) | Q(published_at__lte=F("corrected_at")),
            ),
            models.CheckConstraint(
                name="entry_taken_back_after_it_was_published",
                condition=Q(taken_back_at__isnull=True) | Q(published_at__lte=F("taken_back_at")),
            ),
            models.CheckConstraint(
                name="entry_welsh_whole_or_not_at_all",
                condition=(Q(title_cy="") & Q(text_cy="")) | (~Q(title_cy="") & ~Q(text_cy="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.taken_back_at is None

    @property
    def is_prominent(self) -> bool:
        return self.kind in self.PROMINENT

    @property
    def shown_title(self) -> str:
        """In the language of the page, or in English where there is no Welsh."""
        return self.title_cy if self._in_welsh() else self.title

    @property
    def shown_text(self) -> str:
        return self.text_cy if self._in_welsh() else self.text

    def _in_welsh(self) -> bool:
        return bool(self.title_cy) and page_is_welsh()


class Telling(models.Model):
    """One entry on its way to those who asked for news: how far the queue has been filled.

    The row moves with the messages it queues, so that a lost worker leaves nothing out and nothing twice.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="telling")
    total = models.PositiveIntegerField(help_text="people it went to, counted when it began")
    queued = models.PositiveIntegerField(default=0)
    last_pk = models.UUIDField(null=True, help_text="the last signature that was looked at")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="telling_ends_after_it_began",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["started_at"], name="telling_unfinished", condition=Q(finished_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"telling of entry {self.entry_id}: {self.queued} of {self.total}"
