"""What /healthz/ reports, gathered from the apps through the hook `health`.

What a worker alone can tell, since it has a key that the web server has not, comes through the hook
`worker_health`: each sweep notes it down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import InterfaceError, OperationalError
from wagtail import hooks

DATABASE = "database"
AWAY = "no answer from the database: is it running, has it room on its disk, and a connection left?"


@dataclass(frozen=True)
class Finding:
    """One line of the report; `ok` False turns the answer into 503."""

    name: str
    ok: bool
    detail: str


class Health(Protocol):
    def __call__(self, *, at: datetime) -> list[Finding]: ...


def examine(*, at: datetime) -> list[Finding]:
    """Every app's findings; an app that cannot even answer is a finding itself."""
    return _ask(hooks.get_hooks("health"), at=at)


def examine_worker(*, at: datetime) -> list[Finding]:
    """The same of what this process can tell where it has the keys of a worker; nothing where it has none."""
    return _ask(hooks.get_hooks("worker_health"), at=at)


def _ask(asked: Iterable[Health], *, at: datetime) -> list[Finding]:
    findings: list[Finding] = []
    for health in asked:
        try:
            findings += health(at=at)
        except (InterfaceError, OperationalError):
            findings.append(Finding(DATABASE, ok=False, detail=AWAY))
        except Exception as error:
            findings.append(Finding(health.__module__, ok=False, detail=type(error).__name__))
    return list(dict.fromkeys(findings))  # a database that is away is told once
