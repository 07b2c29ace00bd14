"""What is on offer, who asked for it, and every answer they gave."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from union.languages import page_is_welsh


class Newsletter(models.Model):
    """One newsletter or topic that people can ask for."""

    name = models.CharField(max_length=80, unique=True)
    name_cy = models.CharField("name in Welsh", max_length=80, blank=True)
    about = models.CharField(
        "in one sentence", max_length=200, help_text="What is in it, and how often it comes"
    )
    about_cy = models.CharField("the same in Welsh", max_length=200, blank=True)
    is_offered = models.BooleanField(
        "on offer", default=True, help_text="Without it nobody new can ask for it; those who get it still do"
    )
    for_signers = models.BooleanField(
        "comes with petitions",
        default=False,
        help_text="Whoever ticks “E-mail me about other campaigns of the union” on a petition, and confirms, "
        "gets it too from then on",
    )
    place = models.PositiveSmallIntegerField(
        "place in the list", default=10, help_text="Lower numbers come first"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["place", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        return self.name_cy if self.name_cy and page_is_welsh() else self.name

    @property
    def shown_about(self) -> str:
        return self.about_cy if self.about_cy and page_is_welsh() else self.about


class Wish(models.Model):
    """What somebody typed on the form; nothing until the owner of the address confirms it by its link."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(help_text="in small letters")
    language = models.CharField(max_length=2, default="en")
    newsletters = models.ManyToManyField(Newsletter, related_name="+")
    wording = models.PositiveSmallIntegerField(help_text="version of the words that were shown")
    source = models.CharField(max_length=20, default="form")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "wishes"
        indexes = [models.Index(fields=["email", "asked_at"], name="wish_of_mailbox")]

    def __str__(self) -> str:
        return f"wish {self.pk}"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def of(self, newsletter: Newsletter) -> SubscriberQuerySet:
        """Those whose latest answer to this newsletter is yes.

        Asked of its answers: asked of each subscriber, one newsletter of forty would read them all.
        """
        answers = Choice.objects.filter(newsletter=newsletter)
        later = answers.filter(subscriber=OuterRef("subscriber"), number__gt=OuterRef("number"))
        return self.filter(pk__in=answers.filter(~Exists(later), given=True).values("subscriber"))


class Subscriber(models.Model):
    """An address whose owner confirmed that we may write to it. What is sent is in the choices."""

    email = models.EmailField(unique=True, help_text="in small letters")
    address_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, default="en")
    since = models.DateTimeField()

    objects = SubscriberQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(language__in=["en", "cy"]), name="subscriber_language_known")
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Choice(models.Model):
    """One answer to one newsletter, as an event: what was asked in which words, and what was said when."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="choices")
    newsletter = models.ForeignKey(Newsletter, on_delete=models.PROTECT, related_name="choices")
    number = models.PositiveSmallIntegerField(help_text="1 is the first answer to this newsletter")
    given = models.BooleanField()
    wording = models.PositiveSmallIntegerField(
        null=True, help_text="version of the words that were shown here"
    )
    words = models.CharField(max_length=300, blank=True, help_text="or the words that were shown elsewhere")
    asked_at = models.DateTimeField(help_text="when the form was sent")
    at = models.DateTimeField(help_text="when the answer took effect")
    source = models.CharField(max_length=20)
    mailing = models.ForeignKey(
        "newsletters.Mailing", on_delete=models.SET_NULL, null=True, related_name="+",
        help_text="the mailing whose link said no",
    )  # fmt: skip

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["subscriber", "newsletter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "newsletter", "number"], name="choice_once"),
            models.CheckConstraint(
                condition=Q(wording__isnull=False, words="") | Q(wording=None) & ~Q(words=""),
                name="choice_has_its_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.newsletter_id} {'yes' if self.given else 'no'}"


class OptOut(models.Model):
    """A mailbox that wants no campaign mail as a member, by its keyed hash. Ballots and other service mail
    never ask this table."""

    address_hash = models.CharField(max_length=64, unique=True)
    since = models.DateField()
    mailing = models.ForeignKey("newsletters.Mailing", on_delete=models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.address_hash[:12]


class RateWindow(models.Model):
    """How often one place has asked in one stretch of time; who it is cannot be read from it."""

    key = models.CharField(max_length=64, primary_key=True)
    ends_at = models.DateTimeField(db_index=True)
    n = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.n)


def latest_choices(subscriber: Subscriber) -> dict[int, Choice]:
    """The last answer to each newsletter, by the newsletter's number."""
    found: QuerySet[Choice] = subscriber.choices.select_related("newsletter").order_by("number")
    return {choice.newsletter_id: choice for choice in found}
