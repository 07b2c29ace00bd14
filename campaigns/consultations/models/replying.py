"""Replies and their answers, and what people allow to be done with them.

`counted()` is the only door of moderators, tables, exports and pages: what was sent and may be read.

Every record here says `wagtail_reference_index_ignore`: the CMS keeps no index of who replied or moderated.
"""

from __future__ import annotations

from functools import partial
from secrets import randbits

from django.db import models
from django.db.models import Q

from campaigns.consultations.models.asking import Consultation, QuestionnaireVersion
from union.members.models import Member


class Participation(models.Model):
    """A place of somebody on the roll in a consultation, and that they answered, to the day; never what.

    `answered_on`: when an anonymous member's link was exchanged, or a known member's reply was sent.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="participations")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    link_id = models.BigIntegerField(
        unique=True,
        default=partial(randbits, 63),
        help_text="63 random bits; a link is this and an HMAC that is not stored",
    )
    invited = models.BooleanField("had their turn", default=False)
    answered_on = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "member"], name="participation_once")]

    def __str__(self) -> str:
        return f"participation {self.pk}"


class ReplyQuerySet(models.QuerySet["Reply"]):
    def counted(self) -> ReplyQuerySet:
        """Sent, and readable: an anonymous one becomes so when it is mixed with others."""
        return self.filter(state=Reply.State.SENT, readable=True)


class Reply(models.Model):
    """Somebody's answers. Hangs on the hash of a receipt code that only they hold; dates to the day."""

    class State(models.TextChoices):
        STARTED = "started", "Started"
        SENT = "sent", "Sent"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Channel(models.TextChoices):
        WEB = "web", "On the web"
        PAPER = "paper", "On paper"
        PHONE = "phone", "By telephone"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="replies")
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="replies")
    mode = models.CharField(max_length=20, choices=Consultation.Mode)
    participation = models.OneToOneField(
        Participation, on_delete=models.CASCADE, null=True, related_name="reply"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    readable = models.BooleanField(default=True)
    channel = models.CharField(max_length=5, choices=Channel, default=Channel.WEB)
    started_on = models.DateField()
    sent_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    language = models.CharField(
        max_length=2, blank=True, default="", help_text="of the letter that reports; known members alone"
    )

    objects = ReplyQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "replies"
        indexes = [models.Index(fields=["consultation", "state"], name="reply_by_state")]
        constraints = [
            models.CheckConstraint(
                name="reply_anonymous_has_no_roll_row",
                condition=Q(mode__in=["public", "anonymous_verified"], participation=None)
                | Q(mode__in=["confidential", "named"], participation__isnull=False)
                | Q(channel__in=["paper", "phone"], participation=None),
            ),
            models.CheckConstraint(
                name="reply_language_of_the_known",
                condition=Q(language="") | Q(participation__isnull=False),
            ),
            models.CheckConstraint(
                name="reply_state_has_its_date",
                condition=Q(state="started", sent_on=None, withdrawn_on=None)
                | Q(state="sent", sent_on__isnull=False, withdrawn_on=None)
                | Q(state="withdrawn", withdrawn_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"reply {self.pk}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def counted(self) -> AnswerQuerySet:
        """Answers of replies that are sent and readable."""
        return self.filter(reply__state=Reply.State.SENT, reply__readable=True)


class Answer(models.Model):
    """One answer, as given. Free text carries what a moderator decided; other kinds need no reading."""

    class Moderation(models.TextChoices):
        NOT_NEEDED = "not_needed", "Not free text"
        UNREAD = "unread", "Waiting"
        APPROVED = "approved", "Approved"
        REDACTED = "redacted", "Approved with words taken out"
        REFUSED = "refused", "Not to be published"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="answers")
    question = models.SlugField("question key", max_length=47)  # or a key of 40 and `__other`
    value = models.JSONField()
    moderation = models.CharField(max_length=10, choices=Moderation)
    flagged = models.CharField(
        "kinds of flags found in a free text", max_length=200, blank=True, default="", db_default=""
    )
    flagged_by = models.CharField(
        "rules by which they were found", max_length=16, blank=True, default="", db_default=""
    )

    objects = AnswerQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["moderation"], name="answer_to_read", condition=~Q(moderation="not_needed")),
            models.Index(fields=["flagged_by"], name="answer_to_flag", condition=~Q(moderation="not_needed")),
        ]
        constraints = [models.UniqueConstraint(fields=["reply", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Consent(models.Model):
    """An event: a purpose allowed, or no longer allowed, under a wording. The last one counts."""

    class Purpose(models.TextChoices):
        CAMPAIGN = "campaign", "on campaign pages, in leaflets and newsletters"
        PRESS = "press", "in the press and in Parliament"

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=10, choices=Purpose)
    given = models.BooleanField()
    wording = models.CharField("wording version", max_length=20)
    source = models.CharField(max_length=20)
    given_on = models.DateField()

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"consent {self.pk}"
