"""The ballot itself: its form, its state, the places it is counted by."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from union.accounts.models import Role, User
from union.accounts.roles import branches_of
from union.members.models import Branch
from union.pay.claims import Claim, claim_from
from union.pay.models import PayScale


class State(models.TextChoices):
    DRAFT = "draft", "Draft"
    FROZEN = "frozen", "Fixed"
    SCHEDULED = "scheduled", "Scheduled"
    OPEN = "open", "Open"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"
    COUNTED = "counted", "Counted"
    CERTIFIED = "certified", "Certified"
    PUBLISHED = "published", "Result published"
    SHREDDED = "shredded", "Papers destroyed"
    VOID = "void", "Void"


BEFORE_FREEZE = (State.DRAFT, State.VOID)
RUNNING = (State.OPEN, State.PAUSED)
UNTIL_CLOSE = (State.SCHEDULED, *RUNNING)
BEFORE_RESULT = (*RUNNING, State.CLOSED, State.COUNTED, State.CERTIFIED)
PUBLIC = (State.SCHEDULED, *BEFORE_RESULT)
RESULT_OUT = (State.PUBLISHED, State.SHREDDED)


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, user: User | AnonymousUser) -> BallotQuerySet:
        """The only door to ballots at the desk: one's branches; national ones for office and scrutineers."""
        if not user.is_authenticated:
            return self.none()
        national = {Role.Kind.NATIONAL_OFFICE, Role.Kind.SCRUTINEER}
        sees_national = any(role.kind in national for role in user.roles.all())
        own = Q(branch__in=branches_of(user).values("pk"))
        return self.filter(own | Q(branch=None) if sees_national else own)

    def counting_for(self, user: User | AnonymousUser) -> BallotQuerySet:
        """Fixed ballots, national ones too, that count members of a branch somebody works for."""
        units = Unit.objects.filter(branches__in=branches_of(user).values("pk"))
        return self.exclude(frozen_at=None).filter(pk__in=units.values("ballot"))

    def followed_by(self, user: User | AnonymousUser) -> BallotQuerySet:
        """The ballots whose turnout somebody may follow: national ones too, for one's own branches.

        A ballot by returns alone has none: nobody is marked in it.
        """
        own, counting = self.visible_to(user).values("pk"), self.counting_for(user).values("pk")
        return self.filter(Q(pk__in=own) | Q(pk__in=counting), by_returns=False)

    def public(self) -> BallotQuerySet:
        """What anybody may know of: from the moment it is scheduled, void ones too."""
        known = Q(state__in=PUBLIC + RESULT_OUT) | Q(state=State.VOID, frozen_at__isnull=False)
        return self.filter(known)


