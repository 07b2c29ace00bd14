"""What the front page of the CMS tells a moderator about petitions."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from petitions.cms_moderation import PERMISSION
from petitions.models import Alert, Petition, Signature
from union.publishing.todo import ToDo

SHOWN = 10
UNCONCLUDED = (Petition.State.CLOSED, Petition.State.HANDED_IN, Petition.State.RESPONDED)
LONG_OVER = timedelta(days=183)


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    """Petitions with held signatures or alerts nobody has seen, those with the most first; then those that
    ended half a year ago and are not concluded.
    """
    found = [_line(petition) for petition in waiting()[:SHOWN]] if user.has_perm(PERMISSION) else []
    return [*found, *_never_concluded(user, at=at)]


def _never_concluded(user: Any, *, at: datetime) -> list[ToDo]:
    """Who signed is named until somebody says how it ended, and nothing else says that it is still to do."""
    if not user.has_perm("petitions.publish_petition"):
        return []
    over = Petition.objects.filter(state__in=UNCONCLUDED, closing_at__lte=at - LONG_OVER)
    return [
        ToDo(
            f"“{petition.title}” ended on {date_format(timezone.localtime(petition.closing_at), 'j F Y')}. "
            "Conclude it: until then the names of all who signed are kept",
            reverse("petitions_cms:state", args=[petition.pk]),
        )
        for petition in over.order_by("closing_at")[:SHOWN]
    ]


def _line(petition: Any) -> ToDo:
    counts = {"held": petition.held, "noticed": petition.unseen}
    words = " and ".join(f"{count} {word}" for word, count in counts.items() if count)
    where = reverse("petitions_moderation:queue", args=[petition.pk])
    return ToDo(f"Signatures of “{petition.title}”: {words}", where)


def waiting() -> Any:
    """Petitions with `held` and `unseen`, in one query."""
    held = _number(Signature.objects.filter(state=Signature.State.HELD))
    unseen = _number(Alert.objects.filter(seen_at=None))
    found = Petition.objects.annotate(held=held, unseen=unseen)
    return found.filter(Q(held__gt=0) | Q(unseen__gt=0)).order_by("-unseen", "-held", "title")


def _number(rows: Any) -> Any:
    of_petition = rows.filter(petition=OuterRef("pk")).order_by().values("petition")
    return Coalesce(Subquery(of_petition.annotate(n=Count("pk")).values("n")), 0)
