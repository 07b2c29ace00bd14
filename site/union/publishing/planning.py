"""What is due by the clock: approved versions go live, pages at their end leave. The sweep calls."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language_from_path
from wagtail.models import Page, Revision, Site

from union.publishing.welsh import check_welsh

logger = logging.getLogger(__name__)


def publish_due(*, at: datetime) -> int:
    """Publish every version that was approved for a time that has come; how many.

    One that cannot go live, because its address was taken or its Welsh side recalled meanwhile, waits and
    stops no other one: the front page of the CMS tells of it.
    """
    due = Revision.page_revisions.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at")
    published = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            published += _publish(pk, at=at)
        except Exception:
            logger.exception("planning: version %s did not go live", pk)
    return published


@transaction.atomic
def _publish(pk: int, *, at: datetime) -> bool:
    """One version, once: a sweep beside this one finds nothing left to do."""
    held = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__lte=at).first()
    if held is None:
        return False
    check_welsh(held.as_object())  # its Welsh side may have lost its time since
    held.publish(log_action="wagtail.publish.scheduled")
    return True


def expire_due(*, at: datetime) -> int:
    """Unpublish every page whose time is over; how many."""
    due = Page.objects.live().filter(expire_at__lte=at)
    return sum(_expire(pk, at=at) for pk in list(due.values_list("pk", flat=True)))


def run_out_at(path: str, site: Site | None) -> Page | None:
    """The page that anybody could read at this path, or its PDF, until its time was over, if any."""
    root = site.root_page if site else None
    if root and (language := get_language_from_path(path)):
        sides = Page.objects.filter(translation_key=root.translation_key)
        root, path = sides.filter(locale__language_code=language).first(), path.removeprefix(f"/{language}")
    if root is None:
        return None
    stood = f"{root.url_path}{path.removeprefix('/').removesuffix('pdf/')}"
    return (
        Page.objects.public()
        .filter(url_path=stood, live=False, expired=True, expire_at__isnull=False)
        .first()
    )


@transaction.atomic
def _expire(pk: int, *, at: datetime) -> bool:
    held = Page.objects.select_for_update().live().filter(pk=pk, expire_at__lte=at).first()
    if held is None:
        return False
    held.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True
