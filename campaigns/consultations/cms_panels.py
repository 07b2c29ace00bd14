"""What the front page of the CMS tells moderators and safeguarding leads about members' views."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from campaigns.consultations import cms_safeguarding, safeguarding
from campaigns.consultations.cms_views import PERMISSION
from campaigns.consultations.reading import with_work
from union.publishing.todo import ToDo

SHOWN = 10


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    """That somebody may be at risk; then consultations in which a text or a quote waits."""
    moderates = user.has_perm(PERMISSION)
    lines = _at_risk() if moderates or user.has_perm(cms_safeguarding.LEADS) else []
    return [*lines, *(_waiting() if moderates else [])]


def _at_risk() -> list[ToDo]:
    count = safeguarding.waiting().count()
    says = "reply says" if count == 1 else "replies say"
    where = reverse("consultations_cms:safeguarding")
    return [ToDo(f"{count} {says} that somebody may be at risk now", where, urgent=True)] if count else []


def _waiting() -> list[ToDo]:
    found: Any = with_work()
    rows = found.filter(Q(waiting__gt=0) | Q(quotes_waiting__gt=0)).order_by("-waiting", "title")[:SHOWN]
    return [_line(row) for row in rows]


def _line(row: Any) -> ToDo:
    counts = {"to read": row.waiting, "quoted to approve": row.quotes_waiting}
    words = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    queue = "queue" if row.waiting else "quotes"
    where = reverse(f"consultations_cms:{queue}", args=[row.pk])
    return ToDo(f"Members’ texts in “{row.title}”: {words}", where)
