"""The export of a closed box to its scrutineers: a zip that is written as it is sent, paper by paper."""

from __future__ import annotations

from ballots.bundling import board_of, sealed_lines, setting_of, signed_zip
from ballots.errors import WrongMoment
from ballots.models import Ballot, State
from ballots.packing import Content, Zip, as_json
from ballots.scrutiny.export import FORMAT, NO_RETURNS, SEALED
from ballots.tallying import roll_for_count


def export_box(ballot: Ballot) -> Zip:
    """EXPORT.zip, which is made as it is read; the box is read once beforehand, for its sums.

    Raises WrongMoment, before that, unless the ballot is closed and with its scrutineers.
    """
    if ballot.custody != Ballot.Custody.SCRUTINEERS or ballot.state != State.CLOSED:
        raise WrongMoment("The box is handed out once the ballot has closed, and until it is counted.")
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
        "returns.csv": NO_RETURNS,
    }
