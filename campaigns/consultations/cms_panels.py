"""What the front page of the CMS tells moderators and safeguarding leads about members' views."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse

from campaigns.consultations import cms_safeguarding, safeguarding
from campaigns.consultations.cms_views import PERMISSION
from campaigns.consultations.models import Figure, Outcome, Table
from campaigns.consultations.reading import with_work
from union.publishing.todo import ToDo

SHOWN = 10


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    """That somebody may be at risk; then what waits to be read, and what others wait to see published."""
    moderates = user.has_perm(PERMISSION)
    lines = _at_risk() if moderates or user.has_perm(cms_safeguarding.LEADS) else []
    return [*lines, *([*_waiting(), *_for_a_second_person(user)] if moderates else [])]


def _at_risk() -> list[ToDo]:
    count = safeguarding.waiting().count()
    says = "reply says" if count == 1 else "replies say"
    where = reverse("consultations_cms:safeguarding")
    return [ToDo(f"{count} {says} that somebody may be at risk now", where, urgent=True)] if count else []


def _waiting() -> list[ToDo]:
    rows: list[Any] = [row for row in with_work() if row.waiting or row.quotes_waiting]  # type: ignore[attr-defined]
    rows.sort(key=lambda row: (-row.waiting, row.title))
    return [_line(row) for row in rows[:SHOWN]]


def _line(row: Any) -> ToDo:
    counts = {"to read": row.waiting, "quoted to approve": row.quotes_waiting}
    words = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    queue = "queue" if row.waiting else "quotes"
    where = reverse(f"consultations_cms:{queue}", args=[row.pk])
    return ToDo(f"Members’ texts in “{row.title}”: {words}", where)


def _for_a_second_person(user: Any) -> list[ToDo]:
    """What others counted and wrote: whoever wrote it may not publish it."""
    tables = Table.objects.filter(released_at=None, withdrawn_at=None).exclude(author=user)
    figures = Figure.objects.filter(released_at=None, withdrawn_at=None).exclude(author=user)
    outcomes = Outcome.objects.filter(published_at=None, theme__retired_at=None).exclude(author=user)
    return [
        *_lines(tables, "consultation", "consultations_cms:tables", "Tables of", "to release"),
        *_lines(figures, "consultation", "consultations_cms:figures", "Figures from", "to release"),
        *_lines(
            outcomes,
            "theme__consultation",
            "consultations_themes:outcomes",
            "You said, we did, in",
            "to publish",
        ),
    ]


def _lines(rows: Any, consultation: str, page: str, what: str, act: str) -> list[ToDo]:
    of_each = rows.order_by().values_list(consultation, f"{consultation}__title").annotate(Count("pk"))
    return [
        ToDo(f"{what} “{title}”: {count} {act}", reverse(page, args=[pk]))
        for pk, title, count in of_each.order_by(f"{consultation}__title")[:SHOWN]
    ]
