"""Answers that are the same for everybody, given again for a second without asking Django.

Only what is listed here: the live count of a petition, which every open page asks for four times a minute.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

SAME_FOR_EVERYBODY = re.compile(r"/(?:cy/)?petitions/[-a-zA-Z0-9_]{1,80}/count\.json")
SECONDS = 1.0


@dataclass(frozen=True)
class _Answer:
    until: float
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class ShortMemory:
    """A WSGI application around another one. It keeps good answers to plain GETs, and nothing else."""

    def __init__(self, application: Application, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.application, self.clock = application, clock
        self.kept: dict[tuple[str, ...], _Answer] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        plain = environ.get("REQUEST_METHOD") == "GET" and not environ.get("QUERY_STRING")
        if not plain or not SAME_FOR_EVERYBODY.fullmatch(path):
            return self.application(environ, start_response)
        # Another host or scheme may be answered otherwise, with a refusal or a redirect.
        asked = (path, environ.get("HTTP_HOST", ""), environ.get("HTTP_X_FORWARDED_PROTO", ""))
        kept = self.kept.get(asked)
        if kept is None or kept.until < self.clock():
            kept = self._ask(environ)
            if kept.status.startswith("200"):  # so that there are never more than petitions
                self.kept[asked] = kept
        start_response(kept.status, kept.headers)
        return [kept.body]

    def _ask(self, environ: Environ) -> _Answer:
        said: list[Any] = []

        def remember(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            said[:] = [status, headers]

        parts = self.application(environ, remember)
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close:
                close()
        return _Answer(self.clock() + SECONDS, said[0], said[1], body)
