"""A mail server's end that costs next to nothing: it takes every letter and counts letters and calls."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Talk(socketserver.StreamRequestHandler):
    server: "Post"

    def handle(self) -> None:
        self.server.calls += 1
        self._say("220 here")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            self._say("221 bye" if word == b"QUIT" else "250 well")

    def _take(self) -> None:
        """Everything up to the line with nothing but a full stop."""
        for line in self.rfile:
            if line == b".\r\n":
                break
        self.server.taken += 1

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Post(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.port, self.calls, self.taken = int(self.server_address[1]), 0, 0


@contextmanager
def listening() -> Iterator[Post]:
    post = Post()
    threading.Thread(target=post.serve_forever, daemon=True).start()
    yield post
    post.shutdown()
    post.server_close()
