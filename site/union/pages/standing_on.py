"""On which CMS page a record stands, kept for ten seconds: the record's own address leads there."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction

from union.pages.standing import address_of, spoken_here

SECONDS = 10


@dataclass(frozen=True)
class StandingOn:
    """The pages of the records of one kind; `public` finds what may be shown by its slug."""

    kind: str
    public: Callable[[str], models.Model | None]

    def page_of(self, slug: str) -> str:
        """The path of the live page of the public record at this address, in the language of the moment;
        empty where there is none."""
        key = self._key(slug, spoken_here())
        kept: str | None = cache.get(key)
        if kept is not None:
            return kept
        record = self.public(slug)
        if record is None:
            return ""
        path = address_of(record)
        cache.set(key, path, SECONDS)
        return path

    def forget(self, slug: str) -> None:
        """Look anew, once the change in hand is committed."""
        keys = [self._key(slug, code) for code, _name in settings.LANGUAGES]
        transaction.on_commit(lambda: cache.delete_many(keys), robust=True)

    def _key(self, slug: str, language: str) -> str:
        return f"{self.kind}:page:{language}:{slug}"
