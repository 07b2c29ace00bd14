"""Opening a box with k sheets, and counting it by the code by which the server counts."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ballots.reading import read_box
from ballots.reporting import Results, tally_up
from ballots.scrutiny.export import Export
from ballots.scrutiny.words import Sheet, join

PROGRESS_EVERY = 10_000


def count_box(export: Export, sheets: Sequence[Sheet]) -> Results:
    """What the papers of a checked export come to: the same, whichever k sheets open them.

    Raises ScrutinyRefused where the sheets do not make the key of this ballot.
    """
    roll, form = export.roll, export.form
    opened = read_box(
        export.sealed(),
        form,
        units=roll.numbers,
        ballot_id=export.ballot_id,
        private_key=join(sheets, export.public),
        progress=_progress,
    )
    return tally_up(form, roll, opened)


def _progress(read: int) -> None:
    if read % PROGRESS_EVERY == 0:
        print(f"  {read:,} papers opened", file=sys.stderr)
