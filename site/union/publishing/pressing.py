"""Links for the press: an approved page before its time, for whoever holds the link and nobody else."""

import hashlib
import secrets
from datetime import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from union.accounts.models import User
from union.audit.recording import record
from union.publishing.models import PressLink
from union.publishing.press_prints import remove_press_prints


class NotEmbargoed(Exception):
    """The page waits for no time: there is nothing to show early."""


@transaction.atomic
def give_to_the_press(page: Page, *, outlet: str, by: User, at: datetime) -> str:
    """A token for one outlet, told once and kept as a hash.

    Raises NotEmbargoed unless a version was approved for a time to come, and PermissionDenied for those who
    may not plan this page.
    """
    if not page.permissions_for_user(by).can_unschedule():
        raise PermissionDenied("You may not give this page to the press.")
    if planned(page, at=at) is None:
        raise NotEmbargoed("Only a page that is approved for a later time can be given to the press.")
    token = secrets.token_urlsafe(32)
    PressLink.objects.create(page=page, token_hash=_hash(token), outlet=outlet.strip(), by=by, at=at)
    log(instance=page.specific, action="publishing.press_link", user=by, data={"outlet": outlet.strip()})
    record("page.press_link_made", subject=f"page:{page.pk}", by=by, at=at)
    return token


@transaction.atomic
def stop_link(link: PressLink, *, by: User, at: datetime) -> None:
    """The link opens nothing from now on; with the last one the page's PDF for the press goes."""
    if not link.page.permissions_for_user(by).can_unschedule():
        raise PermissionDenied("You may not stop this link.")
    PressLink.objects.filter(pk=link.pk, stopped_at=None).update(stopped_at=at)
    if not PressLink.objects.filter(page=link.page_id, stopped_at=None).exists():
        transaction.on_commit(partial(remove_press_prints, link.page_id), robust=True)
    record("page.press_link_stopped", subject=f"page:{link.page_id}", by=by, at=at)


def planned(page: Page, *, at: datetime) -> Revision | None:
    """The version that was approved for a later time."""
    revision = awaited(page)
    return revision if revision and revision.approved_go_live_at > at else None


def awaited(page: Page) -> Revision | None:
    """The version that was approved for a time, until it is live: the sweep brings it half a minute after."""
    versions = Revision.page_revisions.filter(object_id=str(page.pk), approved_go_live_at__isnull=False)
    return versions.order_by("approved_go_live_at").first()


def version_for(link: PressLink) -> Revision | None:
    """What the link opens before its time; None once it leads to the page, whatever waits there by then."""
    return None if link.is_used_up else awaited(link.page)


def link_of(token: str) -> PressLink | None:
    """The link behind a token, unless it was stopped."""
    return PressLink.objects.filter(token_hash=_hash(token), stopped_at=None).select_related("page").first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
