"""deploy/counts.conf in nginx itself: what it keeps of the live counts, for whom, and what it never keeps."""

import http.client
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.stack.conftest import counts_line
from tests.stack.numbering import LASTS, Union

COUNT = "/petitions/ten-points/count.json"
Answer = tuple[int, str, dict[str, str]]


class Cache:
    """nginx in front of the union's web server."""

    def __init__(self, folder: Path) -> None:
        self.union, self.folder = Union(), folder
        self.start(web=f"127.0.0.1:{self.union.port}")

    def start(self, *, web: str) -> None:
        self.port = servers.free_port()  # each time: while nginx is away the one before may be taken
        line = counts_line(self.folder, port=self.port, web=web)
        self.process = servers.start(line, log=self.folder / "log", env={}, cwd=self.folder)
        servers.wait_until(lambda: servers.answers(self.port), seconds=20, what="nginx")

    def stop(self) -> None:
        servers.stop(self.process)

    def ask(
        self, path: str = COUNT, *, host: str = "union.example", method: str = "GET", **more: str
    ) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        line.request(method, path, headers={"Host": host, **headers})
        answer = line.getresponse()
        body = answer.read().decode()
        line.close()
        return answer.status, body, {name.lower(): value for name, value in answer.getheaders()}


@pytest.fixture
def cache() -> Iterator[Cache]:
    folder = Path(tempfile.mkdtemp(prefix="tenpoint-counts-"))
    cache = Cache(folder)
    yield cache
    cache.stop()
    cache.union.go()
    shutil.rmtree(folder)


def test_a_count_is_given_again_for_a_second_with_the_headers_of_the_first_time(cache: Cache) -> None:
    first, second = cache.ask(), cache.ask()
    assert [answer[:2] for answer in (first, second)] == [(200, "answer 1")] * 2
    assert second[2]["cache-control"] == LASTS
    assert [name for name in second[2] if name.startswith(("x-", "set-cookie", "server"))] == ["server"]
    assert second[2]["server"] == "nginx"


def test_a_new_count_is_seen_within_its_ten_seconds_by_whoever_asks_first(cache: Cache) -> None:
    assert cache.ask()[1] == "answer 1"
    time.sleep(2.1)  # nginx counts in whole seconds
    assert cache.ask()[1] == "answer 2"


def test_a_hundred_readers_at_once_ask_the_web_server_once(cache: Cache) -> None:
    readers = [threading.Thread(target=cache.ask) for _ in range(100)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(cache.union.asked) in {1, 2}  # two where a second ends meanwhile


@pytest.mark.parametrize(
    "path", ["/", "/petitions/ten-points/", "/petitions/ten-points/hours.csv", "/vote/", "/x/count.json"]
)
def test_no_other_address_is_answered_or_asked_for(cache: Cache, path: str) -> None:
    assert (cache.ask(path)[0], cache.union.asked) == (404, [])


def test_hosts_schemes_and_languages_are_never_mixed(cache: Cache) -> None:
    asked = [
        cache.ask(),
        cache.ask(host="elsewhere.example"),
        cache.ask(X_Forwarded_Proto="https"),
        cache.ask(f"/cy{COUNT}"),
        cache.ask("/petitions/five-demands/count.json"),
    ]
    assert [body for _, body, _ in asked] == [f"answer {n}" for n in range(1, 6)]
    assert [headers["host"] for _, headers in cache.union.asked][:2] == ["union.example", "elsewhere.example"]
    assert cache.union.asked[3][0] == f"/cy{COUNT}"


def test_a_query_makes_no_new_answer(cache: Cache) -> None:
    assert [cache.ask(f"{COUNT}?n={n}")[1] for n in range(3)] == ["answer 1"] * 3


def test_what_sets_a_cookie_is_never_kept(cache: Cache) -> None:
    cache.union.more = {"Set-Cookie": "session=1"}
    assert [cache.ask()[1] for _ in range(2)] == ["answer 1", "answer 2"]


@pytest.mark.parametrize("status", [301, 400, 404, 503])
def test_only_a_good_answer_is_kept(cache: Cache, status: int) -> None:
    cache.union.status = status
    assert [cache.ask()[:2] for _ in range(2)] == [(status, "answer 1"), (status, "answer 2")]


def test_nothing_of_a_visitor_reaches_the_answer_for_all(cache: Cache) -> None:
    cache.ask(Cookie="sessionid=1", Authorization="Basic eDp5", X_Forwarded_Proto="https")
    [(_, headers)] = cache.union.asked
    assert {"cookie", "authorization"} & set(headers) == set()
    assert headers["x-forwarded-proto"] == "https"


def test_a_count_that_was_good_outlives_a_web_server_in_trouble(cache: Cache) -> None:
    cache.ask()
    time.sleep(2.1)
    cache.union.status = 503
    assert cache.ask()[:2] == (200, "answer 1")
    cache.union.status = 200
    assert cache.ask()[1] == "answer 3"


def test_a_count_outlives_a_web_server_that_is_away(cache: Cache) -> None:
    cache.ask()
    cache.union.go()
    time.sleep(2.1)
    assert cache.ask()[:2] == (200, "answer 1")
    assert cache.ask("/petitions/never-asked/count.json")[0] == 502


def test_a_count_outlives_a_web_server_whose_very_name_is_gone(cache: Cache) -> None:
    cache.ask()
    cache.stop()
    time.sleep(2.1)
    cache.start(web="web.invalid:8000")
    assert cache.ask()[:2] == (200, "answer 1")


def test_nothing_about_a_request_is_written_down(cache: Cache) -> None:
    cache.ask()
    cache.union.go()
    cache.ask("/petitions/never-asked/count.json")
    written = [file for file in cache.folder.iterdir() if file.is_file()]
    assert [file.name for file in written if b"never-asked" in file.read_bytes()] == []
    assert (cache.folder / "log").read_text() == ""
