"""Taking a page back: it leaves at once, and its address says since when and why."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page

from union.accounts.models import User
from union.audit.recording import record
from union.publishing.models import Withdrawal
from union.publishing.reasons import given


class NothingToRecall(Exception):
    """The page is not live, or not withdrawn; the message says which."""


@transaction.atomic
def recall(page: Page, *, reason: str, by: User, at: datetime) -> Withdrawal:
    """Unpublish the page, with a reason for readers. Its PDF goes with it.

    Raises ReasonMissing, NothingToRecall, and PermissionDenied for those who may not.
    """
    why = given(reason)
    held = Page.objects.select_for_update().get(pk=page.pk).specific
    if not held.live:
        raise NothingToRecall("This page is not live: there is nothing to recall.")
    if not held.permissions_for_user(by).can_unpublish():
        raise PermissionDenied("You may not recall this page.")
    stood = held.live_revision or held.save_revision(user=by, log_action=False)
    withdrawal = Withdrawal.objects.create(
        page=held, path=held.get_url() or "", reason=why, revision=stood, by=by, at=at
    )
    UnpublishPageAction(held, user=by, log_action=False).execute(skip_permission_checks=True)
    log(instance=held, action="publishing.recall", user=by, data={"reason": why})
    record("page.recalled", subject=f"page:{held.pk}", by=by, at=at)
    return withdrawal


@transaction.atomic
def undo_recall(page: Page, *, by: User, at: datetime) -> None:
    """Publish again what stood there: it was approved then, so nobody has to approve it anew.

    Changes made since stay a draft. Raises NothingToRecall where the page is not withdrawn.
    """
    held = Page.objects.select_for_update().get(pk=page.pk).specific
    withdrawal = current_withdrawal(held)
    if withdrawal is None or withdrawal.revision is None:
        raise NothingToRecall("This page is not withdrawn, or what stood there is no longer kept.")
    if not may_undo(held, by):
        raise PermissionDenied("You may not bring this page back.")
    withdrawal.revision.publish(user=by, skip_permission_checks=True, log_action=False)
    log(instance=held, action="publishing.undo_recall", user=by, revision=withdrawal.revision)
    record("page.recall_undone", subject=f"page:{held.pk}", by=by, at=at)


def may_undo(page: Page, user: Any) -> bool:
    """Whoever may recall the page may bring it back."""
    return user.is_superuser or "publish" in page.permissions_for_user(user).permissions


def current_withdrawal(page: Page) -> Withdrawal | None:
    return Withdrawal.objects.filter(page=page, ended_at=None).select_related("revision").first()


def end_withdrawal(instance: Page, **news: Any) -> None:
    """A page that is published again is no longer withdrawn; the signal `page_published`."""
    Withdrawal.objects.filter(page_id=instance.pk, ended_at=None).update(ended_at=instance.last_published_at)


def withdrawn_at(path: str) -> Withdrawal | None:
    """What stood at this path and was withdrawn; its PDF as well."""
    whole = path.removesuffix("pdf/")
    return Withdrawal.objects.filter(path__in={path, whole}, ended_at=None).order_by("-at").first()
