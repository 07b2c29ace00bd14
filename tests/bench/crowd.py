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


def in_bursts(request: bytes, *, port: int, per_second: float, seconds: float, lines: int) -> Answers:
    """The same request again and again: at set times one over each line, then all their answers.

    One thread and no waking of others, so that the reader costs less than what it reads.
    """
    started, answers = time.monotonic() + 0.5, Answers()
    crowd = [_Line(port) for _ in range(lines)]
    for burst in range(int(per_second * seconds) // lines):
        due = started + burst * lines / per_second
        time.sleep(max(due - time.monotonic(), 0))
        for line in crowd:
            line.say(request)
        for line in crowd:
            status = line.hear()
            answers.statuses[status] = answers.statuses.get(status, 0) + 1
            answers.waits.append(time.monotonic() - due)
    for line in crowd:
        line.hang_up()
    return answers


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
            self.say(request)
            if status := self.hear():
                return status
        return 0

    def say(self, request: bytes) -> None:
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.sendall(request)
        except OSError:
            self.hang_up()

    def hear(self) -> int:
        """The status of the answer; 0 where none came."""
        try:
            return self._hear()
        except OSError:
            self.hang_up()
            return 0

    def _hear(self) -> int:
        answer = self._more()
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head = answer[:end].lower()
        _, _, length = head.partition(b"content-length:")
        missing = end + 4 + int(length.split(b"\r\n", 1)[0]) - len(answer)
        while missing > 0:
            missing -= len(self._more())
        if b"connection: close" in head:
            self.hang_up()
        return int(head[9:12])

    def _more(self) -> bytes:
        if self.socket is None:
            raise ConnectionResetError
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionResetError
        return more

    def hang_up(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None
