"""What the apps answer under `/api/`, contributed through the hook `api_routes`.

Everything there is public and read-only: the same figures as the public pages, for other programs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from wagtail import hooks

Schema = Mapping[str, Any]  # a JSON Schema of the draft that OpenAPI 3.1 uses


@dataclass(frozen=True)
class Route:
    """One address: `path` is written as Django writes it, and `answer` gets its parameters by name."""

    path: str
    name: str
    summary: str
    answer: Callable[..., Mapping[str, Any]]  # raises Http404
    schema: Schema
    in_list: bool = True  # whether the root lists it: it has no parameters


class ApiRoutes(Protocol):
    def __call__(self) -> list[Route]:
        """The addresses of an app."""
        ...


def routes() -> list[Route]:
    return [route for gather in hooks.get_hooks("api_routes") for route in gather()]
