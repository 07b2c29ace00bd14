"""The roll of one ballot: who may vote, by which link, and whether they have. Never joined to a paper."""

from __future__ import annotations

from django.db import models

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
    email = models.EmailField(
        "address for this ballot", blank=True, db_default="", help_text="corrected; else the one on the roll"
    )
    has_voted = models.BooleanField(default=False)
    voted_by = models.CharField(
        max_length=7,
        blank=True,
        choices=[(method.value, method.label) for method in MARKED],
        help_text="how, where an officer marked it",
    )
    struck = models.BooleanField(default=False)
    # What was asked for may be shown at the desk; whether it came before a vote may not.
    strike_asked = models.BooleanField(default=False, db_default=False)
    told = models.BooleanField("was told that a vote is recorded", default=False, db_default=False)
    wants_result = models.BooleanField("asked to be mailed the result", default=False, db_default=False)

    class Meta:
        verbose_name_plural = "roll entries"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "member"], name="on_the_roll_once"),
            models.UniqueConstraint(fields=["link_id", "ballot"], name="link_once_a_ballot"),
            models.CheckConstraint(
                name="struck_only_where_asked",
                condition=models.Q(struck=False) | models.Q(strike_asked=True),
            ),
            models.CheckConstraint(
                name="marked_entry_has_voted", condition=models.Q(voted_by="") | models.Q(has_voted=True)
            ),
        ]
        indexes = [
            models.Index(fields=["email"], name="roll_corrected", condition=~models.Q(email="")),
            models.Index(fields=["ballot"], name="roll_wants_result", condition=models.Q(wants_result=True)),
        ]

    def __str__(self) -> str:
        return f"entry:{self.pk}"

    @property
    def address(self) -> str:
        """Where letters about this ballot go; empty where only the post reaches the member."""
        return self.email or self.member.email
