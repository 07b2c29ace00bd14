"""What newsletters add to the front page of the CMS."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from campaigns.newsletters.cms_views import APPROVES
from campaigns.newsletters.models import Mailing
from union.publishing.todo import ToDo

SHOWN = 10


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    """Drafts of mailings that this person may approve; one whose time is over is urgent, and leaves late."""
    if not user.has_perm(APPROVES):
        return []
    of_others = Mailing.objects.filter(state=Mailing.State.DRAFT).exclude(
        Q(made_by=user) | Q(changed_by=user)
    )
    return [
        ToDo(
            f"A mailing waits for a second person: “{draft}”{_when(draft, at)}",
            reverse("newsletters_cms:mailing", args=[draft.pk]),
            urgent=_is_late(draft, at),
        )
        for draft in of_others.order_by("send_at", "pk")[:SHOWN]
    ]


def _when(draft: Mailing, at: datetime) -> str:
    return ". Its time is over: it leaves as soon as somebody approves it" if _is_late(draft, at) else ""


def _is_late(draft: Mailing, at: datetime) -> bool:
    return draft.send_at is not None and draft.send_at <= at
