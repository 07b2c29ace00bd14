"""What the operating system must bring, and how: Pango, PostgreSQL, Redis, nginx, Caddy, Chromium."""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLUSTER_CONF = Path("/etc/postgresql-common/createcluster.conf")
POLICY = Path("/usr/sbin/policy-rc.d")  # asked by Debian before it starts a service
# A new server upgrades itself for some minutes, and holds the lock of apt-get meanwhile.
QUIET = ["-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"]


@dataclass(frozen=True)
class Part:
    """Something of the operating system; `without` says what is lost when it is missing."""

    name: str
    packages: tuple[str, ...]
    is_here: Callable[[], bool]
    without: str


def loads(*libraries: str) -> bool:
    """Whether every shared library can be loaded."""
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_pango() -> bool:
    names = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
    if sys.platform == "linux":
        return loads(*(f"lib{name}.so.0" for name in names))
    return all(ctypes.util.find_library(name) for name in names)


def has_font() -> bool:
    if sys.platform != "linux":
        return True
    home = Path.home()
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts"]
    folders.append(home / ".local/share/fonts")
    return any(file.suffix in {".ttf", ".otf"} for folder in folders for file in folder.rglob("*.?tf"))


def postgres_bin() -> Path | None:
    """The folder that holds initdb and postgres, the newest first."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = sorted(found, key=lambda path: int(path.parts[-3]) if path.parts[-3].isdigit() else 0)
    return newest[-1].parent if newest else None


def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


# The engine without a window comes first: it draws and runs the same pages, for a fifth less.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The browser of the journeys: what CHROMIUM names, else the first of BROWSERS that is here."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


VENV = Part(
    name="the Python module ensurepip",
    packages=(f"python{sys.version_info.major}.{sys.version_info.minor}-venv",),
    is_here=lambda: importlib.util.find_spec("ensurepip") is not None,
    without="no packages can be installed",
)
PANGO = Part(
    name="Pango with a font",
    packages=("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"),
    is_here=lambda: has_pango() and has_font(),
    without="PDFs are off",
)
POSTGRES = Part(
    name="PostgreSQL",
    packages=("postgresql",),
    is_here=lambda: postgres_bin() is not None,
    without="nothing that needs PostgreSQL, a browser or the production processes is tested",
)
REDIS = Part(
    name="Redis",
    packages=("redis-server",),
    is_here=lambda: shutil.which("redis-server") is not None,
    without="the production processes are not tested",
)
NGINX = Part(
    name="nginx",
    packages=("nginx-light",),
    is_here=lambda: nginx() is not None,
    without="the production processes are not tested",
)
CADDY = Part(
    name="Caddy",
    packages=("caddy",),
    is_here=lambda: shutil.which("caddy") is not None,
    without="the production processes are not tested",
)
CHROMIUM = Part(
    name="Chromium",
    packages=("chromium-headless-shell",),
    is_here=lambda: chromium() is not None,
    without="the journeys in a browser are not tested",
)


def apt_line(parts: Iterable[Part]) -> str:
    """The line an administrator types to get the parts."""
    packages = " ".join(package for part in parts for package in part.packages)
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {packages}"


def install(parts: list[Part]) -> None:
    """With apt-get, as root: says what it does, and keeps Debian from starting services of its own."""
    packages = [package for part in parts for package in part.packages]
    print(f"Installing with apt-get: {' '.join(packages)}", flush=True)
    if POSTGRES in parts and not CLUSTER_CONF.exists():
        print(f"Writing create_main_cluster = false to {CLUSTER_CONF}: the tests start their own cluster.")
        CLUSTER_CONF.parent.mkdir(parents=True, exist_ok=True)
        CLUSTER_CONF.write_text("create_main_cluster = false\n")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with no_service_starts():
        for line in (["update", "-qq"], ["install", *QUIET, *packages]):
            subprocess.run(["apt-get", *line], env=environ, check=False, stdout=subprocess.DEVNULL)


@contextmanager
def no_service_starts(policy: Path = POLICY) -> Iterator[None]:
    """What is installed meanwhile stays quiet, on port 80 too. A policy that is there already stands."""
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


def missing_after_trying(parts: list[Part]) -> list[Part]:
    """Install what is missing where that is ours to do (root, with apt-get); return what is still missing."""
    missing = [part for part in parts if not part.is_here()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        install(missing)
        missing = [part for part in missing if not part.is_here()]
    return missing


def ask_for(parts: list[Part]) -> None:
    """Say what is missing, what is lost without it, and the line that brings it."""
    for part in parts:
        print(f"Missing here: {part.name}; without it {part.without}.")
    if parts and shutil.which("apt-get"):
        print(f"To get it, type:  {apt_line(parts)}", flush=True)
    elif parts:
        print("To get it, use this system's own package manager.", flush=True)
