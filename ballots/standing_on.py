"""On which CMS page a ballot stands, kept for ten seconds: its own address leads there."""

from django.core.cache import cache
from django.db import transaction

from ballots.models import Ballot
from union.pages.standing import address_of

SECONDS = 10


def page_of(slug: str) -> str:
    """The path of the live page of the public ballot at this address; empty where there is none."""
    kept: str | None = cache.get(_key(slug))
    if kept is not None:
        return kept
    ballot = Ballot.objects.public().filter(slug=slug).first()
    if ballot is None:
        return ""
    path = address_of(ballot)
    cache.set(_key(slug), path, SECONDS)
    return path


def forget(ballot: Ballot) -> None:
    """Look anew, once the change in hand is committed."""
    transaction.on_commit(lambda: cache.delete(_key(ballot.slug)), robust=True)


def _key(slug: str) -> str:
    return f"ballots:page:{slug}"
