"""COUNT.zip: what scrutineers came to, and the statement over it that they sign. The server reads it too."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from typing import IO, Any

from ballots.errors import ScrutinyRefused
from ballots.fingerprints import fingerprint_of
from ballots.packing import Content, Zip, as_json, blocks_of, member
from ballots.reporting import Results

STATEMENT = "statement.json"
COUNTED = ("rejected.csv", "results.json", "votes.csv")
NOT_READ = (  # what a reader of zips and of JSON may stumble over
    *(zipfile.BadZipFile, OSError, EOFError, RuntimeError, ArithmeticError),
    *(KeyError, TypeError, ValueError),
)


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
    """A COUNT.zip, read: its files fit its statement. They are read where they lie, so leave it open."""

    statement: Mapping[str, Any]
    results: dict[str, Any]
    files: Mapping[str, Content]

    @property
    def digest(self) -> str:
        """What is signed."""
        return digest_of(self.statement)

    @property
    def fingerprint(self) -> str:
        """The same as people compare it."""
        return fingerprint_of(_written(self.statement))

    @property
    def as_zip(self) -> Content:
        """The COUNT.zip itself, which follows from what it holds."""
        return Zip({**self.files, STATEMENT: Content.of(_written(self.statement))})


def files_of(found: Results) -> dict[str, Content]:
    """The files of a count, as COUNT.zip and the evidence bundle hold them."""
    return {
        "rejected.csv": found.rejected_csv,
        "results.json": Content.of(as_json(found.results)),
        "votes.csv": found.votes_csv,
    }


def statement_of(box: Box, files: Mapping[str, Content]) -> dict[str, Any]:
    """What scrutineers sign: from this box came these files."""
    return {
        "ballot": box.ballot_id,
        "form_hash": box.form_hash,
        "roll_root": box.roll_root,
        "returns": box.returns,
        "board_root": box.board_root,
        "public_key": box.public_key,
        **{name: files[name].measured.sha256 for name in COUNTED},
    }


def digest_of(statement: Mapping[str, Any]) -> str:
    """What is signed of a statement, in hex."""
    return sha256(_written(statement)).hexdigest()


def write_count(box: Box, found: Results) -> Content:
    """COUNT.zip: the same bytes from whoever counts this box."""
    files = files_of(found)
    return CountFile(statement_of(box, files), found.results, files).as_zip


def read_count(file: IO[bytes]) -> CountFile:
    """The count in a COUNT.zip. Raises ScrutinyRefused when a single byte of it is not as it was written."""
    try:
        files = _files_in(file)
        statement, results = (json.loads(bytes(files[name])) for name in (STATEMENT, "results.json"))
        digests = {name: files[name].measured.sha256 for name in COUNTED}
        counted = CountFile(statement, results, {name: files[name] for name in COUNTED})
        fits = (
            {**statement, **digests} == statement
            and as_json(results) == bytes(files["results.json"])
            and all(one == other for one, other in zip_longest(counted.as_zip, blocks_of(file)))
        )
    except NOT_READ:
        raise _altered() from None
    if not fits:
        raise _altered()
    return counted


def _written(statement: Mapping[str, Any]) -> bytes:
    return json.dumps(statement, sort_keys=True).encode()


def _files_in(file: IO[bytes]) -> dict[str, Content]:
    """Each file of the zip, unread. Raises ScrutinyRefused where others are in it, or any is packed."""
    with zipfile.ZipFile(file) as opened:
        lines = opened.infolist()
    stored = all(line.compress_type == zipfile.ZIP_STORED for line in lines)
    if not stored or sorted(line.filename for line in lines) != sorted([*COUNTED, STATEMENT]):
        raise _altered()
    return {line.filename: member(file, line.filename) for line in lines}


def _altered() -> ScrutinyRefused:
    return ScrutinyRefused("This is no COUNT.zip, or it has been altered: take the file that count wrote.")
