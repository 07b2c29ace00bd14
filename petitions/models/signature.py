"""A signature, who gave it, what they agreed to, and how often a place has signed lately."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from petitions.models.petition import Petition

LETTERS_A_MAILBOX = 5
LONGEST_REASON = 300  # why a signature is held: it may name a mail domain or a workplace
CODE_TRIES = 5


class Signature(models.Model):
    """One name under a petition; who gave it is in its `SignatureIdentity`, which retention deletes.

    The id is random and made before the row: a repeated signing can then run the statements of a new one.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for its e-mail link"
        CONFIRMED = "confirmed", "Confirmed"
        HELD = "held", "Held for a moderator"
        INVALID = "invalid", "Struck out"
        WITHDRAWN = "withdrawn", "Withdrawn by the signer"

    class Member(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNSAID = "unsaid", "I would rather not say"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    signed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    held_reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # The places are worked out when the signature is confirmed, and again when a postcode becomes known.
    region = models.CharField(
        max_length=4, blank=True, help_text="the union's region, where the postcode tells"
    )
    constituency = models.CharField(max_length=9, blank=True, help_text="its code of the statistics office")
    branch = models.CharField(
        max_length=12, blank=True, help_text="from a stall, a sheet, or a match with the roll"
    )
    role = models.CharField("job role", max_length=80, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    union_member = models.CharField(max_length=6, choices=Member, blank=True)
    source = models.CharField(max_length=20, default="online")
    language = models.CharField(max_length=2, default="en")
    # Kept only until the confirmation: afterwards there is a number, and nobody's circle of friends.
    invited_by = models.UUIDField(null=True)
    invited = models.PositiveIntegerField(default=0, help_text="people who signed through this one's link")

    class Meta:
        permissions = [("rule_signature", "Can release and strike out signatures")]
        indexes = [
            models.Index(fields=["petition", "state"], name="signature_by_state"),
            # Partial, so that signing and confirming online pay nothing for them.
            models.Index(fields=["petition", "branch"], name="signature_in_branch", condition=~Q(branch="")),
            models.Index(fields=["petition"], name="signature_on_paper", condition=Q(source="paper")),
        ]
        constraints = [
            models.CheckConstraint(
                name="signature_confirmed_has_its_time",
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="signature_pending_is_unconfirmed",
                condition=~Q(state="pending") | Q(confirmed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="signature_held_has_a_reason", condition=~Q(state="held") | ~Q(held_reason="")
            ),
            models.CheckConstraint(
                name="signature_withdrawn_has_its_time",
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class SignatureIdentity(models.Model):
    """Who signed. One mailbox holds at most two people on one petition (slots 1 and 2)."""

    signature = models.OneToOneField(
        Signature, on_delete=models.CASCADE, primary_key=True, related_name="identity"
    )
    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="identities", db_index=False
    )
    email_hash = models.CharField(max_length=64, help_text="of the mailbox, or of the person on a sheet")
    person_hash = models.CharField(max_length=64, blank=True, help_text="of name and postcode")
    slot = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True, help_text="empty where somebody signed on paper")
    postcode = models.CharField(max_length=8)
    reason = models.TextField("why they sign", max_length=500, blank=True)
    reason_chosen = models.BooleanField(default=False, help_text="whether a moderator chose it to be shown")
    reason_judged = models.BooleanField(default=False, help_text="whether a moderator has looked at it")
    address_hash = models.CharField(
        max_length=32, blank=True, help_text="of the internet address, for 30 days"
    )
    letters = models.PositiveSmallIntegerField(
        default=0, help_text="letters written because of this signature"
    )
    reminders = models.PositiveSmallIntegerField(default=0)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["petition", "person_hash"], name="identity_by_person"),
            # The petition's page shows a handful of reasons, and would read everybody's to find them.
            models.Index(fields=["petition"], name="identity_chosen", condition=Q(reason_chosen=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["petition", "email_hash", "slot"], name="identity_once"),
            models.CheckConstraint(name="identity_two_slots", condition=Q(slot__in=[1, 2])),
            models.CheckConstraint(name="identity_five_letters", condition=Q(letters__lte=LETTERS_A_MAILBOX)),
            models.CheckConstraint(name="identity_five_tries", condition=Q(code_tries__lte=CODE_TRIES)),
            models.CheckConstraint(
                name="identity_chosen_reason_judged", condition=Q(reason_chosen=False) | Q(reason_judged=True)
            ),
        ]

    def __str__(self) -> str:
        return f"identity of {self.signature_id}"


class Consent(models.Model):
    """One answer to one consent, as an event: what was asked in which words, and what was said when."""

    class Purpose(models.TextChoices):
        PETITION_NEWS = "petition_news", "Updates on this petition"
        UNION_CAMPAIGNS = "union_campaigns", "Other campaigns of the union"
        DECISION_MAKER = "decision_maker", "My name to the decision maker"
        PUBLIC_NAME = "public_name", "My name shown in public"

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    number = models.PositiveSmallIntegerField(default=1, help_text="1 is the answer given at signing")
    given = models.BooleanField()
    wording = models.PositiveSmallIntegerField(help_text="version of the words that were shown")
    at = models.DateTimeField()
    source = models.CharField(max_length=20, default="online")

    class Meta:
        ordering = ["signature", "purpose", "number"]
        constraints = [
            models.UniqueConstraint(fields=["signature", "purpose", "number"], name="consent_event_once"),
            models.CheckConstraint(
                name="consent_purpose_known",
                condition=Q(
                    purpose__in=["petition_news", "union_campaigns", "decision_maker", "public_name"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {'given' if self.given else 'refused'}"


class RateWindow(models.Model):
    """How many signings one place has sent in one stretch of time; who it is cannot be read from it.

    The table is unlogged on PostgreSQL: it may be empty after a crash, and costs no write to the log.
    """

    key = models.CharField(max_length=64, primary_key=True)
    # Nothing here may make a signing wait or fail: no reference is checked.
    petition = models.ForeignKey(
        Petition,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    name = models.CharField(max_length=20)
    shown = models.CharField(max_length=255, blank=True, help_text="a mail domain, which alerts name")
    ends_at = models.DateTimeField(db_index=True)
    n = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.name}: {self.n}"
