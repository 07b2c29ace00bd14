"""EXPORT.zip: a closed box as the server hands it to its scrutineers, checked before a paper is opened."""

from __future__ import annotations

import json
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ballots import merkle
from ballots.asking import Form, canonical, read_form
from ballots.errors import ScrutinyRefused
from ballots.fingerprints import fingerprint_of
from ballots.reporting import Place, Roll
from ballots.scrutiny.public import PublicKey
from ballots.scrutiny.statement import Box
from ballots.sealing import SEALED_LENGTH

FORMAT = "tenpoint export 2"
SEALED = "sealed.jsonl"
RETURNS = "returns.sealed"
FILES = ("board.json", "manifest.json", RETURNS, SEALED)


@dataclass(frozen=True)
class Export:
    """A checked export. Its papers are read from the file each time they are asked for.

    `sealed_returns` is what was counted by hand, sealed; empty where nothing was.
    """

    path: Path
    manifest: dict[str, Any]
    papers: int
    board_root: str
    sealed_returns: bytes

    @property
    def ballot_id(self) -> int:
        return int(self.manifest["ballot"])

    @property
    def form(self) -> Form:
        return read_form(self.manifest["form"], form_hash=self.manifest["form_hash"])

    @property
    def roll(self) -> Roll:
        """Without the returns, which are told once the box is opened."""
        held = self.manifest
        places = tuple(Place(**unit) for unit in held["units"])
        return Roll(held["eligible"], held["reachable"], held["marked"], places)

    @property
    def public(self) -> PublicKey:
        held = self.manifest
        return PublicKey(held["form"]["title"], b64decode(held["public_key"]), held["k"], held["n"])

    @property
    def box(self) -> Box:
        held = self.manifest
        return Box(
            self.ballot_id,
            held["form_hash"],
            held["roll_root"],
            held["returns"],
            self.board_root,
            held["public_key"],
        )

    @property
    def site_fingerprint(self) -> str:
        """Of the key the site signed with, to be compared with what the union shows elsewhere."""
        return fingerprint_of(b64decode(self.manifest["signing_key"]))

    def sealed(self) -> Iterator[tuple[bytes, bytes]]:
        """Digest and bytes of every sealed paper, in the order of digests."""
        with zipfile.ZipFile(self.path) as opened, opened.open(SEALED) as lines:
            for line in lines:
                paper = json.loads(line)
                yield bytes.fromhex(paper["digest"]), b64decode(paper["sealed"], validate=True)


def read_export(path: Path, *, signing_key: str = "") -> Export:
    """An export with every hash and signature in order; raises ScrutinyRefused with the first that is not.

    `signing_key`, in base64, is the site's as the union shows it; without it the one in the export is taken.
    """
    try:
        return _read(path, signing_key)
    except ScrutinyRefused:
        raise
    except OSError as error:
        raise ScrutinyRefused(f"{path} cannot be read: {error.strerror or error}.") from None
    except Exception as error:  # whatever a forged export makes a reader stumble over
        raise ScrutinyRefused(f"The export cannot be read ({type(error).__name__}).") from None


def _read(path: Path, signing_key: str) -> Export:
    with zipfile.ZipFile(path) as opened:
        _demand(
            sorted(opened.namelist()) == sorted([*FILES, "SHA256SUMS", "signature"]),
            "The export does not hold the files it should: fetch it again.",
        )
        stored = all(line.compress_type == zipfile.ZIP_STORED for line in opened.infolist())
        _demand(stored, "The export has been packed anew: take the file as the desk gave it.")
        small = {name: opened.read(name) for name in opened.namelist() if name != SEALED}
        tree, sealed_hash = _check_sealed(opened)
    manifest, board = json.loads(small["manifest.json"]), json.loads(small["board.json"])
    key = signing_key or manifest["signing_key"]
    _demand(manifest["signing_key"] == key, "The export is signed with another key than the one given.")
    sums = {name: sha256(small[name]).hexdigest() for name in small} | {SEALED: sealed_hash}
    _check_sums(small, sums, key)
    papers, root = tree.leaves, tree.root.hex()
    _check_board(board, manifest, papers=papers, root=root, key=key)
    _check_manifest(manifest, papers=papers, with_returns=bool(small[RETURNS]))
    return Export(path, manifest, papers, root, small[RETURNS])


def _check_sealed(opened: zipfile.ZipFile) -> tuple[merkle.Tree, str]:
    """The tree over the digests in order, and the hash of the whole file."""
    whole, tree, last = sha256(), merkle.Tree(), b""
    with opened.open(SEALED) as lines:
        for line in lines:
            whole.update(line)
            paper = json.loads(line)
            sealed = b64decode(paper["sealed"], validate=True)
            digest = sha256(sealed).digest()
            _demand(digest.hex() == paper["digest"], "A sealed paper does not fit its digest.")
            _demand(len(sealed) == SEALED_LENGTH, "A sealed paper has another length than the others.")
            _demand(last < digest, "The sealed papers are not in the order of digests, each once.")
            tree.add(digest)
            last = digest
    return tree, whole.hexdigest()


def _check_sums(small: dict[str, bytes], sums: dict[str, str], key: str) -> None:
    listed = "".join(f"{sums[name]}  {name}\n" for name in sorted(FILES)).encode()
    _demand(small["SHA256SUMS"] == listed, "The files of the export do not fit their hashes: it was altered.")
    _check_signature(key, small["signature"].decode().strip(), listed, "the export")


def _check_board(
    board: dict[str, Any], manifest: dict[str, Any], *, papers: int, root: str, key: str
) -> None:
    fits = (board["ballot"], board["papers"], board["root"]) == (manifest["ballot"], papers, root)
    _demand(fits, "The board lists other papers than the export holds.")
    _check_signature(
        key, board["signature"], merkle.board_text(manifest["ballot"], papers, root), "the board"
    )


def _check_manifest(manifest: dict[str, Any], *, papers: int, with_returns: bool) -> None:
    _demand(manifest["format"] == FORMAT, "This is no export of a kind this program knows.")
    form_hash = sha256(canonical(manifest["form"])).hexdigest()
    _demand(form_hash == manifest["form_hash"], "The form does not fit its hash.")
    electorate = sum(unit["electorate"] for unit in manifest["units"])
    _demand(electorate == manifest["eligible"], "The units do not add up to the roll.")
    _demand(with_returns == bool(manifest["returns"]), "The returns are not those that the site names.")
    marked = manifest["marked"]
    fits = marked > papers if with_returns else marked == papers
    _demand(fits, "The roll has another number of votes marked than there are papers.")
    _demand(marked <= manifest["eligible"], "There are more papers than members.")


def _check_signature(key: str, signature: str, message: bytes, of_what: str) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True))
        public.verify(b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        raise ScrutinyRefused(f"The signature on {of_what} is wrong.") from None


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ScrutinyRefused(otherwise)
