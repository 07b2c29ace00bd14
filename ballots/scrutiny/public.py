"""public.json: the public half of a key that was split into sheets. All the server ever gets of it."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ballots.errors import ScrutinyRefused
from ballots.fingerprints import fingerprint_of
from ballots.scrutiny import TOOL

FORMAT = "tenpoint ballot key 1"
MOST_SHEETS = 10


@dataclass(frozen=True)
class PublicKey:
    """For which ballot it was made, and how many of how many sheets open what is sealed to it."""

    ballot: str
    key: bytes
    k: int
    n: int

    @property
    def fingerprint(self) -> str:
        return fingerprint_of(self.key)


def check_numbers(*, k: int, n: int) -> None:
    """Raises ScrutinyRefused where one sheet alone would open the box, and for more sheets than people."""
    if not 2 <= k <= n <= MOST_SHEETS:
        raise ScrutinyRefused(
            f"Choose at least 2 sheets to open the box, and at most {MOST_SHEETS} sheets in all: "
            f"{k} of {n} is not possible."
        )


def as_data(public: PublicKey) -> dict[str, object]:
    return {
        "format": FORMAT,
        "ballot": public.ballot,
        "public_key": b64encode(public.key).decode(),
        "fingerprint": public.fingerprint,
        "k": public.k,
        "n": public.n,
        "made_with": TOOL,
    }


def write_public(public: PublicKey) -> bytes:
    return (json.dumps(as_data(public), ensure_ascii=False, indent=1) + "\n").encode()


def read_public(content: bytes) -> PublicKey:
    """The key in a public.json. Raises ScrutinyRefused for anything `write_public` did not write."""
    if b"sheet for a consultative ballot" in content.lower():
        raise ScrutinyRefused(
            "This is a scrutineer’s sheet, a part of the key itself, and it has left the laptop now. "
            "Hold the ceremony again, and bring the public.json of that key."
        )
    return public_from(json_object(content, "public.json"))


def public_from(data: Mapping[str, Any]) -> PublicKey:
    """The same from what has been read already, as inside a trial paper."""
    try:
        public = PublicKey(
            str(data["ballot"]),
            b64decode(str(data["public_key"]), validate=True),
            int(data["k"]),
            int(data["n"]),
        )
        known, fingerprint = data["format"] == FORMAT, data["fingerprint"]
    except (KeyError, TypeError, ValueError):
        raise _unclear() from None
    if not known or len(public.key) != 32:
        raise _unclear()
    if fingerprint != public.fingerprint:
        raise ScrutinyRefused("The key in this file does not fit its fingerprint: fetch the file again.")
    check_numbers(k=public.k, n=public.n)
    return public


def json_object(content: bytes, name: str) -> dict[str, Any]:
    """What a JSON file holds; raises ScrutinyRefused where it holds no object."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ScrutinyRefused(f"This is no {name} that can be read: choose the file the program wrote.")
    return found


def _unclear() -> ScrutinyRefused:
    return ScrutinyRefused("This is not the public.json that keygen wrote: choose that file.")
