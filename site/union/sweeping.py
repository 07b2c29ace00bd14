"""What is due, gathered from the apps and run in one pass.

An app registers a function under the hook `due`; it is called with the time and returns how many rows it
moved. It must be safe to run twice and beside itself.
What registers under `swept` is told the report.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from wagtail import hooks

from union.leases import clock_from

logger = logging.getLogger(__name__)

FAILED = "failed"


class Due(Protocol):
    __name__: str

    def __call__(self, *, at: datetime) -> int: ...


class Swept(Protocol):
    def __call__(self, *, report: Mapping[str, int | str], at: datetime) -> None: ...


def sweep(*, at: datetime) -> dict[str, int | str]:
    """Run everything due once; a part that fails is logged and never stops the others.

    One that takes ten minutes leaves the next with the time it is then, and with no lease that has ended.
    """
    clock = clock_from(at)
    report: dict[str, int | str] = {}
    for due in hooks.get_hooks("due"):
        name = f"{due.__module__}.{due.__name__}"
        try:
            report[name] = due(at=clock())
        except Exception:
            logger.exception("sweep: %s failed", name)
            report[name] = FAILED
    for tell in hooks.get_hooks("swept"):
        try:
            tell(report=report, at=at)
        except Exception:
            logger.exception("sweep: its report cannot be noted")
    return report


def each(rows: Iterable[Any], step: Callable[..., int], *, at: datetime) -> int:
    """The step for each; what they did, in all. One that fails holds up no other, and is raised in the end.

    So a sweep tells of it.
    """
    done, fault = 0, None
    for row in rows:
        try:
            done += step(row, at=at)
        except Exception as error:
            fault = error
            logger.exception("sweep: %s.%s of %s failed", step.__module__, step.__name__, _name_of(row))
    if fault:
        raise fault
    return done


def _name_of(row: Any) -> object:
    return getattr(row, "__name__", getattr(row, "pk", row))
