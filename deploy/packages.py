"""The Python packages: a `.venv` filled from a lock with hashes, and the locks themselves."""

import fcntl
import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy import machine

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "tenpoint.json"
LOCKS = ROOT / "deploy" / "lock"
# The lock of development holds everything of the locks of production, at the same versions: `runtime`, and
# `analysis`, which is that and what suggestions for coders need.
HOLDS = {
    "runtime": ("runtime",),
    "analysis": ("runtime", "analysis"),
    "dev": ("runtime", "analysis", "dev"),
}
PINNED = re.compile(r"^[A-Za-z0-9._-]+==\S+", re.MULTILINE)


class Refused(Exception):
    """Nothing more can be done here; the message says what to do."""


def digest(lock: str) -> str:
    return hashlib.sha256((LOCKS / f"{lock}.txt").read_bytes() + sys.version.encode()).hexdigest()


def stamped() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def check_lock(lock: str) -> Path:
    """The lock file; refuses one that is empty or lacks a hash, which pip would wave through."""
    path = LOCKS / f"{lock}.txt"
    text = path.read_text() if path.exists() else ""
    pinned, hashed = len(PINNED.findall(text)), len(re.findall(r"\\\n\s+--hash=sha256:", text))
    if not pinned or pinned > hashed:
        raise Refused(f"{path.relative_to(ROOT)} is empty or not whole: fetch it again, or run `make lock`.")
    return path


def is_of_this_python() -> bool:
    """Whether `.venv` is whole and of this Python's version: the system's may have been upgraded since."""
    packages = VENV / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return PYTHON.exists() and packages.is_dir() and bool(stamped())


@contextmanager
def alone_here() -> Iterator[None]:
    """One command at a time fills `.venv`; another waits for it."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def make_venv() -> None:
    """`.venv`; where ensurepip is missing, by apt-get as root or with the system's own pip."""
    if is_of_this_python():
        return
    by_system_pip = False
    if machine.missing_after_trying([machine.VENV]):
        by_system_pip = importlib.util.find_spec("pip") is not None
        if not by_system_pip:
            machine.ask_for([machine.VENV])
            raise Refused("Then run the same command again.")
    options = ["--clear", "--without-pip"] if by_system_pip else ["--clear"]
    subprocess.run([sys.executable, "-m", "venv", *options, str(VENV)], check=True)


def pip_command() -> list[str]:
    if importlib.util.find_spec("pip", None) and not list(VENV.glob("lib/python*/site-packages/pip")):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip"]


def install(lock: str) -> None:
    """Everything in the lock, each file checked by its hash; instant when nothing changed."""
    check_lock(lock)
    with alone_here():
        if not PYTHON.exists() or stamped().get(lock) != digest(lock):
            fill_venv(lock)


def fill_venv(lock: str) -> None:
    path = LOCKS / f"{lock}.txt"
    make_venv()
    print(
        f"Installing the Python packages of {path.relative_to(ROOT)} (once; this takes a minute).", flush=True
    )
    options = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile", "-qq"]
    command = [*pip_command(), "install", "--disable-pip-version-check", *options, "-r", str(path)]
    if subprocess.run(command).returncode:
        raise Refused("The packages could not be installed: see pip's message above, then run this again.")
    STAMP.write_text(json.dumps({held: digest(held) for held in HOLDS[lock]}))


def clean_environment() -> dict[str, str]:
    """The environment without this machine's own package folders and options, which must not enter a lock."""
    return {
        k: v for k, v in os.environ.items() if not re.match(r"(PIP|UV)_(?!CERT|INDEX_URL|DEFAULT_INDEX)", k)
    }


def lock() -> None:
    """Resolve the locks from pyproject.toml: all platforms, with hashes, no index address, no git."""
    install("dev") if PINNED.search((LOCKS / "dev.txt").read_text()) else make_venv()
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        subprocess.run([*pip_command(), "install", "--quiet", "uv"], check=True)
    common = ["--no-config", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    common += ["--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--upgrade", "--quiet"]
    dev, analysis, runtime = (LOCKS / f"{name}.txt" for name in ("dev", "analysis", "runtime"))
    same = ["-c", str(dev)]
    for extra in (
        ["--extra", "dev", "-o", str(dev)],
        ["--extra", "analysis", *same, "-o", str(analysis)],
        [*same, "-o", str(runtime)],
    ):
        command = [str(uv), "pip", "compile", "pyproject.toml", *common, *extra]
        subprocess.run(command, cwd=ROOT, env=clean_environment(), check=True)
    for name in HOLDS:
        check_lock(name)
    print("Resolved the locks in deploy/lock: read the difference before you commit it.")
