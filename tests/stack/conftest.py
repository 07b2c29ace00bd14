"""Production by hand: gunicorn, worker and scheduler on PostgreSQL and Redis, with a mail server."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.conf import settings

from deploy import machine
from tests import databases, servers
from tests.stack import environment

ROOT = Path(__file__).resolve().parent.parent.parent
CELERY = [sys.executable, "-m", "celery", "-A", "config"]
LINES = {
    "web": [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"],
    "worker": [
        *CELERY,
        "worker",
        "-Q",
        "interactive,bulk,system",
        "--concurrency",
        "2",
        "--loglevel",
        "INFO",
    ],
    "beat": [*CELERY, "beat", "--pidfile=", "--loglevel", "INFO"],
}


class Postbox(Message):
    """A mail server's end: it keeps every letter it accepted, in order."""

    def __init__(self) -> None:
        super().__init__(message_class=EmailMessage)
        self.letters: list[EmailMessage] = []

    def handle_message(self, message: EmailMessage) -> None:  # type: ignore[override]
        self.letters.append(message)


class Stack:
    """The running processes; `url` leads to the web server, `env` is the web server's environment."""

    def __init__(self, *, database: str, folder: Path, smtp_port: int, postbox: Postbox) -> None:
        self.database, self.folder, self.postbox = database, folder, postbox
        self.port, self.redis_port = servers.free_port(), servers.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        shared = environment.every_process(
            database=database,
            redis_port=self.redis_port,
            smtp_port=smtp_port,
            web_port=self.port,
            folder=folder,
        )
        path = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "PYTHONUNBUFFERED": "1"}
        self.env = {**path, **environment.web(shared, port=self.port)}
        self.worker_env = {**path, **environment.worker(shared)}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def mails(self) -> list[EmailMessage]:
        """Every letter the mail server accepted so far."""
        return list(self.postbox.letters)

    def start(self, name: str, line: list[str], env: dict[str, str]) -> None:
        assert name not in self.running, f"{name} is running already"
        self.running[name] = servers.start(line, log=self.folder / f"{name}.log", env=env, cwd=ROOT)

    def stop(self, name: str) -> None:
        servers.stop(self.running.pop(name))

    def log(self, name: str) -> str:
        """What `web`, `worker`, `beat` or `redis` has said."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def manage(self, *arguments: str) -> str:
        """One management command with the worker's environment; its output. Raises when it fails."""
        line = [sys.executable, "site/manage.py", *arguments]
        done = subprocess.run(line, cwd=ROOT, env=self.worker_env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Rows from the stack's own database, which Django's models in the test process do not see."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            done = connection.execute(query.encode(), values)
            return done.fetchall() if done.description else []

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of one page."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def start_web(self) -> None:
        self.start("web", LINES["web"], self.env)

    def start_worker(self) -> None:
        self.start("worker", LINES["worker"], self.worker_env)

    def kill_worker(self) -> None:
        """As when the machine is pulled from the wall: the worker and its pool, at once, unasked."""
        worker = self.running.pop("worker")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def start_beat(self) -> None:
        self.start("beat", LINES["beat"], self.worker_env)

    def start_counts(self) -> None:
        """The cache in front of the live counts, with deploy/counts.conf; `counts_port` leads to it."""
        self.counts_port = servers.free_port()
        self.start(
            "counts", counts_line(self.folder, port=self.counts_port, web=f"127.0.0.1:{self.port}"), {}
        )
        servers.wait_until(lambda: servers.answers(self.counts_port), seconds=20, what="nginx")

    def start_broker(self) -> None:
        options = ["--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.start("redis", ["redis-server", *options, "--dir", str(self.folder)], dict(os.environ))
        servers.wait_until(lambda: servers.answers(self.redis_port), seconds=20, what="Redis")

    def stop_broker(self) -> None:
        self.stop("redis")

    def wait_for_web(self) -> None:
        def answered() -> bool:
            assert self.running["web"].poll() is None, self.log("web")
            return servers.answers(self.port) and self.get("/healthz/")[0] in {200, 503}

        servers.wait_until(answered, seconds=60, what="the web server")

    def wait_for_worker(self) -> None:
        servers.wait_until(lambda: " ready." in self.log("worker"), seconds=60, what="the worker")

    def end(self) -> None:
        for process in reversed(list(self.running.values())):
            process.send_signal(signal.SIGTERM)
        for name in reversed(list(self.running)):
            self.stop(name)


def counts_line(folder: Path, *, port: int, web: str) -> list[str]:
    """The line that starts nginx with the configuration of production, on a port and in a folder of ours."""
    words = (ROOT / "deploy" / "counts.conf").read_text()
    ours = {"/tmp/": f"{folder}/", "listen 8080": f"listen 127.0.0.1:{port}", "web:8000": web}
    for production, here in ours.items():
        assert production in words
        words = words.replace(production, here)
    (folder / "counts.conf").write_text(words)
    as_we_are = " user root;" if os.geteuid() == 0 else ""
    program = machine.nginx()
    assert program is not None
    return [program, "-p", str(folder), "-c", str(folder / "counts.conf"), "-g", f"daemon off;{as_we_are}"]


def static_files(env: dict[str, str]) -> str:
    """What `collectstatic` makes for production, made once for as long as no static file changes."""
    digest = hashlib.sha256("".join(map(version, ("django", "wagtail", "whitenoise"))).encode())
    for file in sorted((ROOT / "site" / "config" / "static").rglob("*.*")):
        digest.update(str(file).encode() + file.read_bytes())
    made = settings.VAR_DIR / f"static-{digest.hexdigest()[:16]}"
    with databases.only_one(settings.VAR_DIR / "static.lock"):
        if not made.exists():
            for old in settings.VAR_DIR.glob("static-*"):
                shutil.rmtree(old)
            line = [sys.executable, "site/manage.py", "collectstatic", "--noinput", "-v", "0"]
            making = made.with_name(f"making-{made.name}")
            subprocess.run(line, cwd=ROOT, env={**env, "STATIC_ROOT": str(making)}, check=True)
            making.rename(made)
    return str(made)


@pytest.fixture(scope="module")
def stack(worker_id: str) -> Iterator[Stack]:
    """A stack of its own for each module of tests."""
    with standing(worker_id) as stack:
        yield stack


@contextmanager
def standing(name: str, *, smtp_port: int = 0) -> Iterator[Stack]:
    """All the processes on a database of their own, with a mail server of ours unless another is named;
    everything is gone afterwards.
    """
    address = os.environ["DATABASE_URL"]
    name = f"stack_{address.rpartition('/')[2]}_{name}"
    database = databases.copy_postgres(address, template=databases.postgres_template(address), name=name)
    folder = Path(tempfile.mkdtemp(prefix="tenpoint-stack-"))
    postbox = Postbox()
    sink = Controller(postbox, hostname="127.0.0.1", port=servers.free_port())
    sink.start()
    stack = Stack(database=database, folder=folder, smtp_port=smtp_port or sink.port, postbox=postbox)
    try:
        stack.env["STATIC_ROOT"] = stack.worker_env["STATIC_ROOT"] = static_files(stack.env)
        stack.start_broker()
        stack.start_web()
        stack.start_worker()
        stack.start_beat()
        stack.wait_for_web()
        stack.wait_for_worker()
        yield stack
    finally:
        stack.end()
        sink.stop()
        with databases.server(address) as server:
            databases.drop(server, name)
        shutil.rmtree(folder, ignore_errors=True)
