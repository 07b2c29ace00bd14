"""The export of a closed box to its scrutineers: a zip that is written as it is sent, paper by paper."""

from __future__ import annotations

from ballots.bundling import board_of, sealed_lines, setting_of, signed_zip
from ballots.errors import WrongMoment
from ballots.hand_counts import seal_hand_counts
from ballots.models import Ballot, State
from ballots.packing import Content, Zip, as_json
from ballots.returning import refuse_while_waiting, written_returns
from ballots.scrutiny.export import FORMAT, RETURNS, SEALED
from ballots.tallying import roll_for_count


def export_box(ballot: Ballot) -> Zip:
    """EXPORT.zip, which is made as it is read; the box is read once beforehand, for its sums.

    The agreed returns are in it, sealed like the papers. Raises WrongMoment, before that, unless the ballot
    is closed and with its scrutineers, and while returns are missing.
    """
    if ballot.custody != Ballot.Custody.SCRUTINEERS or ballot.state != State.CLOSED:
        raise WrongMoment("The box is handed out once the ballot has closed, and until it is counted.")
    refuse_while_waiting(ballot)
    small = {name: Content.of(content) for name, content in _small_files(ballot).items()}
    return signed_zip({**small, SEALED: Content(lambda: sealed_lines(ballot))})


def _small_files(ballot: Ballot) -> dict[str, bytes]:
    key = ballot.split_key
    manifest = setting_of(ballot) | {
        "format": FORMAT,
        "marked": roll_for_count(ballot).marked,
        "k": key.k,
        "n": key.n,
    }
    return {
        "board.json": as_json(board_of(ballot)),
        "manifest.json": as_json(manifest),
        RETURNS: _sealed_returns(ballot),
    }


def _sealed_returns(ballot: Ballot) -> bytes:
    written = written_returns(ballot)
    public_key = bytes(ballot.public_key or b"")
    return seal_hand_counts(written, ballot_id=ballot.pk, public_key=public_key) if written else b""
