"""The codebook: themes are written, changed and retired, put together in `merging`, and never deleted."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from campaigns.consultations.editions import check_seen
from campaigns.consultations.errors import UnsuitableTheme
from campaigns.consultations.models import Consultation, Outcome, Theme
from union.accounts.models import User
from union.audit.recording import record

KEY_LENGTH = 40
WRITTEN = ("title", "title_cy", "description", "order")


@transaction.atomic
def write_theme(
    consultation: Consultation,
    *,
    title: str,
    by: User,
    at: datetime,
    question: str = "",
    title_cy: str = "",
    description: str = "",
) -> Theme:
    """A new theme at the end of the codebook, for the texts of one question or, without one, of all.

    Refuses a title that another standing theme has. Its key is made of the title and stays.
    """
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    check_title(consultation, title)
    last = consultation.themes.aggregate(last=Max("order"))["last"] or 0
    theme = Theme.objects.create(
        consultation=consultation,
        question=question,
        key=_new_key(consultation, title),
        title=title.strip(),
        title_cy=title_cy.strip(),
        description=description.strip(),
        order=last + 1,
    )
    record("theme.written", subject=f"theme:{theme.pk}", by=by, at=at)
    return theme


def take_codebook_over(wave: Consultation, *, asked: Collection[str]) -> None:
    """Give a new wave the standing themes of the one before under their keys, those of the questions that are
    asked again and of all. Nothing is sorted into them, and no outcome comes along.

    In the transaction of the opening.
    """
    before = Theme.objects.standing().filter(consultation=wave.earlier_wave_id, question__in=["", *asked])
    Theme.objects.bulk_create(
        Theme(consultation=wave, **{name: getattr(theme, name) for name in ("question", "key", *WRITTEN)})
        for theme in before
    )


@transaction.atomic
def change_theme(
    theme: Theme,
    *,
    title: str,
    title_cy: str,
    description: str,
    order: int,
    by: User,
    at: datetime,
    seen: str = "",
) -> None:
    """Other words, or another place in the list; what was sorted into it stays there.

    Refuses another title where the outcome is public: two people published it under the one it has; and with
    DecidedMeanwhile where the theme is another edition than was `seen`.
    """
    consultation = Consultation.objects.select_for_update().get(pk=theme.consultation_id)
    said = {"title": title, "title_cy": title_cy, "description": description, "order": order}
    check_seen(consultation.themes.get(pk=theme.pk), WRITTEN, seen=seen, said=said)
    check_title(consultation, title, besides=theme)
    _check_not_public(theme, titles=(title.strip(), title_cy.strip()))
    Theme.objects.filter(pk=theme.pk).update(
        title=title.strip(), title_cy=title_cy.strip(), description=description.strip(), order=order
    )
    record("theme.changed", subject=f"theme:{theme.pk}", by=by, at=at)


@transaction.atomic
def retire_theme(theme: Theme, *, by: User, at: datetime) -> None:
    """No further text goes into it; those that are in it stay. Retiring twice is harmless."""
    if Theme.objects.filter(pk=theme.pk, retired_at=None).update(retired_at=at):
        record("theme.retired", subject=f"theme:{theme.pk}", by=by, at=at)


@transaction.atomic
def bring_back_theme(theme: Theme, *, by: User, at: datetime) -> None:
    """A retired theme takes texts again.

    Raises UnsuitableTheme for one that went into another theme, or whose title another has by now.
    """
    found = Theme.objects.select_for_update().get(pk=theme.pk)
    if found.merged_into_id:
        raise UnsuitableTheme("This theme went into another one. Take the two apart instead.")
    check_title(found.consultation, found.title, besides=found)
    if Theme.objects.filter(pk=theme.pk, retired_at__isnull=False).update(retired_at=None):
        record("theme.brought_back", subject=f"theme:{theme.pk}", by=by, at=at)


def check_title(consultation: Consultation, title: str, *, besides: Theme | None = None) -> None:
    """Refuses a title without words, and one that another standing theme has."""
    if not slugify(title):
        raise UnsuitableTheme("Give the theme a title in words.")
    same = consultation.themes.standing().filter(title__iexact=title.strip())
    if same.exclude(pk=besides.pk if besides else 0).exists():
        raise UnsuitableTheme("There is a theme of this title already. Choose another title.")


def _check_not_public(theme: Theme, *, titles: tuple[str, str]) -> None:
    standing = Theme.objects.get(pk=theme.pk)
    is_public = Outcome.objects.filter(theme=theme, published_at__isnull=False).exists()
    if is_public and titles != (standing.title, standing.title_cy):
        raise UnsuitableTheme(
            f"“{standing.title}” is public, with what the union does about it: two people published it under "
            "this title. A moderator takes the outcome back first, and publishes it again afterwards."
        )


def _new_key(consultation: Consultation, title: str) -> str:
    key, taken = slugify(title)[:KEY_LENGTH], set(consultation.themes.values_list("key", flat=True))
    number = 2
    while key in taken:
        key = f"{slugify(title)[: KEY_LENGTH - 4]}-{number}"
        number += 1
    return key
