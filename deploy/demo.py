"""`make demo`: the whole of Tenpoint on this machine.

Prepares the database, starts the web server, two workers and the scheduler, says where to look, and ends them
all on Ctrl-C, or when its terminal is closed. Each child's words go to var/log.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", ROOT / "var"))
PATIENCE = 15  # seconds a child gets to finish; a worker in the middle of a task needs up to ten
ADDRESS = "127.0.0.1"
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a kill, a closed terminal
PR_SET_PDEATHSIG = 1
ROOM = 10_000_000  # bytes that a demo needs at least to go on


class Stopped(Exception):
    """Somebody asked the demo to end."""


def interrupted(*_: object) -> None:
    """Once: who ends a whole group, as `timeout` does, tells us twice, through make and by ourselves."""
    ask(heard)
    raise Stopped


def heard(*_: object) -> None:
    """What ends us is under way."""


def ask(what: Callable[..., None]) -> None:
    """Do this when somebody asks the demo to end."""
    for number in ENDS:
        if (number, signal.getsignal(number)) != (signal.SIGHUP, signal.SIG_IGN):  # as nohup leaves it
            signal.signal(number, what)


def wanted_port() -> int:
    """Where to look for a free port first; nonsense in PORT is refused in a sentence."""
    said = os.environ.get("PORT", "8000")
    if not said.isdecimal() or not 1024 <= int(said) <= 65_535:
        sys.exit(f"PORT must be a number from 1024 to 65535 and not “{said}”: try `make demo PORT=9000`.")
    return int(said)


def free_port(first: int) -> int:
    """The first port from `first` on that nobody has."""
    for port in range(first, min(first + 50, 65_536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((ADDRESS, port))
            except OSError:
                continue
            return port
    sys.exit(f"No port from {first} on is free: name another with `make demo PORT=9000`.")


def environment(port: int) -> dict[str, str]:
    """What the demo's processes get: the demo's settings, whatever else this shell holds for a real site."""
    taken = {"DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "EMAIL_URL", "DEBUG", "DJANGO_SETTINGS_MODULE"}
    ours = {
        "DEMO": "1",
        "VAR_DIR": str(VAR),
        "BIND": f"{ADDRESS}:{port}",
        "BASE_URL": f"http://{ADDRESS}:{port}",
        "ALLOWED_HOSTS": f"{ADDRESS},localhost",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**{name: value for name, value in os.environ.items() if name not in taken}, **ours}


def only_demo() -> TextIO:
    """Hold the one place for a demo in this folder; says so when another demo holds it."""
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        lock = (VAR / "demo.lock").open("a+")
    except PermissionError:
        sys.exit(f"{VAR} belongs to somebody else: run the demo as they did, or delete that folder as they.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        sys.exit(f"The demo is already running at {lock.read().strip()}: stop it there with Ctrl-C.")
    return lock


def note(lock: TextIO, url: str) -> None:
    """Where this demo is, for whoever starts another."""
    try:
        lock.truncate(0)
        lock.write(url)
        lock.flush()
    except OSError as reason:
        sys.exit(f"{VAR} takes nothing more ({reason.strerror}): make room, then start the demo again.")


def end_with_parent() -> None:
    """In a child, on Linux: be ended when the demo is killed in a way that it cannot notice."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def begin(line: list[str], env: dict[str, str], **where: Any) -> subprocess.Popen[Any]:
    """A child out of reach of the terminal's own Ctrl-C: this process ends them in order."""
    return subprocess.Popen(
        line, cwd=ROOT, env=env, start_new_session=True, preexec_fn=end_with_parent, **where
    )


def prepare(env: dict[str, str]) -> str:
    """Migrate and seed; returns the hints to show once the site answers."""
    print("Preparing the database and the demo's people, pages, petition and ballots.", flush=True)
    line = [sys.executable, "site/manage.py", "seed_demo", "--migrate"]
    seeding = begin(line, env, stdout=subprocess.PIPE, text=True)
    try:
        hints: str = seeding.communicate()[0]
    except BaseException:
        seeding.terminate()
        seeding.wait()
        raise
    if seeding.returncode:
        sys.exit("The demo could not be prepared: what went wrong stands above.")
    return hints


def lines() -> dict[str, list[str]]:
    python = sys.executable
    celery = [python, "-m", "celery", "-A", "config"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    return {
        "web": [python, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "config.wsgi"],
        # A letter never waits until the PDFs of the pages are drawn, of which a fresh demo has dozens.
        "letters": [*worker, "-n", "letters@%h", "-Q", "interactive,bulk", "--concurrency", "1"],
        "worker": [*worker, "-n", "system@%h", "-Q", "system", "--concurrency", "2"],
        "scheduler": [*celery, "beat", "--pidfile=", "--loglevel", "WARNING"],
    }


def start(env: dict[str, str]) -> dict[str, subprocess.Popen[bytes]]:
    logs = VAR / "log"
    logs.mkdir(exist_ok=True)
    children = {}
    for name, line in lines().items():
        with (logs / f"{name}.log").open("ab") as log:
            children[name] = begin(line, env, stdout=log, stderr=log)
    return children


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def fallen(children: dict[str, subprocess.Popen[bytes]]) -> str | None:
    return next((name for name, child in children.items() if child.poll() is not None), None)


def answers(url: str) -> bool:
    """Whether the site answers at all; what it finds in itself is for its own page to say."""
    try:
        urllib.request.urlopen(f"{url}/healthz/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def show(url: str, hints: str) -> None:
    print(f"\nTenpoint is running at {url}/\n")
    print(hints)
    print(f"Every letter it sends lands in the mailbox at {url}/demo/mail/; nothing leaves this machine.")
    print("This is a demo: its keys are samples, and all its processes hold the key that opens ballot boxes;")
    print(f"in production only the worker has it. What the processes say is in {VAR / 'log'}.")
    print("\nStop it with Ctrl-C.", flush=True)


def attend(children: dict[str, subprocess.Popen[bytes]], url: str, hints: str) -> int:
    """Show the way once the site answers, then wait; returns 1 with the child's name when one falls."""
    shown = False
    while not (name := fallen(children)):
        if not shown and answers(url):
            show(url, hints)
            shown = True
        time.sleep(0.2)
    log = VAR / "log" / f"{name}.log"
    print(f"The {name} process ended by itself, so everything is stopped. Its last words, from {log}:")
    print("\n".join(log.read_text(errors="replace").splitlines()[-15:]), flush=True)
    if shutil.disk_usage(VAR).free < ROOM:
        print(f"The disk that holds {VAR} is full: make room, then start the demo again.", flush=True)
    return 1


def main() -> int:
    ask(interrupted)
    lock = only_demo()
    first = wanted_port()
    port = free_port(first)
    if port != first:
        print(f"Port {first} is taken, so the demo uses {port}.")
    env = environment(port)
    note(lock, env["BASE_URL"])
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        hints = prepare(env)
        children = start(env)
        return attend(children, env["BASE_URL"], hints)
    except Stopped:
        print("\nStopping; a worker in the middle of something gets some seconds to finish.", flush=True)
        return 0
    finally:
        for number in ENDS:
            signal.signal(number, signal.SIG_IGN)
        stop(children)


if __name__ == "__main__":
    sys.exit(main())
