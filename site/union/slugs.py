"""The last part of an address, made from a title."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

LONGEST = 70  # which leaves room for a number behind it
Made = TypeVar("Made")


class SlugTaken(Exception):
    """Somebody else took this slug a moment ago."""


def free_slug(table: type[models.Model], title: str, *, otherwise: str, taken: Collection[str] = ()) -> str:
    """One of the title that neither a row of `table` has nor `taken`; without letters it is `otherwise`."""
    stem = slugify(title)[:LONGEST].strip("-") or otherwise
    rows: Any = table._default_manager.filter(slug__startswith=stem)
    used = {*taken, *rows.values_list("slug", flat=True)}
    tries = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(used) + 2))
    return next(slug for slug in tries if slug not in used)


def under_a_free_slug(
    table: type[models.Model],
    title: str,
    make: Callable[..., Made],
    *,
    otherwise: str,
    taken: Collection[str] = (),
) -> Made:
    """What `make` makes with such a `slug`; where somebody takes it in the same second, it looks again."""
    while True:
        slug = free_slug(table, title, otherwise=otherwise, taken=taken)
        try:
            with transaction.atomic():
                return make(slug=slug)
        except IntegrityError:
            if not table._default_manager.filter(slug=slug).exists():
                raise


@contextmanager
def under_this_slug(table: type[models.Model], slug: str, *, but: object = None) -> Iterator[None]:
    """Keep what is written here, or nothing. Raises SlugTaken where a row other than `but` has the slug."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if not table._default_manager.filter(slug=slug).exclude(pk=but).exists():
            raise
        raise SlugTaken from None
