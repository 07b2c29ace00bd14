"""What was mailed of pages: the app that mails them answers the hook `page_mailed`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wagtail import hooks


@dataclass(frozen=True)
class Mailed:
    """A page that went out as letters; `letters` says how many in words that may be shown."""

    subject: str
    begun_at: datetime
    letters: str
    is_over: bool


class PageMailed(Protocol):
    def __call__(self, revisions: Collection[int]) -> list[Mailed]:
        """The mailings that began with one of these versions of pages, the newest first."""
        ...


def mailed_with(revisions: Collection[int]) -> list[Mailed]:
    """Every mailing of one of these versions; one that has begun, whether or not it is over."""
    found = [mailed for gather in hooks.get_hooks("page_mailed") for mailed in gather(revisions)]
    return sorted(found, key=lambda mailed: mailed.begun_at, reverse=True)
