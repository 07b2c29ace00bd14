"""Publishing without a second person, for those who may: the site history says who, when and why."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page

from union.accounts.models import User
from union.audit.recording import record
from union.publishing.approving import as_read
from union.publishing.reasons import given
from union.publishing.welsh import check_welsh


def publish_in_a_hurry(page: Page, *, read: str, reason: str, by: User, at: datetime) -> None:
    """Publish, or schedule, the version of the page that was read on one person's word; all or nothing.

    It waits for no approval any more. Raises ReasonMissing, ChangedMeanwhile, NeedsItsWelshSide, and
    PermissionDenied for those who may not.
    """
    why = given(reason)
    with as_read(page.pk, read=read, then="publish it") as held:
        if not held.permissions_for_user(by).can_publish():
            raise PermissionDenied("You may not publish this page alone: submit it for approval.")
        revision = held.get_latest_revision() or held.specific.save_revision(user=by)
        check_welsh(revision.as_object())
        PublishPageRevisionAction(revision, user=by).execute(skip_permission_checks=True)
        if waits := held.current_workflow_state:
            waits.cancel(user=by)
        told = {"action": "publishing.hurry", "data": {"reason": why}, "revision": revision}
        log(instance=held.specific, user=by, **told)
        record("page.published_in_a_hurry", subject=f"page:{held.pk}", by=by, at=at)
