"""Nobody writes over what they have not seen.

A form carries the edition of what it showed. The verb that saves it compares that with what stands, under its
lock, and refuses where somebody else wrote meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Manager, Model, QuerySet

from campaigns.consultations.errors import DecidedMeanwhile
from union.editions import digest

MEANWHILE = "Not saved yet: this was changed while you wrote. Look at both, and save again."


def edition_of(record: Model, names: Iterable[str]) -> str:
    """Other values in these fields are another edition of a record."""
    return digest([(name, _plain(getattr(record, name))) for name in names])


def check_seen(record: Model, names: Iterable[str], *, seen: str, said: Mapping[str, object]) -> None:
    """Raise DecidedMeanwhile where the record is another edition than was `seen`; left empty, nothing is
    compared. What says the same as stands already, such as a form sent twice, passes.
    """
    if not seen or seen == edition_of(record, names):
        return
    if any(_plain(getattr(record, name)) != _plain(value) for name, value in said.items()):
        raise DecidedMeanwhile(MEANWHILE)


def _plain(value: Any) -> object:
    """Of a list of the roll, the numbers of its rows in order."""
    if isinstance(value, Manager | QuerySet):
        return sorted(value.values_list("pk", flat=True))
    return value
