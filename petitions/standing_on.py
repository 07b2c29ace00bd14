"""On which CMS page a petition stands, kept for ten seconds: its own address leads there."""

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from petitions.models import Petition
from union.pages.standing import address_of, spoken_here

SECONDS = 10


def page_of(slug: str) -> str:
    """The path of the live page of the public petition at this address, in the language of the moment; empty
    where there is none."""
    key = _key(slug, spoken_here())
    kept: str | None = cache.get(key)
    if kept is not None:
        return kept
    petition = Petition.objects.public().filter(slug=slug).first()
    if petition is None:
        return ""
    path = address_of(petition)
    cache.set(key, path, SECONDS)
    return path


def forget(petition: Petition) -> None:
    """Look anew, once the change in hand is committed."""
    keys = [_key(petition.slug, code) for code, _name in settings.LANGUAGES]
    transaction.on_commit(lambda: cache.delete_many(keys), robust=True)


def _key(slug: str, language: str) -> str:
    return f"petitions:page:{language}:{slug}"
