"""What asks whether the web server is alive finds it wherever it listens, well or not."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from deploy import alive


class Unwell(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.headers["Host"] == "127.0.0.1" and self.path == "/healthz/"
        self.send_response(503 if known else 400)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Nothing."""


class Over6(HTTPServer):
    address_family = socket.AF_INET6


@pytest.fixture(params=["127.0.0.1", "0.0.0.0", "[::1]", "[::]"])
def bind(request: pytest.FixtureRequest) -> Iterator[str]:
    host = request.param.strip("[]")
    server = (Over6 if ":" in host else HTTPServer)((host, 0), Unwell)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"{request.param}:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_unwell_server_is_alive_wherever_it_listens(bind: str) -> None:
    assert alive.status(bind) == 503


def test_a_server_that_is_away_is_not_alive() -> None:
    assert alive.status("127.0.0.1:1") == 0
