"""Many people at once, at a set rate, over keep-alive connections: what a tally of their answers says.

The clients are cheap (a socket and a few lines), so that on one machine the server gets what there is.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass
class Answers:
    """How many of each status came back, and how long each was awaited from its due time, in seconds."""

    statuses: dict[int, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)

    @property
    def good(self) -> int:
        return self.statuses.get(200, 0)

    def percentile(self, share: float) -> float:
        return sorted(self.waits)[min(int(len(self.waits) * share), len(self.waits) - 1)]


def at_a_rate(
    requests: Callable[[int], bytes], *, port: int, per_second: float, seconds: float, hands: int
) -> Answers:
    """Send request number n at n / `per_second` seconds, whoever still waits, over `hands` connections."""
    started, total = time.monotonic() + 0.5, int(per_second * seconds)
    parts = [Answers() for _ in range(hands)]
    threads = [
        threading.Thread(
            target=_send, args=(requests, range(hand, total, hands), port, started, per_second, part)
        )
        for hand, part in enumerate(parts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _together(parts)


def _send(
    requests: Callable[[int], bytes],
    numbers: Iterable[int],
    port: int,
    started: float,
    per_second: float,
    answers: Answers,
) -> None:
    line = _Line(port)
    for number in numbers:
        due = started + number / per_second
        time.sleep(max(due - time.monotonic(), 0))
        status = line.ask(requests(number))
        answers.statuses[status] = answers.statuses.get(status, 0) + 1
        answers.waits.append(time.monotonic() - due)
    line.hang_up()


def _together(parts: list[Answers]) -> Answers:
    whole = Answers()
    for part in parts:
        whole.waits += part.waits
        for status, times in part.statuses.items():
            whole.statuses[status] = whole.statuses.get(status, 0) + times
    return whole


class _Line:
    """One connection, dialled again when the server has hung up."""

    def __init__(self, port: int) -> None:
        self.port, self.socket = port, None

    socket: socket.socket | None

    def ask(self, request: bytes) -> int:
        """Its status; 0 where no answer came, twice."""
        for _ in range(2):
            try:
                return self._ask(request)
            except OSError:
                self.hang_up()
        return 0

    def _ask(self, request: bytes) -> int:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        while len(body) < length:
            body += self._more()
        if b"connection: close" in head.lower():
            self.hang_up()
        return int(head.split(b" ", 2)[1])

    def _more(self) -> bytes:
        assert self.socket is not None
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionResetError
        return more

    def hang_up(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None