class Ballot(models.Model):
    """A consultative ballot of members. Statutory kinds do not exist here, so none can be chosen."""

    class Kind(models.TextChoices):
        PAY_CLAIM = "pay_claim", "Consultative ballot on a pay claim"
        PAY_OFFER = "pay_offer", "Consultative ballot on a pay offer"

    class Custody(models.TextChoices):
        PLATFORM = "platform", "Held by the platform"
        SCRUTINEERS = "scrutineers", "Held by scrutineers"

    class Receipt(models.TextChoices):
        TRACKER = "tracker", "Trackers are listed with the votes"
        INCLUSION = "inclusion", "The receipt proves the paper is on the board"

    class Language(models.TextChoices):
        ENGLISH = "en-GB", "English"
        WELSH = "cy", "Welsh"

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    language = models.CharField("written in", max_length=5, choices=Language, default=Language.ENGLISH)
    introduction = models.TextField(blank=True)
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ballots",
        help_text="none: national",
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PAY_CLAIM)
    pay_scale = models.ForeignKey(PayScale, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    rules = models.JSONField(default=dict, blank=True, help_text="who may vote; see ballots.eligibility")
    custody = models.CharField(max_length=12, choices=Custody, default=Custody.PLATFORM)
    receipt = models.CharField(max_length=10, choices=Receipt, default=Receipt.TRACKER)
    by_returns = models.BooleanField(
        "each branch consults in its own way",
        default=False,
        help_text="no links are sent: branches send in their figures",
    )
    # Written once, by the worker that freezes.
    public_key = models.BinaryField(null=True, editable=False)
    wrapped_private_key = models.BinaryField(null=True, editable=False)
    form_hash = models.CharField(max_length=64, blank=True, editable=False)
    roll_root = models.CharField(max_length=64, blank=True, editable=False)
    eligible = models.PositiveIntegerField("members on the roll", null=True, editable=False)
    reachable = models.PositiveIntegerField("of these with an e-mail address", null=True, editable=False)
    # Acts of officials and of the clock; no time near a vote.
    frozen_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    counted_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(max_length=200, blank=True)
    traces_wiped = models.BooleanField(default=False, editable=False, help_text="after closing, on SQLite")
    told_on = models.DateField("members were last told of recorded votes", null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = BallotQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="ballot_closes_after_opening", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="ballot_kind_is_consultative", condition=Q(kind__in=["pay_claim", "pay_offer"])
            ),
            models.CheckConstraint(name="ballot_language_known", condition=Q(language__in=["en-GB", "cy"])),
            models.CheckConstraint(
                name="ballot_custody_known", condition=Q(custody__in=["platform", "scrutineers"])
            ),
            models.CheckConstraint(
                name="ballot_has_key_once_frozen",
                condition=Q(state__in=["draft", "void"])
                | Q(public_key__isnull=False, by_returns=False)
                | Q(public_key__isnull=True, by_returns=True),
            ),
            models.CheckConstraint(
                name="ballot_wrapped_key_is_the_platforms",
                condition=Q(wrapped_private_key__isnull=True) | Q(custody="platform"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("ballots:ballot", args=[self.slug])

    @property
    def subject(self) -> str:
        """How audit entries and mail name this ballot."""
        return f"ballot:{self.pk}"

    @property
    def language_of_letters(self) -> str:
        """The language in which its letters are written: its own (docs/decisions/0214)."""
        return "cy" if self.language == Ballot.Language.WELSH else "en"

    def is_open(self, at: datetime) -> bool:
        """Whether a paper could be cast now; the cast itself asks again under its lock."""
        return self.state == State.OPEN and self.opens_at <= at < self.closes_at

    @property
    def closes_at_by_form(self) -> datetime:
        """The closing time two people fixed at the freeze, before any extension."""
        first = self.extensions.order_by("pk").values_list("closes_before", flat=True).first()
        return first or self.closes_at

    @property
    def closed_early(self) -> bool:
        return self.closed_at is not None and self.closed_at < self.closes_at

    @property
    def why_closed_early(self) -> str:
        """What members were told when two people closed it before its time; empty where nobody was asked."""
        early = self.approvals.filter(act="early_close", refusal="", done_at__isnull=False)
        return early.values_list("reason", flat=True).last() or ""

    @property
    def result_is_out(self) -> bool:
        return self.state in RESULT_OUT

    @property
    def is_public(self) -> bool:
        """Whether anybody may know of it, as `public()` asks of many."""
        called_off = self.state == State.VOID and self.frozen_at is not None
        return self.state in PUBLIC + RESULT_OUT or called_off

    @property
    def is_editable(self) -> bool:
        return self.state == State.DRAFT


class Question(models.Model):
    """One thing asked; abstaining is an option, never an empty paper."""

    class Kind(models.TextChoices):
        SINGLE = "single", "One of several options"
        YES_NO = "yes_no", "Yes or no"
        ACCEPT_REJECT = "accept_reject", "Accept or reject"
        APPROVAL = "approval", "As many options as one likes"
        RANKED = "ranked", "Options in order of preference"

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.SINGLE)
    most = models.PositiveSmallIntegerField(null=True, blank=True, help_text="options one may tick at most")
    recommendation = models.CharField(max_length=300, blank=True, help_text="the committee's advice, if any")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                name="question_kind_known",
                condition=Q(kind__in=["single", "yes_no", "accept_reject", "approval", "ranked"]),
            ),
            models.CheckConstraint(
                name="question_most_is_for_approval",
                condition=Q(most__isnull=True) | Q(kind="approval", most__gte=1),
            ),
            models.UniqueConstraint(fields=["ballot", "number"], name="question_once"),
            models.CheckConstraint(
                name="question_numbers_from_1", condition=Q(number__gte=1, number__lte=20)
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Option(models.Model):
    """One answer. It may carry a pay claim, so that the booth can show what it gives at one's own point."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    detail = models.CharField(max_length=300, blank=True)
    abstains = models.BooleanField(default=False)
    pay_claim = models.JSONField(null=True, blank=True, help_text="as union.pay.claims.claim_data writes it")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="option_once"),
            models.CheckConstraint(name="option_numbers_from_1", condition=Q(number__gte=1, number__lte=100)),
        ]

    def __str__(self) -> str:
        return self.label

    def claim(self) -> Claim | None:
        """The pay claim this answer stands for, if it stands for one."""
        return claim_from(self.pay_claim) if self.pay_claim else None


class Unit(models.Model):
    """A place counted by itself, fixed at freeze: a branch, or small branches of a region together."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="units")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    region = models.CharField(max_length=80, blank=True)
    electorate = models.PositiveIntegerField()
    branches = models.ManyToManyField(Branch, related_name="+", help_text="whose members it holds")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="unit_once"),
            models.UniqueConstraint(fields=["ballot", "name"], name="unit_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
