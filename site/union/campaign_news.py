"""Campaign news: a yes that somebody gives on another form, handed to what sends such news (hook
`campaign_news`). The form's app knows the person and the words; who sends letters knows neither the form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wagtail import hooks


@dataclass(frozen=True)
class Sender:
    """What sends campaign news: how it takes a yes and a no, and what comes to an address because of one."""

    agree: Callable[..., None]  # the arguments of `agree` below
    stop: Callable[..., None]  # those of `stop` below
    comes: Callable[[str], list["Coming"]]


@dataclass(frozen=True)
class Coming:
    """One newsletter that comes to an address, in the language of the page."""

    name: str
    about: str


class CampaignNews(Protocol):
    def __call__(self) -> Sender: ...


def agree(address: str, *, language: str, words: str, source: str, asked_at: datetime, at: datetime) -> None:
    """The owner of the address has said yes to these words; the caller has proved the mailbox.

    What was stopped after `asked_at` stays stopped, and again is no error.
    """
    for sender in _senders():
        sender.agree(address, language=language, words=words, source=source, asked_at=asked_at, at=at)


def stop(address: str, *, source: str, at: datetime) -> None:
    """Take back a yes that came from this source; what was asked for elsewhere still comes."""
    for sender in _senders():
        sender.stop(address, source=source, at=at)


def coming_to(address: str) -> list[Coming]:
    """What comes to the address because of such a yes, now."""
    return [coming for sender in _senders() for coming in sender.comes(address)]


def _senders() -> list[Sender]:
    return [sender() for sender in hooks.get_hooks("campaign_news")]
