"""Members at the web server of a stack, and somebody who writes down everything that is said to Redis."""

import re
import secrets
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis

from tests import servers
from tests.stack.conftest import Stack


class _StayPut(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:  # type: ignore[override]
        return None


@dataclass
class Visitor:
    """A browser without scripts; it keeps cookies and follows nothing."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(f"{self.url}{path}", data=data)
        asked.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            answer = urllib.request.build_opener(_StayPut).open(asked, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode()

    def send(self, path: str, **form: str) -> tuple[int, str]:
        """Send the form of a page, with the token that stands in every form."""
        return self.ask(path, {**form, "csrfmiddlewaretoken": self.cookies["csrftoken"]})

    def kept(self) -> set[str]:
        """The names of the cookies that hold something."""
        return {name for name, value in self.cookies.items() if value.strip('"')}


def links_in(stack: Stack, pattern: str) -> list[str]:
    """The first path like `pattern` of each letter so far that has one."""
    texts = [part for mail in stack.mails for part in mail.walk() if part.get_content_type() == "text/plain"]
    bodies = [bytes(part.get_payload(decode=True)).decode() for part in texts]
    return [path for body in bodies for path in re.findall(pattern, body)[:1]]


class Eavesdropper:
    """Writes down everything that is said to Redis from now on, whatever database it is for."""

    def __init__(self, port: int, file: Path) -> None:
        self.port, self.file = port, file
        with file.open("wb") as out:
            line = ["redis-cli", "-p", str(port), "MONITOR"]
            self.process = subprocess.Popen(line, stdout=out)

    def heard(self) -> str:
        """All of it, up to this moment."""
        now = f"so far {secrets.token_hex(8)}"
        with Redis(port=self.port) as redis:
            redis.echo(now)
        servers.wait_until(lambda: now in self._written(), seconds=20, what="what was said to Redis")
        return self._written()

    def end(self) -> None:
        self.process.kill()
        self.process.wait()

    def _written(self) -> str:
        return self.file.read_text(errors="replace")


def opened(text: str) -> str:
    """With what was packed in base64, as the bodies of messages are, behind it."""
    packed = re.findall(r"[A-Za-z0-9+/]{12,}", text)
    return " ".join([text, *(b64decode(part[: len(part) // 4 * 4]).decode("latin-1") for part in packed)])
