"""How often one internet address may knock at the booth: counted in the database, so across processes.

Counted by the day, and under a key that changes with it: an hour would be a time near a vote.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from ballots.errors import TooManyKnocks
from ballots.models import DoorWindow
from union.expiring import Expired
from union.keys import derive
from union.networks import network_of
from union.statements import count_up


@dataclass(frozen=True)
class Door:
    """Something that may be tried so often a day from one place."""

    name: str
    most: int


CODES = Door("codes", 60)
LOST_LINKS = Door("lost links", 30)


def knock(door: Door, *, address: str, at: datetime) -> None:
    """Count one try from this internet address, in one statement. Raises TooManyKnocks over the limit."""
    if _count(door, place=network_of(address), day=timezone.localdate(at)) > door.most:
        raise TooManyKnocks


def take_back(door: Door, *, address: str, at: datetime) -> None:
    """Count a knock no longer: somebody came in by it."""
    key = _key(door, place=network_of(address), day=timezone.localdate(at))
    DoorWindow.objects.filter(key=key, n__gt=0).update(n=F("n") - 1)


def forget_knocks(*, at: datetime, dry_run: bool) -> list[Expired]:
    """Days that are over."""
    old = DoorWindow.objects.filter(day__lt=timezone.localdate(at))
    n = old.count() if dry_run else old.delete()[0]
    return [Expired("counts of knocks at the booth", "a day", n)]


def _count(door: Door, *, place: str, day: date) -> int:
    [(n,)] = count_up(DoorWindow, [{"key": _key(door, place=place, day=day), "day": day.isoformat()}])
    return int(n)


def _key(door: Door, *, place: str, day: date) -> str:
    """What stands for the place on this day; nobody makes it without our key."""
    key = derive(settings.BALLOT_LINK_KEY, "knocks at the booth")
    return hmac.new(key, f"{door.name}:{place}:{day}".encode(), sha256).hexdigest()
