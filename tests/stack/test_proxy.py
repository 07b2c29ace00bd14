"""deploy/Caddyfile in Caddy itself: who is asked for what, and what is said of the visitor."""

import http.client
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from tests import servers
from tests.stack.conftest import ROOT
from tests.stack.numbering import Union

COUNTS = ["/petitions/ten-points/count.json", "/cy/petitions/ten-points/count.json"]
OTHERS = [
    "/",
    "/petitions/ten-points/",
    "/petitions/ten-points/sign/",
    "/vote/a-link/",
    "/petitions/a/b/count.json",
]


class Proxy:
    """Caddy in front of two servers: the cache of the live counts, and the web server."""

    def __init__(self, folder: Path) -> None:
        self.counts, self.web, self.folder, self.port = Union(), Union(), folder, servers.free_port()
        words = (ROOT / "deploy" / "Caddyfile").read_text()
        ours = {"counts:8080": self.counts.port, "web:8000": self.web.port}
        for production, port in ours.items():
            assert production in words
            words = words.replace(production, f"127.0.0.1:{port}")
        assert "root * /etc/caddy\n" in words
        words = words.replace("root * /etc/caddy", f"root * {ROOT / 'deploy'}")
        (folder / "Caddyfile").write_text(words)
        env = {"DOMAIN": f"http://127.0.0.1:{self.port}", "HOME": str(folder), "PATH": os.environ["PATH"]}
        line = ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
        self.process = servers.start(line, log=folder / "log", env=env, cwd=folder)
        servers.wait_until(lambda: servers.answers(self.port), seconds=30, what="Caddy")

    def ask(self, path: str, *, body: bytes = b"", **more: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        line.request("POST" if body else "GET", path, body=body or None, headers=headers)
        answer = line.getresponse()
        status, self.said = answer.status, answer.read().decode()
        line.close()
        return status


@contextmanager
def served_by_half(port: int) -> Iterator[None]:
    """A web server that ends in the middle of its answer."""
    with socket.create_server(("127.0.0.1", port)) as server:

        def answer() -> None:
            line, _ = server.accept()
            with line:
                line.recv(10_000)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf")

        thread = Thread(target=answer)
        thread.start()
        yield
        thread.join(10)


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    folder = Path(tempfile.mkdtemp(prefix="tenpoint-proxy-"))
    proxy = Proxy(folder)
    yield proxy
    servers.stop(proxy.process)
    shutil.rmtree(folder)


def test_counts_come_from_the_cache_and_everything_else_from_the_web_server(proxy: Proxy) -> None:
    assert [proxy.ask(path) for path in COUNTS + OTHERS] == [200] * 7
    assert [path for path, _ in proxy.counts.asked] == COUNTS
    assert [path for path, _ in proxy.web.asked] == OTHERS


def test_where_the_cache_is_away_the_web_server_is_asked(proxy: Proxy) -> None:
    proxy.counts.go()
    assert [proxy.ask(COUNTS[0]) for _ in range(2)] == [200, 200]
    assert [path for path, _ in proxy.web.asked] == [COUNTS[0]] * 2


def test_nobody_chooses_the_address_or_scheme_that_the_limits_see(proxy: Proxy) -> None:
    proxy.ask("/petitions/ten-points/sign/", X_Forwarded_For="198.51.100.7", X_Forwarded_Proto="https")
    [(_, headers)] = proxy.web.asked
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"]) == ("127.0.0.1", "http")


def test_no_line_is_written_about_a_request(proxy: Proxy) -> None:
    proxy.ask("/vote/a-link/")
    proxy.web.go()
    assert proxy.ask("/vote/another-link/") == 502
    with served_by_half(proxy.web.port), pytest.raises(http.client.IncompleteRead):
        proxy.ask("/vote/a-torn-link/")
    written = (proxy.folder / "log").read_text()
    assert "-link" not in written
    assert "incomplete response" not in written  # where newer versions of Caddy write the request, too


def test_while_the_web_server_is_away_visitors_read_that_nothing_is_lost(proxy: Proxy) -> None:
    proxy.web.go()
    assert proxy.ask("/petitions/ten-points/sign/", body=b"name=Wren") == 502
    assert "<h1>Back in a few minutes</h1>" in proxy.said
    assert '<section lang="cy">' in proxy.said


def test_the_count_of_a_large_ballot_gets_through_and_no_other_form_so_large(proxy: Proxy) -> None:
    count = b"x" * 13_000_000  # of some 350,000 papers
    assert proxy.ask("/desk/ballots/national/scrutiny/count/", body=count) == 200
    # 413, or in older versions of Caddy 502: it is cut off on its way to the web server.
    assert proxy.ask("/desk/ballots/national/scrutiny/key/", body=count) in (413, 502)
