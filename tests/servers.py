"""Private servers for a test run, on free ports in a temporary folder, gone afterwards.

    python -m tests.servers pytest ...    runs the command with DATABASE_URL set to a cluster of its own

The cluster ends with the command, with an interrupt, and (on Linux) with the sudden death of this process.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.machine import postgres_bin

PDEATHSIG = 1
# A cluster that lives for minutes: nothing of it must survive a crash, so nothing waits for the disk.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=400",
    "shared_buffers=256MB",
    "max_wal_size=256MB",
)
MEMORY, ROOM = Path("/dev/shm"), 2 << 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(is_so: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Return as soon as it is so; raises TimeoutError naming `what` was awaited."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)


def dies_with_us(user: pwd.struct_passwd | None = None) -> Callable[[], None]:
    """What a child does first: become `user`, and ask the kernel to be ended when its parent is gone."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        if user:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        if libc:
            libc.prctl(PDEATHSIG, signal.SIGINT)

    return prepare


def stop(process: subprocess.Popen[bytes], *, politely: signal.Signals = signal.SIGTERM) -> None:
    """End one process by its own id: politely, and after 15 s for certain."""
    if process.poll() is None:
        process.send_signal(politely)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def database_owner() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def place_for_files() -> Path | None:
    """In memory, where there is room, since each copy of a database is a thousand files."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@contextmanager
def postgres() -> Iterator[str]:
    """A cluster of our own; yields the address of the database `tenpoint` in it."""
    programs, owner, port = postgres_bin(), database_owner(), free_port()
    if programs is None:
        sys.exit("PostgreSQL is not installed here: `make test` says how to get it.")
    folder = Path(tempfile.mkdtemp(prefix="tenpoint-pg-", dir=place_for_files()))
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    prepare = dies_with_us(owner)
    init = [
        str(programs / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "tenpoint",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    subprocess.run(
        [*init, "--no-sync", "--locale=C.UTF-8"],
        preexec_fn=prepare, check=True, cwd=folder, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    settings = [f"port={port}", f"unix_socket_directories={folder}", "listen_addresses=127.0.0.1", *FAST]
    line = [str(programs / "postgres"), "-D", str(folder / "data")]
    with (folder / "log").open("wb") as log:
        options = [word for setting in settings for word in ("-c", setting)]
        server = subprocess.Popen(
            [*line, *options], preexec_fn=prepare, cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_until(lambda: answers(port), seconds=60, what="PostgreSQL")
        yield f"postgres://tenpoint@127.0.0.1:{port}/tenpoint"
    finally:
        stop(server, politely=signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)


def start(line: list[str], *, log: Path, env: dict[str, str], cwd: Path) -> subprocess.Popen[bytes]:
    """A child in a group of its own, which ends when we do; what it says goes to the end of `log`."""
    with log.open("ab") as out:
        return subprocess.Popen(
            line, env=env, cwd=cwd, stdout=out, stderr=out, start_new_session=True, preexec_fn=dies_with_us()
        )


def main(line: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also when started in the background
    with postgres() as address:
        command = subprocess.Popen(
            line, env={**os.environ, "DATABASE_URL": address}, preexec_fn=dies_with_us()
        )
        try:
            return command.wait()
        finally:
            stop(command, politely=signal.SIGINT)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
