"""The roll: who belongs to the union, in which branch, at which employer and on which pay point."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from union.languages import page_is_welsh
from union.pay.models import PayPoint


class Region(models.Model):
    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    name_cy = models.CharField("name in Welsh", max_length=80, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """Its name in the language of the page, in English where it has no Welsh one."""
        return self.name_cy if self.name_cy and page_is_welsh() else self.name


class Branch(models.Model):
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="branches")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "branches"

    def __str__(self) -> str:
        return self.name


class Employer(models.Model):
    name = models.CharField(max_length=160, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> MemberQuerySet:
        """In good standing: neither retired nor lapsed."""
        return self.filter(status=Member.Status.ACTIVE)

    def reachable(self) -> MemberQuerySet:
        """With an e-mail address on the roll; whether mail arrives there is the outbox's business."""
        return self.exclude(email="")

    def unreachable(self) -> MemberQuerySet:
        """Without an e-mail address: those a branch chases, or writes to by post."""
        return self.filter(email="")

    def at_address(self, address: str) -> MemberQuerySet:
        """The members who gave this e-mail address; two of one household may share it."""
        address = address.strip().lower()
        return self.filter(email=address) if address else self.none()


class Member(models.Model):
    """A line of the membership extract. Only `enrolling` writes it; never a Wagtail object."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"
        LAPSED = "lapsed", "Lapsed"

    number = models.CharField("membership number", max_length=20, unique=True, help_text="in capitals")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, db_index=True, help_text="in small letters")
    mobile = models.CharField(max_length=20, blank=True)
    address = models.CharField("postal address", max_length=500, blank=True, help_text="in lines")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="members")
    employer = models.ForeignKey(
        Employer, on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    sector = models.CharField("service group", max_length=60, blank=True)
    job_role = models.CharField(max_length=80, blank=True)
    pay_point = models.ForeignKey(
        PayPoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    joined = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    lapsed_on = models.DateField(null=True, blank=True, help_text="when an extract first said so")

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["branch", "status"], name="member_branch_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "retired", "lapsed"]), name="member_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(lapsed_on=None) | models.Q(status="lapsed"),
                name="member_who_stays_has_no_end",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RollColumns(models.Model):
    """How somebody told the columns of files with these headings apart: offered for the next such file."""

    shape = models.CharField(max_length=64, unique=True, help_text="the digest of the headings")
    layout = models.JSONField(help_text="for each heading the column it is, or nothing")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "roll columns"

    def __str__(self) -> str:
        return self.shape[:12]


class RollUploadQuerySet(models.QuerySet["RollUpload"]):
    def visible_to(self, branches: models.QuerySet[Branch]) -> RollUploadQuerySet:
        """Those that touch no branch outside these."""
        covers = RollUpload.branches.through.objects
        outside = covers.exclude(branch__in=branches.order_by()).values("rollupload_id")
        return self.filter(pk__in=covers.values("rollupload_id")).exclude(pk__in=outside)


class RollUpload(models.Model):
    """An extract that came in at the desk, until it is on the roll; it goes after 24 hours in any case."""

    name = models.CharField("name of the file", max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField(default=0, help_text="about how many there are; 0 if nobody knows")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    branches = models.ManyToManyField(Branch, related_name="+", help_text="those it may touch")
    headings = models.JSONField(default=list)
    samples = models.JSONField(default=list, help_text="the first lines, to tell the columns by")
    layout = models.JSONField(default=list)
    report = models.JSONField(null=True, help_text="what the last check found")
    checked_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)

    objects = RollUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"upload {self.pk}"

    @property
    def subject(self) -> str:
        return f"roll_upload:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Neither on the roll nor thrown away."""
        return self.committed_at is None and self.discarded_at is None


class RollUploadPart(models.Model):
    """A megabyte of a file, or of the list of its faults."""

    class Kind(models.TextChoices):
        EXTRACT = "extract", "The extract"
        FAULTS = "faults", "Its faults, as CSV"

    upload = models.ForeignKey(RollUpload, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "kind", "number"], name="roll_upload_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
