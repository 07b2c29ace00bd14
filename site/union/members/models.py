"""The roll: who belongs to the union, in which branch, at which employer and on which pay point."""

from __future__ import annotations

from django.db import models

from union.pay.models import PayPoint


class Region(models.Model):
    code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    name_cy = models.CharField("name in Welsh", max_length=80, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


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

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["branch", "status"], name="member_branch_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "retired", "lapsed"]), name="member_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.number
