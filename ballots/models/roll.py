"""The roll of one ballot: who may vote, by which link, and whether they have. Never joined to a paper."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ballots.models.ballot import Ballot, Unit
from ballots.models.returns import MARKED
from union.members.models import Member


class RollEntry(models.Model):
    """One member on the roll of one ballot, as the roll stood at freeze. Never joined to a paper."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="roll")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="roll_entries")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roll")
    number = models.CharField("membership number", max_length=20)
    branch = models.CharField("branch at freeze", max_length=120)
    region = models.CharField("region at freeze", max_length=80)
    pay_point = models.PositiveSmallIntegerField("pay point at freeze", null=True)
    link_id = models.BigIntegerField(
        help_text="64 random bits; a link is this and an HMAC that is not stored"
    )
    issue = models.PositiveSmallIntegerField(default=1)
    salt = models.BinaryField(max_length=16)
    leaf = models.BinaryField(max_length=32)
    invited = models.BooleanField(default=False)
    resends = models.PositiveIntegerField("times the link was sent again", default=0)
    resends_today = models.PositiveSmallIntegerField(default=0)
    resend_day = models.DateField(null=True)
    has_voted = models.BooleanField(default=False)
    voted_by = models.CharField(
        max_length=7,
        blank=True,
        choices=[(method.value, method.label) for method in MARKED],
        help_text="how, where an officer marked it",
    )
    struck = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "roll entries"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="on_the_roll_once"),
            models.UniqueConstraint(fields=["link_id", "ballot"], name="link_once_a_ballot"),
            models.CheckConstraint(
                name="marked_entry_has_voted", condition=Q(voted_by="") | Q(has_voted=True)
            ),
        ]

    def __str__(self) -> str:
        return f"entry:{self.pk}"
