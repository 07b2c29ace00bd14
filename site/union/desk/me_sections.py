"""The parts of `/me/`, contributed by the apps: what to show of a person (hook `me_section`), and what to
hand over and to delete (hook `personal_data`). A person is a proved e-mail address, and nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from wagtail import hooks


@dataclass(frozen=True)
class MePart:
    """One part of somebody's own desk: its pages live at `/me/<slug>/`, in the URL module `urls`."""

    slug: str
    title: str
    urls: str
    template: str  # drawn with what `show` gave
    show: Callable[..., Mapping[str, object] | None]  # (address, *, at); None: nothing from this address


class MeSection(Protocol):
    def __call__(self) -> MePart: ...


@dataclass(frozen=True)
class Records:
    """What an app holds about an address: to hand over, to announce before it is deleted, and to delete."""

    name: str  # its key in the download
    collect: Callable[[str], Mapping[str, Any]]
    goes: Callable[[str], list[str]]  # one sentence for each thing that erasing deletes
    erase: Callable[..., int]  # (address, *, at); how many rows of the app are gone


class PersonalData(Protocol):
    def __call__(self) -> Records: ...


def me_parts() -> list[MePart]:
    return [section() for section in hooks.get_hooks("me_section")]


def shown_to(address: str, *, at: datetime) -> list[tuple[MePart, Mapping[str, object]]]:
    """The parts that hold something from this address, each with what its template needs."""
    found = [(part, part.show(address, at=at)) for part in me_parts()]
    return [(part, context) for part, context in found if context is not None]


def personal_data() -> list[Records]:
    return [records() for records in hooks.get_hooks("personal_data")]


def everything_about(address: str) -> dict[str, Any]:
    """Everything the apps hold about the address, by app, fit for JSON."""
    return {records.name: records.collect(address) for records in personal_data()}


def what_goes(address: str) -> list[str]:
    return [sentence for records in personal_data() for sentence in records.goes(address)]


def holds_anything(address: str, *, at: datetime) -> bool:
    return bool(shown_to(address, at=at) or what_goes(address))


@transaction.atomic
def erase_everything(address: str, *, at: datetime) -> int:
    """Delete it in every app, or nothing at all where one of them fails; how many rows."""
    return sum(records.erase(address, at=at) for records in personal_data())
