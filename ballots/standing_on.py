"""On which CMS page a ballot stands, kept for ten seconds: its own address leads there."""

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from ballots.models import Ballot
from union.pages.standing import address_of, spoken_here

SECONDS = 10


def page_of(slug: str) -> str:
    """The path of the live page of the public ballot at this address, in the language of the moment; empty
    where there is none."""
    key = _key(slug, spoken_here())
    kept: str | None = cache.get(key)
    if kept is not None:
        return kept
    ballot = Ballot.objects.public().filter(slug=slug).first()
    if ballot is None:
        return ""
    path = address_of(ballot)
    cache.set(key, path, SECONDS)
    return path


def forget(ballot: Ballot) -> None:
    """Look anew, once the change in hand is committed."""
    keys = [_key(ballot.slug, code) for code, _name in settings.LANGUAGES]
    transaction.on_commit(lambda: cache.delete_many(keys), robust=True)


def _key(slug: str, language: str) -> str:
    return f"ballots:page:{language}:{slug}"
