"""Petitions, the signatures on them, who signed, what they agreed to, and the count."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

HONOURED = timedelta(hours=48)
LETTERS_A_MAILBOX = 5


class PetitionQuerySet(models.QuerySet["Petition"]):
    def public(self) -> PetitionQuerySet:
        """What anybody may see: everything that is no longer being written."""
        return self.exclude(state__in=[Petition.State.DRAFT, Petition.State.IN_REVIEW])

    def with_counts(self) -> PetitionQuerySet:
        """Each petition with its `count`, in one query."""
        tally = Tally.objects.filter(petition=OuterRef("pk"), dimension="all").values("n")[:1]
        return self.annotate(count=Coalesce(Subquery(tally), 0, output_field=models.BigIntegerField()))


class Petition(models.Model):
    """A demand that people put their names to. Its state moves only through `opening`."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        SCHEDULED = "scheduled", "Scheduled"
        OPEN = "open", "Open"
        PAUSED = "paused", "Paused"
        CLOSING = "closing", "Closing"
        CLOSED = "closed", "Closed"
        HANDED_IN = "handed_in", "Handed in"
        RESPONDED = "responded", "Responded"
        CONCLUDED = "concluded", "Concluded"
        ARCHIVED = "archived", "Archived"

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True, help_text="the last part of the petition's address")
    demand = models.TextField("what we ask for", max_length=1000)
    background = models.TextField("why it matters", max_length=8000, blank=True)
    decision_maker = models.CharField(
        max_length=160, help_text="who can grant it, such as the Secretary of State"
    )
    goal = models.PositiveIntegerField(default=1000, help_text="the number of signatures to reach next")
    opens_at = models.DateTimeField("opens", null=True, blank=True)
    closes_at = models.DateTimeField("closes", null=True, blank=True)
    identity_version = models.PositiveSmallIntegerField(default=1, editable=False)

    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    closing_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[PetitionQuerySet] = PetitionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["title"]
        permissions = [("publish_petition", "Can open, pause and close petitions")]
        constraints = [
            models.CheckConstraint(name="petition_slug_not_reserved", condition=~Q(slug="confirm")),
            models.CheckConstraint(name="petition_goal_positive", condition=Q(goal__gt=0)),
            models.CheckConstraint(
                name="petition_opens_before_it_closes",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(opens_at__lt=F("closes_at")),
            ),
            models.CheckConstraint(
                name="petition_opened_when_open",
                condition=~Q(state__in=["open", "paused", "closing", "closed"]) | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="petition_closing_has_its_time",
                condition=~Q(state__in=["closing", "closed"]) | Q(closing_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("petition", args=[self.slug])

    def stage(self, at: datetime) -> str:
        """The state that counts at a time: the timetable rules even before the sweep has written it down."""
        state: str = self.state
        if state == self.State.SCHEDULED and self.opens_at and self.opens_at <= at:
            state = self.State.OPEN
        if state in (self.State.OPEN, self.State.PAUSED) and self.closes_at and self.closes_at <= at:
            state = self.State.CLOSING
        if state == self.State.CLOSING and at >= self._ended_at() + HONOURED:
            state = self.State.CLOSED
        return str(state)

    def takes_signatures(self, at: datetime) -> bool:
        return self.stage(at) == self.State.OPEN

    def honours_confirmations(self, at: datetime) -> bool:
        """Whoever signed in time may confirm while it is open or paused, and for 48 hours after its end."""
        return self.stage(at) in (self.State.OPEN, self.State.PAUSED, self.State.CLOSING)

    def _ended_at(self) -> datetime:
        ended = self.closing_at or self.closes_at
        assert ended is not None  # a constraint holds it for closing and closed
        return ended


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
    held_reason = models.CharField(max_length=40, blank=True)
    region = models.CharField(
        max_length=4, blank=True, help_text="the union's region, where the postcode tells"
    )
    role = models.CharField("job role", max_length=80, blank=True)
    employer = models.CharField(max_length=120, blank=True)
    union_member = models.CharField(max_length=6, choices=Member, blank=True)
    source = models.CharField(max_length=20, default="online")

    class Meta:
        indexes = [models.Index(fields=["petition", "state"], name="signature_by_state")]
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
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    email_hash = models.CharField(max_length=64)
    slot = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=100)
    email = models.EmailField()
    postcode = models.CharField(max_length=8)
    letters = models.PositiveSmallIntegerField(
        default=0, help_text="letters written because of this signature"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "email_hash", "slot"], name="identity_once"),
            models.CheckConstraint(name="identity_two_slots", condition=Q(slot__in=[1, 2])),
            models.CheckConstraint(name="identity_five_letters", condition=Q(letters__lte=LETTERS_A_MAILBOX)),
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


class TallyDelta(models.Model):
    """A change of the count that has not been rolled up yet; it names nobody."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)
    n = models.SmallIntegerField()
    region = models.CharField(max_length=4, blank=True)
    hour = models.DateTimeField(help_text="the hour of the confirmation")

    class Meta:
        constraints = [models.CheckConstraint(name="delta_is_one", condition=Q(n__in=[1, -1]))]

    def __str__(self) -> str:
        return f"{self.n:+d} on petition {self.petition_id}"


class Tally(models.Model):
    """The count of one cell: a petition, a dimension ("all", "region", "hour") and its key."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="tallies", db_index=False)
    dimension = models.CharField(max_length=12)
    key = models.CharField(max_length=40, blank=True)
    # May dip below zero for a moment: a withdrawal can be rolled up by another worker before its signature.
    n = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(fields=["petition", "dimension", "key"], name="tally_cell_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key}: {self.n}"
