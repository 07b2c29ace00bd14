"""What the public pages keep of a petition in the cache, and when it is forgotten."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from petitions.models import Petition
from union.pages.changing import record_changed

SECONDS = 10


def key_of(slug: str) -> str:
    return f"petitions:shown:{slug}"


def show_anew(petition: Petition) -> None:
    """Forget what was kept, once the change in hand is committed; pages that show it are drawn anew."""
    forget([petition.slug])
    record_changed(Petition, [petition.pk], at=timezone.now())


def show_counts_anew(petitions: Iterable[int]) -> None:
    """The same for the petitions of these numbers, whose counts have moved."""
    forget(Petition.objects.filter(pk__in=list(petitions)).values_list("slug", flat=True))


def forget(slugs: Iterable[str]) -> None:
    keys = [key_of(slug) for slug in slugs]
    transaction.on_commit(lambda: cache.delete_many(keys), robust=True)
