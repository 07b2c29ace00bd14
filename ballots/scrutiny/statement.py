"""COUNT.zip: what scrutineers came to, and the statement over it that they sign. The server reads it too."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ballots.errors import ScrutinyRefused
from ballots.fingerprints import fingerprint_of
from ballots.packing import as_json, zip_of
from ballots.reporting import Results

STATEMENT = "statement.json"
COUNTED = ("rejected.csv", "results.json", "votes.csv")


@dataclass(frozen=True)
class Box:
    """What was counted: which ballot, asked how and of whom, which papers, by which key. Hashes in hex.

    `returns` is empty where nothing was counted by hand.
    """

    ballot_id: int
    form_hash: str
    roll_root: str
    returns: str
    board_root: str
    public_key: str


@dataclass(frozen=True)
class CountFile:
    """A COUNT.zip, read: its files fit its statement."""

    statement: Mapping[str, Any]
    results: dict[str, Any]
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """What is signed."""
        return digest_of(self.statement)

    @property
    def fingerprint(self) -> str:
        """The same as people compare it."""
        return fingerprint_of(_written(self.statement))


def files_of(found: Results) -> dict[str, bytes]:
    """The files of a count, as COUNT.zip and the evidence bundle hold them."""
    return {
        "rejected.csv": found.rejected_csv,
        "results.json": as_json(found.results),
        "votes.csv": found.votes_csv,
    }


def statement_of(box: Box, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What scrutineers sign: from this box came these files."""
    return {
        "ballot": box.ballot_id,
        "form_hash": box.form_hash,
        "roll_root": box.roll_root,
        "returns": box.returns,
        "board_root": box.board_root,
        "public_key": box.public_key,
        **{name: sha256(files[name]).hexdigest() for name in COUNTED},
    }


def digest_of(statement: Mapping[str, Any]) -> str:
    """What is signed of a statement, in hex."""
    return sha256(_written(statement)).hexdigest()


def write_count(box: Box, found: Results) -> bytes:
    """COUNT.zip: the same bytes from whoever counts this box."""
    files = files_of(found)
    return zip_of({**files, STATEMENT: _written(statement_of(box, files))})


def read_count(content: bytes) -> CountFile:
    """The count in a COUNT.zip. Raises ScrutinyRefused when a single byte of it is not as it was written."""
    files = _unpacked(content)
    try:
        statement, results = json.loads(files[STATEMENT]), json.loads(files["results.json"])
        digests = {name: sha256(files[name]).hexdigest() for name in COUNTED}
        fits = (
            {**statement, **digests} == statement
            and _written(statement) == files[STATEMENT]
            and as_json(results) == files["results.json"]
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        fits = False
    if not fits or zip_of(files) != content:
        raise _altered()
    return CountFile(statement, results, files)


def _written(statement: Mapping[str, Any]) -> bytes:
    return json.dumps(statement, sort_keys=True).encode()


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            lines = opened.infolist()
            stored = all(line.compress_type == zipfile.ZIP_STORED for line in lines)
            if not stored or sorted(line.filename for line in lines) != sorted([*COUNTED, STATEMENT]):
                raise _altered()
            return {line.filename: opened.read(line) for line in lines}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise _altered() from None


def _altered() -> ScrutinyRefused:
    return ScrutinyRefused("This is no COUNT.zip, or it has been altered: take the file that count wrote.")
