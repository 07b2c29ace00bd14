"""Publishing without a second person, for those who may: the site history says who, when and why."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page

from union.accounts.models import User
from union.audit.recording import record
from union.publishing.reasons import given
from union.publishing.welsh import check_welsh


@transaction.atomic
def publish_in_a_hurry(page: Page, *, reason: str, by: User, at: datetime) -> None:
    """Publish, or schedule, the newest version of the page on one person's word.

    Raises ReasonMissing, NeedsItsWelshSide, and PermissionDenied for those who may not.
    """
    why = given(reason)
    if not page.permissions_for_user(by).can_publish():
        raise PermissionDenied("You may not publish this page alone: submit it for approval.")
    revision = page.get_latest_revision() or page.specific.save_revision(user=by)
    check_welsh(revision.as_object())
    PublishPageRevisionAction(revision, user=by).execute(skip_permission_checks=True)
    log(instance=page.specific, action="publishing.hurry", user=by, data={"reason": why}, revision=revision)
    record("page.published_in_a_hurry", subject=f"page:{page.pk}", by=by, at=at)
