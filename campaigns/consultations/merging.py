"""Two themes become one, and are taken apart again: exactly what moved goes back.

A coding of the theme that stays holds what was said of the one that went into it, so that nothing is lost
where a text was in both. A text that somebody sorted anew since then stays where that person put it.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from campaigns.consultations.coding import texts_in
from campaigns.consultations.errors import UnsuitableTheme
from campaigns.consultations.models import Coding, Consultation, Outcome, Quote, Theme
from campaigns.consultations.theming import check_title
from union.accounts.models import User
from union.audit.recording import record
from union.pages.changing import record_changed


@transaction.atomic
def merge_themes(theme: Theme, *, into: Theme, by: User, at: datetime) -> int:
    """Everything sorted into `theme` is in `into` from now on, and `theme` is retired; how many texts moved.

    Refuses a theme that has an outcome, one of another consultation, and one that takes fewer questions.
    """
    theme, into = _locked(theme, into)
    _check_may_merge(theme, into)
    there = {coding.answer_id: coding for coding in Coding.objects.filter(theme=into)}
    moved = 0
    for coding in Coding.objects.filter(theme=theme):
        stays = there.get(coding.answer_id)
        said = _as_said(coding)
        if stays:
            stays.merged.append(said)
            stays.save(update_fields=["merged"])
            coding.delete()
        else:
            coding.theme, coding.own, coding.merged = into, False, [said]
            coding.save(update_fields=["theme", "own", "merged"])
            moved += 1
    theme.retired_at, theme.merged_into = at, into
    theme.save(update_fields=["retired_at", "merged_into"])
    detail = {"into": into.pk, "texts": moved}
    record("theme.merged", subject=f"theme:{theme.pk}", by=by, at=at, detail=detail)
    record_changed(Theme, [into.pk], at=at)
    return moved


@transaction.atomic
def unmerge_theme(theme: Theme, *, by: User, at: datetime) -> int:
    """The theme stands again with the texts that came from it; how many left the other one.

    Refuses one that went into none, one whose other theme went on into a third, and a title that another
    standing theme has by now.
    """
    if theme.merged_into is None:
        raise UnsuitableTheme("This theme is in no other one.")
    theme, into = _locked(theme, theme.merged_into)
    if theme.merged_into_id != into.pk:
        raise UnsuitableTheme("This theme is in no other one.")
    if into.merged_into_id:
        raise UnsuitableTheme(f"“{into.title}” went into another theme itself. Take that apart first.")
    check_title(theme.consultation, theme.title, besides=theme)
    left = 0
    for coding in _holding(theme, into):
        [said] = [one for one in coding.merged if one["theme"] == theme.pk]
        coding.merged.remove(said)
        if coding.own or coding.merged:
            coding.save(update_fields=["merged"])
        else:
            coding.delete()
            left += 1
        _say_again(said, coding.answer_id)
    theme.retired_at = theme.merged_into = None
    theme.save(update_fields=["retired_at", "merged_into"])
    detail = {"from": into.pk, "texts": left}
    record("theme.unmerged", subject=f"theme:{theme.pk}", by=by, at=at, detail=detail)
    record_changed(Theme, [into.pk, theme.pk], at=at)
    return left


def to_go_back(theme: Theme, into: Theme) -> tuple[int, int, int]:
    """How many texts go back, how many of them are in the other theme anyway, how many quotes leave it."""
    codings = _holding(theme, into)
    leaving = [coding.answer_id for coding in codings if not coding.own and len(coding.merged) == 1]
    quotes = Quote.objects.filter(answer__in=leaving, state=Quote.State.PUBLISHED).count()
    return len(codings), len(codings) - len(leaving), quotes


def in_both(theme: Theme, into: Theme) -> int:
    """How many texts that coders see are in both themes."""
    return texts_in(theme).filter(pk__in=texts_in(into).values("pk")).count()


def _holding(theme: Theme, into: Theme) -> list[Coding]:
    """The codings of a theme that hold what was said of another."""
    held = Coding.objects.filter(theme=into).exclude(merged=[])
    return [coding for coding in held if any(said["theme"] == theme.pk for said in coding.merged)]


def _as_said(coding: Coding) -> dict[str, Any]:
    return {
        "theme": coding.theme_id,
        "by": coding.by_id,
        "on": coding.on.isoformat(),
        "how": coding.how,
        "act": str(coding.act),
        "own": coding.own,
        "merged": coding.merged,
    }


def _say_again(said: dict[str, Any], answer: int) -> None:
    Coding.objects.create(
        answer_id=answer,
        theme_id=said["theme"],
        by_id=said["by"],
        on=date.fromisoformat(said["on"]),
        how=said["how"],
        act=uuid.UUID(said["act"]),
        own=said["own"],
        merged=said["merged"],
    )


def _locked(theme: Theme, into: Theme) -> tuple[Theme, Theme]:
    """Both, one merge of a consultation at a time."""
    Consultation.objects.select_for_update().get(pk=theme.consultation_id)
    pair = Theme.objects.select_for_update(of=("self",)).select_related("consultation", "merged_into")
    found = pair.filter(pk__in=[theme.pk, into.pk]).in_bulk()
    return found[theme.pk], found[into.pk]


def _check_may_merge(theme: Theme, into: Theme) -> None:
    if theme.pk == into.pk or theme.consultation_id != into.consultation_id:
        raise UnsuitableTheme("Choose another theme of the same consultation.")
    if theme.retired_at or into.retired_at:
        raise UnsuitableTheme("One of the two is retired. Bring it back first.")
    if into.question not in ("", theme.question):
        raise UnsuitableTheme("“Into” must be a theme for the same question, or one for all texts.")
    if Outcome.objects.filter(theme=theme).exists():
        raise UnsuitableTheme("This theme has an outcome. Put the other theme into this one instead.")
