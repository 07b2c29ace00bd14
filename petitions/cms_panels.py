"""What the front page of the CMS tells a moderator about petitions."""

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from petitions.cms_moderation import PERMISSION
from petitions.models import Alert, Petition, Signature
from union.publishing.todo import ToDo

SHOWN = 10


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    """Petitions with held signatures or alerts nobody has seen, those with the most first."""
    return [_line(petition) for petition in waiting()[:SHOWN]] if user.has_perm(PERMISSION) else []


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
