"""What it takes to publish: another’s approval, or a reason where there was none; a reason for leaving."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import AbstractGroupApprovalTask, Page, Revision, TaskState

from union.publishing.second_person import edited_last
from union.publishing.welsh import lacks_welsh


class SecondPersonTask(AbstractGroupApprovalTask):
    """Approval by a member of the chosen groups who is not the last editor of the page."""

    class Meta:
        verbose_name = "Approval by a second person"
        permissions = [("publish_in_a_hurry", "Can publish without a second person, giving a reason")]

    @classmethod
    def get_description(cls) -> str:
        return "A member of the chosen groups approves it, but never whoever changed the page last."

    def get_actions(self, obj: Page, user: Any) -> list[tuple[str, str, bool]]:
        """Wagtail's, without those that approve where this person or this page may not have it."""
        actions = super().get_actions(obj, user)
        return [action for action in actions if action[0] != "approve" or _may_be_approved(obj, user)]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Does nothing where it may not be approved: that may be so only since the form was sent."""
        page = task_state.workflow_state.content_object
        if action_name == "approve" and not _may_be_approved(page, user):
            return
        super().on_action(task_state, user, action_name, **kwargs)


def _may_be_approved(page: Page, user: Any) -> bool:
    """Neither by its last editor, nor before its Welsh side."""
    newest = page.get_latest_revision_as_object()
    return not edited_last(page, user) and not lacks_welsh(newest)


class Withdrawal(models.Model):
    """A page that was taken back; its address says so until the page is published again."""

    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, related_name="withdrawals")
    path = models.CharField(max_length=500, db_index=True, help_text="where it stood")
    reason = models.CharField("why it is withdrawn", max_length=300)
    language = models.CharField(max_length=2, default="en", help_text="of the reason")
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="when it was published again")
    files: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, related_name="+", help_text="documents that left with it"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page"], name="withdrawn_once", condition=models.Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.path


class PressLink(models.Model):
    """A link by which somebody of the press reads an approved page before its time."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="press_links")
    token_hash = models.CharField(max_length=64, unique=True)
    outlet = models.CharField("who gets it", max_length=120, help_text="the newspaper or the desk")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.outlet

    @property
    def is_used_up(self) -> bool:
        """Whether the page went live since: a version that waits after that was not given to this outlet."""
        out = self.page.last_published_at
        return out is not None and out > self.at
