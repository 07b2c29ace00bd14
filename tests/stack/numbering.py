"""A web server that numbers its answers, behind the proxies of production."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LASTS = "public, max-age=10, stale-while-revalidate=30, stale-if-error=86400"


class Union(ThreadingHTTPServer):
    """A web server that numbers its answers; what it is asked for, and with which headers, is noted."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = int(self.server_address[1])
        self.status, self.more = 200, dict[str, str]()
        self.asked: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def go(self) -> None:
        """Be away: nothing listens at the port any more."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Union

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        body = f"answer {len(self.server.asked)}".encode()
        self.send_response(self.server.status)
        lasts = {"Cache-Control": LASTS, "X-Accel-Expires": "1"} if self.server.status == 200 else {}
        for name, value in {**lasts, **self.server.more, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass
