"""A petition: its words in both languages, its life, and the limits that guard it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from petitions.models.counting import Tally
from union.languages import page_is_welsh

HONOURED = timedelta(hours=48)


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
        RESPONDED = "responded", "Answered"
        CONCLUDED = "concluded", "Concluded"
        ARCHIVED = "archived", "Archived"

    class Outcome(models.TextChoices):
        WON = "won", "Won"
        PARTLY = "partly", "Partly won"
        REFUSED = "refused", "Refused"
        SUPERSEDED = "superseded", "Overtaken by events or by another petition"

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
    title_cy = models.CharField("title in Welsh", max_length=160, blank=True)
    demand_cy = models.TextField("what we ask for, in Welsh", max_length=1000, blank=True)
    background_cy = models.TextField("why it matters, in Welsh", max_length=8000, blank=True)
    decision_maker_cy = models.CharField("who can grant it, in Welsh", max_length=160, blank=True)
    identity_version = models.PositiveSmallIntegerField(default=1, editable=False)

    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    closing_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    handed_in_at = models.DateTimeField(null=True, editable=False)
    responded_at = models.DateTimeField(null=True, editable=False)
    concluded_at = models.DateTimeField(null=True, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, editable=False)
    # Nobody's name goes over to it: it is an invitation, and asks everybody anew.
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="predecessors"
    )

    objects: ClassVar[PetitionQuerySet] = PetitionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["title"]
        permissions = [("publish_petition", "Can open, pause and close petitions")]
        constraints = [
            models.CheckConstraint(name="petition_slug_not_reserved", condition=~Q(slug="confirm")),
            models.CheckConstraint(name="petition_slug_not_stall", condition=~Q(slug="stall")),
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
            models.CheckConstraint(
                name="petition_handed_in_has_its_time",
                condition=~Q(state="handed_in") | Q(handed_in_at__isnull=False),
            ),
            models.CheckConstraint(
                name="petition_responded_has_its_time",
                condition=~Q(state="responded") | Q(responded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="petition_concluded_has_time_and_outcome",
                condition=~Q(state__in=["concluded", "archived"])
                | (Q(concluded_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="petition_archived_has_its_time",
                condition=~Q(state="archived") | Q(archived_at__isnull=False),
            ),
            models.CheckConstraint(
                name="petition_outcome_known",
                condition=Q(outcome__in=["", "won", "partly", "refused", "superseded"]),
            ),
            models.CheckConstraint(
                name="petition_follows_another",
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("petition", args=[self.slug])

    @property
    def subject(self) -> str:
        """How audit entries name this petition."""
        return f"petition:{self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it: it is no longer being written."""
        return self.state not in (self.State.DRAFT, self.State.IN_REVIEW)

    @property
    def speaks_welsh(self) -> bool:
        """Whether everything somebody signs is there in Welsh too."""
        return bool(self.title_cy and self.demand_cy and self.decision_maker_cy)

    def words(self, field: str) -> str:
        """A text of the petition in the language of the page, or in English where there is no Welsh."""
        welsh = self.speaks_welsh and page_is_welsh()
        return str(getattr(self, f"{field}_cy") if welsh else getattr(self, field))

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

    def honours_until(self) -> datetime | None:
        """When nobody can confirm any more, as far as it is known by now."""
        ended = self.closing_at or self.closes_at
        return ended + HONOURED if ended else None

    def _ended_at(self) -> datetime:
        ended = self.closing_at or self.closes_at
        assert ended is not None  # a constraint holds it for closing and closed
        return ended


class Limits(models.Model):
    """How many signatures may come from one place before a moderator looks; without a row, these."""

    petition = models.OneToOneField(
        Petition, on_delete=models.CASCADE, primary_key=True, related_name="limits"
    )
    address_minute = models.PositiveIntegerField("an internet address in a minute", default=10)
    address_hour = models.PositiveIntegerField("an internet address in an hour", default=40)
    address_day = models.PositiveIntegerField("an internet address in a day", default=150)
    workplace_hour = models.PositiveIntegerField("a named workplace in an hour", default=600)
    stall = models.PositiveIntegerField("one stall", default=200)
    domain_alert = models.PositiveIntegerField("alert: a mail domain in an hour", default=100)
    domain_hold = models.PositiveIntegerField("hold: a mail domain in an hour", default=200)

    class Meta:
        verbose_name_plural = "limits"

    def __str__(self) -> str:
        return f"limits of petition {self.petition_id}"


class WorkplaceRange(models.Model):
    """The internet addresses of one workplace, where many people share few of them."""

    name = models.CharField(max_length=120)
    network = models.CharField(
        max_length=49, unique=True, help_text="in the form 192.0.2.0/24 or 2001:db8::/32"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.network})"
