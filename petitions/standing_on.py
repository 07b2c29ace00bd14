"""On which CMS page a petition stands, kept for ten seconds: its own address leads there."""

from django.core.cache import cache
from django.db import transaction

from petitions.models import Petition
from union.pages.standing import address_of

SECONDS = 10


def page_of(slug: str) -> str:
    """The path of the live page of the public petition at this address; empty where there is none."""
    kept: str | None = cache.get(_key(slug))
    if kept is not None:
        return kept
    petition = Petition.objects.public().filter(slug=slug).first()
    if petition is None:
        return ""
    path = address_of(petition)
    cache.set(_key(slug), path, SECONDS)
    return path


def forget(petition: Petition) -> None:
    """Look anew, once the change in hand is committed."""
    transaction.on_commit(lambda: cache.delete(_key(petition.slug)), robust=True)


def _key(slug: str) -> str:
    return f"petitions:page:{slug}"
