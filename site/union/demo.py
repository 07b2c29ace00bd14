"""Demo content, gathered from the apps through the hook `demo_content`, lowest `order` first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wagtail import hooks


@dataclass(frozen=True)
class Hint:
    """A line `make demo` prints: what somebody can try, and where (a path or a login)."""

    what: str
    where: str


class DemoContent(Protocol):
    def __call__(self, *, at: datetime) -> list[Hint]:
        """Make this app's demo content through its real verbs; run again, change nothing."""
        ...


def seed(*, at: datetime) -> list[Hint]:
    """Every app's demo content; Wagtail's hook order decides who comes first."""
    return [hint for content in hooks.get_hooks("demo_content") for hint in content(at=at)]
