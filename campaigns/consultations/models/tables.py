"""Tables of a consultation: counted once, frozen as they may be shown, released by somebody else."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from campaigns.consultations.models.asking import Consultation
from campaigns.consultations.tabulating import Tabulated, thaw_table


class Table(models.Model):
    """One question as it was answered by a day, by itself or split by another. Written once.

    `content` holds what may be shown and nothing else. `beside` holds the blocks of the tables that stood
    when this one was counted, counted with it: so that any two can be compared at one moment.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="tables")
    question = models.SlugField("question key", max_length=40)
    line = models.SlugField("line of a matrix", max_length=40, blank=True)
    split_by = models.SlugField("key of the question that splits it", max_length=40, blank=True)
    title = models.CharField(max_length=330)
    title_cy = models.CharField(max_length=330, blank=True)
    split_title = models.CharField(max_length=200, blank=True)
    split_title_cy = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=30, blank=True)
    unit_cy = models.CharField(max_length=30, blank=True)
    content = models.JSONField()
    blocks = models.JSONField(help_text="the counts of its groups, for comparison with later ones")
    groups = models.JSONField(help_text="under which groups its questions stand from now on")
    beside = models.JSONField(default=dict)
    base = models.PositiveIntegerField()
    channels = models.JSONField(default=dict, help_text="how many of them on paper and by telephone")
    counted_on = models.DateField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="table_base_of_ten", condition=Q(base__gte=10)),
            models.CheckConstraint(
                name="table_released_by_another",
                condition=Q(released_by=None, released_at=None)
                | (Q(released_by__isnull=False, released_at__isnull=False) & ~Q(released_by=F("author"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, by {self.split_title}" if self.split_by else self.title

    def get_absolute_url(self) -> str:
        """Its place on the page of results."""
        return f"{reverse('consultations:results', args=[self.consultation.slug])}#table-{self.pk}"

    @cached_property
    def tabulated(self) -> Tabulated:
        return thaw_table(self.content)

    @property
    def what(self) -> str:
        """The same for every table of the same numbers, whenever they were counted."""
        return f"{self.question}/{self.line}/{self.split_by}"


class ReleasedTables(models.Manager["ReleasedTable"]):
    def get_queryset(self) -> models.QuerySet[ReleasedTable]:
        return super().get_queryset().filter(released_at__isnull=False, withdrawn_at=None)


class ReleasedTable(Table):
    """A table as pages, figures and exports may know it. Whatever is not released does not exist here."""

    objects: ClassVar[ReleasedTables] = ReleasedTables()

    class Meta:
        proxy = True
        verbose_name = "table"
