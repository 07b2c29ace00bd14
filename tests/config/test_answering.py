"""The live count is given again for a second; everything else goes to Django each time."""

from collections.abc import Iterable
from typing import Any

import pytest

from config.answering import ShortMemory

COUNT = "/petitions/ten-points/count.json"


class Union:
    """A site that numbers its answers."""

    def __init__(self, status: str = "200 OK") -> None:
        self.status, self.asked = status, 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        start_response(self.status, [("Content-Type", "application/json")])
        return [f"answer {self.asked}".encode()]


def ask(site: ShortMemory, path: str = COUNT, **environ: str) -> tuple[str, bytes]:
    said: list[str] = []
    parts = site(
        {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "union.example", **environ},
        lambda status, headers: said.append(status),
    )
    return said[0], b"".join(parts)


def test_count_is_given_again_for_a_second() -> None:
    now = [0.0, 0.5, 1.2, 1.2, 1.9]
    site = ShortMemory(Union(), clock=lambda: now.pop(0))
    bodies = [ask(site)[1] for _ in range(4)]
    assert bodies == [b"answer 1", b"answer 1", b"answer 2", b"answer 2"]


@pytest.mark.parametrize(
    ("path", "environ"),
    [
        ("/petitions/ten-points/", {}),
        ("/petitions/confirm/count.json/", {}),
        (f"{COUNT}/more", {}),
        (COUNT, {"REQUEST_METHOD": "POST"}),
        (COUNT, {"REQUEST_METHOD": "HEAD"}),
        (COUNT, {"QUERY_STRING": "x=1"}),
    ],
)
def test_everything_else_is_asked_each_time(path: str, environ: dict[str, str]) -> None:
    site = ShortMemory(Union())
    assert [ask(site, path, **environ)[1], ask(site, path, **environ)[1]] == [b"answer 1", b"answer 2"]


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved Permanently", "503 Service Unavailable"])
def test_only_a_good_answer_is_kept(status: str) -> None:
    site = ShortMemory(Union(status))
    assert [ask(site), ask(site)] == [(status, b"answer 1"), (status, b"answer 2")]
    assert site.kept == {}


def test_each_petition_host_and_scheme_has_its_own_answer() -> None:
    site = ShortMemory(Union())
    bodies = [
        ask(site)[1],
        ask(site, COUNT.replace("ten", "five"))[1],
        ask(site, HTTP_HOST="other.example")[1],
        ask(site, HTTP_X_FORWARDED_PROTO="https")[1],
        ask(site)[1],
    ]
    assert bodies == [b"answer 1", b"answer 2", b"answer 3", b"answer 4", b"answer 1"]
