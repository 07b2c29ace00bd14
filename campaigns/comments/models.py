"""Comments on pages, which are records. Nobody sees one before it was confirmed and a moderator read it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class CommentQuerySet(models.QuerySet["Comment"]):
    def published(self) -> CommentQuerySet:
        """What readers see, in the order in which it was written."""
        return self.filter(state=Comment.State.PUBLISHED).order_by("written_at", "pk")


class Comment(models.Model):
    """What one reader wrote. Confirmed, it keeps a keyed hash of the address, which finds it for erasure."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "Waits for its writer"
        WAITING = "waiting", "Waits for a moderator"
        PUBLISHED = "published", "Published"
        REFUSED = "refused", "Refused"

    class Reason(models.TextChoices):
        NAMES = "names", "It names or describes a client, a child or a colleague"
        HARM = "harm", "It threatens, insults or discriminates"
        UNTRUE = "untrue", "It says of somebody what may be untrue"
        ADVERT = "advert", "It advertises, or is written by a machine"
        TOPIC = "topic", "It is about something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.SET_NULL, null=True, related_name="+", help_text="empty: deleted"
    )
    about = models.CharField("title of its page", max_length=255)
    gone_at = models.DateTimeField("when its page was found deleted", null=True)
    name = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    email = models.EmailField(blank=True, help_text="until it is confirmed")
    address_hash = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=2, default="en")
    doubt = models.CharField(max_length=40, blank=True, help_text="why this may be a machine's work")
    state = models.CharField(max_length=11, choices=State, default=State.UNCONFIRMED)
    reason = models.CharField("reason for refusing", max_length=6, choices=Reason, blank=True)
    written_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = CommentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        permissions = [("moderate_comments", "Can publish and refuse readers' comments")]
        indexes = [models.Index(fields=["page", "state", "written_at"], name="comments_of_a_page")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="unconfirmed") | Q(email="", confirmed_at__isnull=False),
                name="comment_confirmed_keeps_no_address",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(reason="")) | (~Q(state="refused") & Q(reason="")),
                name="comment_refused_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def subject(self) -> str:
        """How letters and the audit log name it."""
        return f"comment:{self.pk}"
