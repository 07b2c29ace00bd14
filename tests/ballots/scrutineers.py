"""Three scrutineers, their sheets, and their program run as they run it: no Django, no network."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ballots.scrutiny.public import PublicKey
from ballots.scrutiny.words import Sheet, read_sheet, split

ROOT = Path(__file__).parents[2]
OFFLINE = """
import socket, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError("No module named " + name, name=name)

def no_network(*args, **kwargs):
    raise OSError("this laptop has no network")

sys.meta_path.insert(0, Refuse())
socket.socket.connect = socket.create_connection = socket.getaddrinfo = no_network
"""


@dataclass(frozen=True)
class Ceremony:
    """A key that was made, and its sheets; sheet 1 is `sheets[0]`."""

    public: PublicKey
    sheets: list[Sheet]


def a_key(ballot: str = "NJC pay claim 2022", *, k: int = 2, n: int = 3) -> Ceremony:
    private = X25519PrivateKey.generate()
    words = split(private, k=k, n=n)
    return Ceremony(
        PublicKey(ballot, private.public_key().public_bytes_raw(), k, n),
        [read_sheet(" ".join(own), name=f"sheet-{number}.txt") for number, own in enumerate(words, start=1)],
    )


def tool(
    *arguments: object, home: Path, typed: str = "", missing: str = ""
) -> subprocess.CompletedProcess[str]:
    """The program on a scrutineer's laptop: no settings, Django and WeasyPrint not installed, no network."""
    refused = ("django", "wagtail", "weasyprint", missing)
    laptop = home / "laptop"
    laptop.mkdir(exist_ok=True)
    (laptop / "sitecustomize.py").write_text(OFFLINE.format(refused=refused))
    return subprocess.run(
        [sys.executable, "-m", "ballots.scrutiny", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(laptop), "PYTHONDONTWRITEBYTECODE": "1"},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # no terminal: what is typed comes from `typed`
    )
