"""What needs doing today, for this person: each app answers the hook `to_do` with its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component


@dataclass(frozen=True)
class ToDo:
    """One line: what waits, in a sentence, and the page where it is done; `urgent` ones come first."""

    sentence: str
    url: str = ""
    urgent: bool = False


class ToDos(Protocol):
    def __call__(self, *, user: Any, at: datetime) -> list[ToDo]:
        """What waits for this person: nothing that they may not do."""
        ...


def to_do(*, user: Any, at: datetime) -> list[ToDo]:
    """Every app's lines, the urgent ones first and otherwise in the order of the hook."""
    lines = [line for ask in hooks.get_hooks("to_do") for line in ask(user=user, at=at)]
    return sorted(lines, key=lambda line: not line.urgent)


class TodayPanel(Component):
    """The first thing on the front page of the CMS."""

    name = "today"
    template_name = "publishing/cms/today.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = parent_context["request"] if parent_context else None
        at = timezone.now()
        return {"lines": to_do(user=request.user, at=at) if request else [], "at": at}
