"""Work that one worker at a time has in hand, by the lease of its row; who dies lets go of it at its end.

Each move is one conditional UPDATE, so that a lost race changes nothing.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet


def clock_from(at: datetime) -> Callable[[], datetime]:
    """A clock that shows `at` now and runs on from there: a lease begins when its work does.

    One that begins with the round in which the work is found may be over before the work is begun.
    """
    started = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - started)


def free(field: str, *, at: datetime, lease: timedelta) -> Q:
    """Rows that nobody has in hand, by the field that says until when somebody has.

    A lease twice as long as any is of a clock that was ahead and has been put right.
    """
    ended = Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": at})
    return ended | Q(**{f"{field}__gt": at + 2 * lease})


def in_turn(rows: QuerySet[Any], *, at: datetime, lease: timedelta) -> Iterator[Any]:
    """Each of the rows that nobody else has in hand, the oldest first: from then on this worker's.

    Its `tries` count this one. Whoever has done with it writes `leased_until` empty.
    """
    clock = clock_from(at)
    waiting = rows.filter(free("leased_until", at=at, lease=lease)).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        now = clock()
        mine = rows.filter(free("leased_until", at=now, lease=lease), pk=pk)
        if mine.update(leased_until=now + lease, tries=F("tries") + 1):
            yield rows.get(pk=pk)
