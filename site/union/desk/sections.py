"""The parts of `/desk/`, contributed by the apps through the hook `desk_section`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from wagtail import hooks

from union.accounts.models import User


@dataclass(frozen=True)
class Section:
    """One part of the desk: its pages live at `/desk/<slug>/`, in the URL module `urls`."""

    slug: str
    title: str
    urls: str
    index: str  # URL name of its first page, such as "desk_ballots:list"
    summary: str  # one sentence for the desk's front page
    visible_to: Callable[[User], bool]


class DeskSection(Protocol):
    def __call__(self) -> Section: ...


def sections() -> list[Section]:
    return [section() for section in hooks.get_hooks("desk_section")]


def sections_for(user: User) -> list[Section]:
    """The parts of the desk this person works in."""
    return [section for section in sections() if section.visible_to(user)]
