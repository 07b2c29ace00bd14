"""Taking a page back: it leaves at once, and its address says since when and why.

What was wrong in one language is most likely wrong in the other, so a page is taken back, and brought back,
with all its language sides, unless somebody says that only one is meant. The files that only it led to leave
with it, unless somebody says that they stay.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from union.accounts.models import User
from union.audit.recording import record
from union.pages.changing import pages_showing
from union.pages.models import CampaignDocument
from union.publishing.models import Withdrawal
from union.publishing.reasons import given
from union.publishing.taken_along import files_of, leaving_with
from union.publishing.welsh import is_welsh


class NothingToRecall(Exception):
    """The page is not live, or not withdrawn; the message says which."""


def sides_of(page: Page) -> list[Page]:
    """The page in every language, itself first."""
    others = Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    return [page, *others.select_related("locale").order_by("locale_id")]


def versions_of(page: Page) -> list[int]:
    """Every version of the page, in every language."""
    return _versions({side.pk for side in sides_of(page)})


def versions_with(page: Page) -> list[int]:
    """Those, and every version of the pages that show it: of a newsletter with its points, for instance."""
    sides = {side.pk for side in sides_of(page)}
    return _versions(sides | pages_showing(Page, sides))


def _versions(pages: set[int]) -> list[int]:
    found = Revision.page_revisions.filter(object_id__in=[str(pk) for pk in pages])
    return list(found.values_list("pk", flat=True))


def sides_to_recall(page: Page) -> list[Page]:
    """Those that are live, or approved to go live at a later time."""
    return [side for side in sides_of(page) if side.live or side.approved_schedule]


def sides_to_bring_back(page: Page) -> list[Page]:
    return [side for side in sides_of(page) if current_withdrawal(side)]


@transaction.atomic
def recall_all(
    page: Page, *, reason: str, reason_cy: str = "", files_stay: bool = False, by: User, at: datetime
) -> list[Withdrawal]:
    """Take back every language side of a live page, and let none go live that waits for its time.

    All or nothing; raises what `recall` raises.
    """
    sides = sides_to_recall(page)
    files = [] if files_stay else list(leaving_with(sides))
    withdrawals = [_recall(page, reason, reason_cy, files=files, by=by, at=at)]
    for side in sides:
        if side.live and side.pk != page.pk:
            withdrawals.append(_recall(side, reason, reason_cy, files=files, by=by, at=at))
        elif not side.live:
            _call_off(side, by=by)
    return withdrawals


@transaction.atomic
def recall(
    page: Page, *, reason: str, reason_cy: str = "", files_stay: bool = False, by: User, at: datetime
) -> Withdrawal:
    """Unpublish this page alone, with a reason for readers: on a Welsh page the Welsh one where it is given.
    Its PDF goes with it, and unless `files_stay` the files that no other live page leads to.

    Raises ReasonMissing, NothingToRecall, and PermissionDenied for those who may not.
    """
    files = [] if files_stay else list(leaving_with([page]))
    return _recall(page, reason, reason_cy, files=files, by=by, at=at)


def _recall(
    page: Page, reason: str, reason_cy: str, *, files: list[CampaignDocument], by: User, at: datetime
) -> Withdrawal:
    why = given(reason)
    held = Page.objects.select_for_update().get(pk=page.pk).specific
    if not held.live:
        raise NothingToRecall("This page is not live: there is nothing to recall.")
    if not may_undo(held, by):  # no lock is asked: what is wrong leaves, whatever waits for its time
        raise PermissionDenied("You may not recall this page.")
    stood = held.live_revision or held.save_revision(user=by, log_action=False)
    said, language = _to_readers(held, why, reason_cy)
    withdrawal = Withdrawal.objects.create(
        page=held, path=held.get_url() or "", reason=said, language=language, revision=stood, by=by, at=at
    )
    theirs = files_of(held)
    withdrawal.files.set([file for file in files if file.pk in theirs])
    UnpublishPageAction(held, user=by, log_action=False).execute(skip_permission_checks=True)
    log(instance=held, action="publishing.recall", user=by, data={"reason": why})
    record("page.recalled", subject=f"page:{held.pk}", by=by, at=at)
    return withdrawal


def _to_readers(page: Page, reason: str, reason_cy: str) -> tuple[str, str]:
    """The words at the address of a page, and their language."""
    if is_welsh(page) and reason_cy.strip():
        return given(reason_cy), "cy"
    return reason, "en"


def _call_off(page: Page, *, by: User) -> None:
    """It no longer goes live at its time."""
    if not page.permissions_for_user(by).can_unschedule():
        raise PermissionDenied("You may not recall this page.")
    revision = page.scheduled_revision
    page.revisions.update(approved_go_live_at=None)
    log(instance=page.specific, action="wagtail.schedule.cancel", user=by, revision=revision)


@transaction.atomic
def undo_recall_all(page: Page, *, by: User, at: datetime) -> None:
    """Publish again every language side that is withdrawn; raises what `undo_recall` raises."""
    undo_recall(page, by=by, at=at)
    for side in sides_to_bring_back(page):
        undo_recall(side, by=by, at=at)


@transaction.atomic
def undo_recall(page: Page, *, by: User, at: datetime) -> None:
    """Publish again what stood at this page's address: it was approved then, nobody has to approve it anew.

    Changes made since stay a draft. Raises NothingToRecall where the page is not withdrawn.
    """
    held = Page.objects.select_for_update().get(pk=page.pk).specific
    if not may_undo(held, by):
        raise PermissionDenied("You may not bring this page back.")
    withdrawal = current_withdrawal(held)
    if withdrawal is None or withdrawal.revision is None:
        raise NothingToRecall("This page is not withdrawn, or what stood there is no longer kept.")
    withdrawal.revision.publish(user=by, skip_permission_checks=True, log_action=False)
    log(instance=held, action="publishing.undo_recall", user=by, revision=withdrawal.revision)
    record("page.recall_undone", subject=f"page:{held.pk}", by=by, at=at)


def may_undo(page: Page, user: Any) -> bool:
    """Whoever may recall the page may bring it back; the root of all sites is none."""
    may = user.is_superuser or "publish" in page.permissions_for_user(user).permissions
    return may and not page.is_root()


def current_withdrawal(page: Page) -> Withdrawal | None:
    return Withdrawal.objects.filter(page=page, ended_at=None).select_related("revision").first()


def end_withdrawal(instance: Page, **news: Any) -> None:
    """A page that is published again is no longer withdrawn; the signal `page_published`."""
    Withdrawal.objects.filter(page_id=instance.pk, ended_at=None).update(ended_at=instance.last_published_at)


def withdrawn_at(path: str) -> Withdrawal | None:
    """What stood at this path and was withdrawn; its PDF as well."""
    whole = path.removesuffix("pdf/")
    return Withdrawal.objects.filter(path__in={path, whole}, ended_at=None).order_by("-at").first()
