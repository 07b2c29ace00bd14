"""What moderators decide about an answer, and what is published: quotes and figures."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from campaigns.consultations.models.asking import Consultation
from campaigns.consultations.models.replying import Answer, Consent, Participation
from campaigns.consultations.models.tables import Table

POUND = "£"


class Redaction(models.Model):
    """A cut in a free text, by position: the words taken out are stored nowhere but in the answer itself."""

    class Reason(models.TextChoices):
        CHILD = "child", "A child or family could be recognised"
        PERSON = "person", "Names or describes a person"
        WORKPLACE = "workplace", "Names an employer, team or place"
        CONTACT = "contact", "Address, number or other contact"
        COURT = "court", "About proceedings in court"

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(name="redaction_cuts_something", condition=Q(end__gt=F("start")))
        ]

    def __str__(self) -> str:
        return f"redaction {self.pk}"


class SafeguardingMark(models.Model):
    """A reply that says somebody may be at risk now, and who dealt with it.

    Where the member takes the text back before somebody dealt with it, the mark stands by itself and keeps
    the words (docs/decisions/0222): never the reply, and of its place only one that is known anyway.
    """

    class Gone(models.TextChoices):
        STANDS = "", "The answer stands"
        WITHDRAWN = "withdrawn", "The member withdrew the reply"
        CHANGED = "changed", "The member changed or deleted this answer"
        TAKEN_OUT = "taken_out", "The form was deleted, or keyed anew"
        ERASED = "erased", "The member had everything erased"

    answer = models.OneToOneField(
        Answer, on_delete=models.CASCADE, null=True, related_name="safeguarding", help_text="empty once gone"
    )
    gone = models.CharField("what became of the answer", max_length=10, choices=Gone, blank=True, default="")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.CharField("label of the question", max_length=300, blank=True)
    kept_words = models.TextField("the words, until somebody dealt with it", blank=True)
    place = models.ForeignKey(Participation, on_delete=models.SET_NULL, null=True, related_name="+")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)
    note = models.TextField("what was done", blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        permissions = [
            ("see_safeguarding", "Is told of, and deals with, members' replies about somebody at risk")
        ]
        constraints = [
            models.CheckConstraint(
                name="mark_has_its_answer_or_its_words",
                condition=Q(
                    answer__isnull=False, gone="", consultation=None, question="", kept_words="", place=None
                )
                | (Q(answer=None, consultation__isnull=False) & ~Q(gone="")),
            ),
            models.CheckConstraint(
                name="mark_that_is_cleared_keeps_no_words",
                condition=Q(cleared_at=None) | Q(kept_words="", place=None),
            ),
        ]

    def __str__(self) -> str:
        return f"safeguarding mark {self.pk}"

    @property
    def about(self) -> Consultation:
        return self.answer.reply.consultation if self.answer else self.consultation  # type: ignore[return-value]

    @property
    def words(self) -> str:
        return str(self.answer.value) if self.answer else self.kept_words


class Quote(models.Model):
    """Words from one answer, proposed by one moderator and approved by another, until recalled."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second moderator"
        PUBLISHED = "published", "Approved"
        RECALLED = "recalled", "Recalled"

    class Recall(models.TextChoices):
        CONSENT = "consent", "Consent was withdrawn"
        EDITED = "edited", "The member changed the answer"
        WITHDRAWN = "withdrawn", "The member withdrew the reply"
        MODERATOR = "moderator", "Recalled by a moderator"
        EXPIRED = "expired", "The reply was let go of, a year after the close"

    answer = models.ForeignKey(Answer, on_delete=models.SET_NULL, null=True, related_name="quotes")
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, null=True, related_name="quotes", help_text="stays known"
    )
    text = models.TextField(blank=True, help_text="empty once the member took the words back")
    attribution = models.CharField(max_length=220)
    purpose = models.CharField(max_length=10, choices=Consent.Purpose)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    first_approver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    second_approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    recall = models.CharField("reason of recall", max_length=10, choices=Recall, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(
                name="quote_two_different_approvers",
                condition=Q(second_approver=None) | ~Q(second_approver=F("first_approver")),
            ),
            models.CheckConstraint(
                name="quote_state_has_its_time",
                condition=Q(state="proposed", second_approver=None, approved_at=None, recalled_at=None)
                | Q(
                    state="published",
                    second_approver__isnull=False,
                    approved_at__isnull=False,
                    recalled_at=None,
                )
                | Q(state="recalled", recalled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.text}” {self.attribution}"


class Figure(models.Model):
    """A number bound to a cell of the replies; written by one person, released by another."""

    class Measure(models.TextChoices):
        SHARE = "share", "Share who chose an option"
        MEAN = "mean", "Average"
        MEDIAN = "median", "Middle answer"
        FIRST = "first", "Share who put an option first"
        PLACE = "place", "Average place"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="figures")
    question = models.SlugField("question key", max_length=40)
    option = models.CharField("option key", max_length=90, blank=True)
    table = models.ForeignKey(Table, on_delete=models.PROTECT, null=True, related_name="figures")
    group = models.CharField("line of the table", max_length=90, blank=True)
    measure = models.CharField(max_length=10, choices=Measure)
    numerator = models.PositiveIntegerField(null=True)
    base = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=12, decimal_places=4)
    decimals = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=30, blank=True)
    sentence = models.CharField(max_length=200)
    sentence_cy = models.CharField("the same in Welsh", max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(name="figure_base_of_ten", condition=Q(base__gte=10)),
            models.CheckConstraint(
                name="figure_share_of_ten",
                condition=Q(measure__in=["share", "first"], numerator__gte=10, numerator__lte=F("base"))
                | Q(measure__in=["mean", "median", "place"], numerator=None),
            ),
            models.CheckConstraint(
                name="figure_released_by_another",
                condition=Q(released_by=None, released_at=None)
                | (Q(released_by__isnull=False, released_at__isnull=False) & ~Q(released_by=F("author"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.sentence}"

    @property
    def number(self) -> str:
        """As printed: `39%` for a share, `23` or `23.5` for an average, `£31,000` for an amount."""
        if self.measure in (self.Measure.SHARE, self.Measure.FIRST):
            return f"{self.value:.{self.decimals}f}%"
        return f"{self.unit if self.unit == POUND else ''}{self.value:,.{self.decimals}f}"


class ReleasedFigures(models.Manager["ReleasedFigure"]):
    def get_queryset(self) -> models.QuerySet[ReleasedFigure]:
        """With its table, whose withdrawal takes its figures along."""
        found = super().get_queryset().filter(released_at__isnull=False, withdrawn_at=None)
        return found.filter(Q(table=None) | Q(table__withdrawn_at=None)).select_related("table__consultation")


class ReleasedFigure(Figure):
    """A figure as editors may know it. Whatever is not released does not exist here."""

    objects: ClassVar[ReleasedFigures] = ReleasedFigures()

    class Meta:
        proxy = True
        verbose_name = "figure"


class PublishedQuotes(models.Manager["PublishedQuote"]):
    def get_queryset(self) -> models.QuerySet[PublishedQuote]:
        return super().get_queryset().filter(state=Quote.State.PUBLISHED, purpose=Consent.Purpose.CAMPAIGN)


class PublishedQuote(Quote):
    """A quote for campaign pages, as editors may know it. A recalled one is gone from every one of them."""

    objects: ClassVar[PublishedQuotes] = PublishedQuotes()

    class Meta:
        proxy = True
        verbose_name = "quote"
