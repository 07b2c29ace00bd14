"""What is held of whoever comments: to hand over, to delete, and what goes by itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from campaigns.comments.commenting import CONFIRM, LINK_LIVES
from campaigns.comments.models import Comment
from union.expiring import Expired, delete_in_batches
from union.mail.forgetting import forget
from union.mail.sending import recipient_hash
from union.pages.kept_pages import forget_pages

REFUSED_KEPT = timedelta(days=30)
# Whoever was named on a page has a year to complain in court (Limitation Act 1980, section 4A).
PAGELESS_KEPT = timedelta(days=366)


def collect(address: str) -> Mapping[str, Any]:
    """Every comment that came from the address, fit for JSON."""
    rows = [
        {
            "page": comment.about,
            "name": comment.name,
            "text": comment.text,
            "written_at": comment.written_at,
            "state": comment.get_state_display(),
        }
        for comment in _of(address).order_by("written_at")
    ]
    return {"comments": rows} if rows else {}


def goes(address: str) -> list[str]:
    n = _of(address).count()
    words = ngettext("%(n)d comment you wrote on our pages", "%(n)d comments you wrote on our pages", n)
    return [words % {"n": n}] if n else []


@transaction.atomic
def erase(address: str, *, at: datetime) -> int:
    """Delete the comments, published or not, and the letters about them; how many rows."""
    gone, _rows = _of(address).delete()
    forget_pages()
    return gone + forget(address, kinds=[CONFIRM])


def expire(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Comments that nobody confirmed within a week, those that were refused a month ago, and those whose page
    was deleted more than a year ago: until then moderators answer for what stood there.
    """
    unconfirmed = Q(state=Comment.State.UNCONFIRMED, written_at__lt=at - LINK_LIVES)
    refused = Q(state=Comment.State.REFUSED, decided_at__lt=at - REFUSED_KEPT)
    alone = Q(page=None, gone_at__lt=at - PAGELESS_KEPT)
    if not dry_run:
        Comment.objects.filter(page=None, gone_at=None).update(gone_at=at)
    n = delete_in_batches(Comment.objects.filter(unconfirmed | refused | alone), dry_run=dry_run)
    what = "comments never confirmed, refused, or of a page that was deleted"
    return [Expired(what, "7 days, 30 days, or a year", n)]


def _of(address: str) -> QuerySet[Comment]:
    return Comment.objects.filter(address_hash=recipient_hash(address))
