"""What a piece of work costs: CPU of this process and of its PostgreSQL backend, and its statements.

CPU and not time: another program beside it makes a run slower and hardly dearer. Comparisons are ratios to
something measured in the same run, in turns, the cheapest round of each.
"""

import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

Work = Callable[[int], object]
TICK = os.sysconf("SC_CLK_TCK")
ROUNDS = 5


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU for one piece of work, and the statements of one."""

    python: float
    database: float
    statements: int

    @property
    def total(self) -> float:
        return self.python + self.database

    def without(self, other: "Cost") -> "Cost":
        """What is left of it when `other` was done each time beside what is measured."""
        statements = self.statements - other.statements
        return Cost(self.python - other.python, self.database - other.database, statements)


def backend_cpu(pid: int) -> float:
    """Seconds of CPU that one PostgreSQL backend on this machine has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cost_of(work: Work, *, times: int) -> Cost:
    """The cost of `work(number)`, called with numbers that never repeat; the first call is not counted."""
    return costs_of({"": work}, times=times)[""]


def costs_of(works: dict[str, Work], *, times: int) -> dict[str, Cost]:
    """The costs of several works in turns, each its cheapest of five rounds."""
    number = iter(range(10**9))
    statements = {name: count_statements(work, next(number), next(number)) for name, work in works.items()}
    rounds: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            rounds[name].append(one_round(work, number, times=max(times // ROUNDS, 1)))
    return {
        name: Cost(
            python=min(python for python, _ in measured),
            # A backend's clock ticks a hundred times a second: its rounds are added up.
            database=sum(database for _, database in measured) / ROUNDS,
            statements=statements[name],
        )
        for name, measured in rounds.items()
    }


def one_round(work: Work, number: Iterator[int], *, times: int) -> tuple[float, float]:
    pid = backend_pid()
    python, database = time.process_time(), backend_cpu(pid)
    for _ in range(times):
        work(next(number))
    spent = time.process_time() - python, backend_cpu(pid) - database
    return spent[0] / times * 1000, spent[1] / times * 1000


def count_statements(work: Work, first: int, number: int) -> int:
    """The statements of one call, without those that begin and end transactions; the first is let go."""
    work(first)
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        work(number)
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in seen)


def backend_pid() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


class Server:
    """The whole application as a web server calls it, without the network."""

    def __init__(self) -> None:
        self.handler = WSGIHandler()
        self.given: list[str] = []  # the cookies of the last answer, as a browser sends them back

    def get(self, path: str, *, cookies: Sequence[str] = ()) -> bytes:
        return self._ask("GET", path, b"", HTTP_COOKIE="; ".join(cookies))

    def post(
        self,
        path: str,
        fields: dict[str, Any],
        *,
        cookies: Sequence[str] = (),
        address: str = "198.51.100.7",
    ) -> bytes:
        """A form sent as the page's own script-free form is: with the cookie and the token of the site."""
        token = "a" * 64
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        held = "; ".join([f"csrftoken={token[:32]}", *cookies])
        return self._ask("POST", path, body, HTTP_COOKIE=held, REMOTE_ADDR=address)

    def _ask(self, method: str, path: str, body: bytes, **more: str) -> bytes:
        answered: list[tuple[str, list[tuple[str, str]]]] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "HTTP_HOST": settings.ALLOWED_HOSTS[0],
            "HTTP_ORIGIN": settings.BASE_URL,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "198.51.100.7",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            **more,
        }
        response = self.handler(environ, lambda status, headers: answered.append((status, headers)))
        content = b"".join(response)
        response.close()
        [(status, headers)] = answered
        if not status.startswith(("200", "302")):
            raise RuntimeError(f"{method} {path}: {status}")
        self.given = [value.partition(";")[0].strip() for name, value in headers if name == "Set-Cookie"]
        return content


class Peak:
    """What work adds to this process's memory at its highest, from here on and whatever it held before.

    The kernel is told to forget the highest so far (proc_pid_clear_refs(5)): a process that once held more
    would otherwise seem to need nothing.
    """

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")
        self.before = megabytes("VmRSS")

    @property
    def added(self) -> float:
        """Megabytes."""
        return megabytes("VmHWM") - self.before


def megabytes(name: str) -> float:
    """A line of proc_pid_status(5): what the process holds (VmRSS), or the most it has held (VmHWM).

    getrusage() would not do: a program that has just begun counts there what its parent held.
    """
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
