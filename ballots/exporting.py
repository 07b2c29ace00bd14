"""The export of a closed box to its scrutineers: a zip that is written as it is sent, paper by paper."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from hashlib import sha256

from ballots import merkle
from ballots.bundling import digests_of, sealed_lines, setting_of
from ballots.errors import WrongMoment
from ballots.hand_counts import seal_hand_counts
from ballots.models import Ballot, State
from ballots.packing import as_json, zip_line
from ballots.receipts import sign
from ballots.returning import refuse_while_waiting, written_returns
from ballots.scrutiny.export import FORMAT, RETURNS, SEALED
from ballots.tallying import roll_for_count

PIECE = 256 * 1024


def export_box(ballot: Ballot) -> Iterator[bytes]:
    """The bytes of EXPORT.zip, in pieces; memory does not grow with the papers but for their digests.

    The agreed returns are in it, sealed like the papers. Raises WrongMoment, before the first piece, unless
    the ballot is closed and with its scrutineers, and while returns are missing.
    """
    if ballot.custody != Ballot.Custody.SCRUTINEERS or ballot.state != State.CLOSED:
        raise WrongMoment("The box is handed out once the ballot has closed, and until it is counted.")
    refuse_while_waiting(ballot)
    return _pieces(ballot)


class _Outlet(io.RawIOBase):
    """What the zip writes waits here until it is sent."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.waiting.append(piece)
        self.size += len(piece)
        return len(piece)

    def take(self) -> bytes:
        piece, self.waiting, self.size = b"".join(self.waiting), [], 0
        return piece


def _pieces(ballot: Ballot) -> Iterator[bytes]:
    outlet, sums = _Outlet(), {}
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as export:
        whole = sha256()
        with export.open(zip_line(SEALED), "w", force_zip64=True) as file:
            for line in sealed_lines(ballot):
                whole.update(line)
                file.write(line)
                if outlet.size >= PIECE:
                    yield outlet.take()
        sums[SEALED] = whole.hexdigest()
        for name, content in _small_files(ballot).items():
            sums[name] = sha256(content).hexdigest()
            export.writestr(zip_line(name), content)
        listed = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()
        export.writestr(zip_line("SHA256SUMS"), listed)
        export.writestr(zip_line("signature"), sign(listed) + "\n")
    yield outlet.take()


def _small_files(ballot: Ballot) -> dict[str, bytes]:
    key = ballot.split_key
    digests = digests_of(ballot)
    papers, root = len(digests), merkle.root(digests).hex()
    manifest = setting_of(ballot) | {
        "format": FORMAT,
        "marked": roll_for_count(ballot).marked,
        "k": key.k,
        "n": key.n,
    }
    board = {
        "ballot": ballot.pk,
        "papers": papers,
        "root": root,
        "signature": sign(merkle.board_text(ballot.pk, papers, root)),
    }
    return {
        "board.json": as_json(board),
        "manifest.json": as_json(manifest),
        RETURNS: _sealed_returns(ballot),
    }


def _sealed_returns(ballot: Ballot) -> bytes:
    written = written_returns(ballot)
    public_key = bytes(ballot.public_key or b"")
    return seal_hand_counts(written, ballot_id=ballot.pk, public_key=public_key) if written else b""
