"""Names collected on paper, from the printed sheet to the count, and stalls with one phone."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from petitions.models.petition import Petition
from petitions.models.signature import Signature, SignatureIdentity
from union.accounts.models import User
from union.accounts.roles import branches_of
from union.members.models import Branch

LINES = 15  # on one sheet
MOST_SHEETS = 40
PAPER = "paper"  # the source of a signature that was keyed from a sheet
# Why a signature from paper no longer counts, where nobody struck it out.
TWIN = "also signed online"
TAKEN_OUT = "paper batch taken out"


class PaperBatchQuerySet(models.QuerySet["PaperBatch"]):
    def visible_to(self, user: User | AnonymousUser) -> PaperBatchQuerySet:
        """The batches of the branches somebody works for."""
        return self.filter(branch__in=branches_of(user))


class PaperBatch(models.Model):
    """Some sheets of one petition, collected in one branch; its state moves only through the verb modules."""

    class State(models.TextChoices):
        PRINTED = "printed", "Printed"
        KEYED = "keyed", "Waiting for its check"
        FULL = "full", "To be checked in full"
        CHECKED = "checked", "Checked"
        COUNTED = "counted", "Counted"

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    sheets = models.PositiveSmallIntegerField(help_text="how many were printed")
    language = models.CharField(max_length=2, choices=[("en", "English"), ("cy", "Welsh")], default="en")
    wordings = models.JSONField(default=dict, help_text="versions of the consents printed on the sheets")
    state = models.CharField(max_length=8, choices=State, default=State.PRINTED)
    printed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    keyed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    keyed_at = models.DateTimeField(null=True)
    # The draw of the rows to check comes from this seed: nobody can draw again until it suits.
    seed = models.CharField(max_length=32, blank=True)
    rows_keyed = models.PositiveIntegerField(default=0)
    rows_drawn = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    counted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField(null=True)
    rows_counted = models.PositiveIntegerField(default=0)
    rows_already = models.PositiveIntegerField(default=0)
    rows_double = models.PositiveIntegerField(default=0)
    rows_unusable = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[PaperBatchQuerySet] = PaperBatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-printed_at", "-pk"]
        verbose_name_plural = "paper batches"
        constraints = [
            models.UniqueConstraint(fields=["petition", "number"], name="batch_number_once"),
            models.CheckConstraint(
                name="batch_sheets_sensible", condition=Q(sheets__gte=1, sheets__lte=MOST_SHEETS)
            ),
            models.CheckConstraint(
                name="batch_checked_by_another",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("keyed_by")),
            ),
            models.CheckConstraint(
                name="batch_counted_was_checked",
                condition=~Q(state="counted") | Q(checked_by__isnull=False, counted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What stands on the sheets, such as B-0007."""
        return f"B-{self.number:04}"

    @property
    def lines(self) -> int:
        return self.sheets * LINES

    @property
    def is_checking(self) -> bool:
        return self.state in (self.State.KEYED, self.State.FULL)


class PaperScan(models.Model):
    """A picture of sheets. It lies in the database: no web server can hand it out by mistake."""

    batch = models.ForeignKey(PaperBatch, on_delete=models.CASCADE, related_name="scans")
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG")])
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"scan {self.pk} of batch {self.batch_id}"


class PaperRow(models.Model):
    """One line of a sheet as somebody keyed it.

    Once counted it hangs on the person it speaks of: whoever withdraws or is forgotten takes it along.
    """

    class Unusable(models.TextChoices):
        ILLEGIBLE = "illegible", "I cannot read the name"
        NO_POSTCODE = "no_postcode", "The postcode is missing or cannot be read"
        UNSIGNED = "unsigned", "It is not signed"
        CROSSED_OUT = "crossed_out", "It is crossed out"
        NOT_A_PERSON = "not_a_person", "It is a joke or no person"
        STRUCK_OUT = "struck_out", "A moderator has struck it out"

    class Verdict(models.TextChoices):
        SAME = "same", "Same as on paper"
        CORRECTED = "corrected", "Corrected"

    class Outcome(models.TextChoices):
        COUNTED = "counted", "Counted"
        ALREADY = "already", "Already signed"
        DOUBLE = "double", "Twice on paper"
        UNUSABLE = "unusable", "Unusable"

    batch = models.ForeignKey(PaperBatch, on_delete=models.CASCADE, related_name="rows")
    sheet = models.PositiveSmallIntegerField()
    line = models.PositiveSmallIntegerField()
    unusable = models.CharField(max_length=12, choices=Unusable, blank=True)
    name = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=80, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    union_member = models.CharField(max_length=6, choices=Signature.Member, blank=True)
    decision_maker = models.BooleanField(default=False)
    petition_news = models.BooleanField(default=False)
    signed_on = models.DateField()
    two_people = models.BooleanField(default=False, help_text="somebody else of this name and postcode")
    keyed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    keyed_at = models.DateTimeField()
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    person = models.ForeignKey(SignatureIdentity, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["sheet", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "line"], name="paper_line_once"),
            models.CheckConstraint(
                name="paper_row_has_its_person",
                condition=~Q(unusable="") | (~Q(name="") & ~Q(postcode="")),
            ),
            models.CheckConstraint(
                name="paper_row_line_on_the_sheet",
                condition=Q(sheet__gte=1, sheet__lte=MOST_SHEETS, line__gte=1, line__lte=LINES),
            ),
            models.CheckConstraint(
                name="paper_row_checked_by_another",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("keyed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"sheet {self.sheet}, line {self.line}"


class StallQuerySet(models.QuerySet["Stall"]):
    def visible_to(self, user: User | AnonymousUser) -> StallQuerySet:
        return self.filter(branch__in=branches_of(user))


class Stall(models.Model):
    """A few hours in which a rep signs people up on one phone; its code is computed, its hash kept."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="stalls")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120)
    salt = models.CharField(max_length=32)
    code_hash = models.CharField(max_length=64, unique=True)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    forms_sent = models.PositiveIntegerField(default=0)

    objects: ClassVar[StallQuerySet] = StallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="stall_ends_after_it_starts", condition=Q(ends_at__gte=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"stall {self.pk}"

    def is_running(self, at: datetime) -> bool:
        return at < self.ends_at
