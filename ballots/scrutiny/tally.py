"""Opening a box with k sheets, and counting it by the code by which the server counts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ballots.errors import PaperMalformed, ScrutinyRefused
from ballots.hand_counts import HandCount, open_hand_counts, papers_by_hand, read_hand_counts
from ballots.piles import read_piles, secret_of
from ballots.reading import read_box
from ballots.reporting import Results, tally_up
from ballots.scrutiny.export import Export
from ballots.scrutiny.words import Sheet, join

PROGRESS_EVERY = 10_000
METHODS = ("paper", "meeting")


def count_box(export: Export, sheets: Sequence[Sheet]) -> Results:
    """What the papers of a checked export come to, with those counted by hand: whichever k sheets open them.

    Raises ScrutinyRefused where the sheets do not make the key of this ballot, and where the returns are not
    those that the site signed or do not fit the marks on the roll.
    """
    form, private_key = export.form, join(sheets, export.public)
    by_hand = returns_in(export, private_key)
    roll = replace(export.roll, returns=tuple(line.returned for line in by_hand))
    opened = read_box(
        export.sealed(),
        form,
        units=roll.numbers,
        ballot_id=export.ballot_id,
        private_key=private_key,
        progress=_progress,
    )
    secret = secret_of(private_key.private_bytes_raw())
    return tally_up(
        form, roll, chain(opened, papers_by_hand(by_hand, form_hash=form.form_hash, secret=secret))
    )


def returns_in(export: Export, private_key: X25519PrivateKey) -> tuple[HandCount, ...]:
    """What was counted by hand. Raises ScrutinyRefused."""
    if not export.sealed_returns:
        return ()
    try:
        written = open_hand_counts(export.sealed_returns, ballot_id=export.ballot_id, private_key=private_key)
        as_signed = sha256(written).hexdigest() == export.manifest["returns"]
        by_hand = read_hand_counts(written)
        complaint = "" if as_signed else "they are not those that the site signed"
        complaint = complaint or _complaint(export, by_hand)
    except (AttributeError, KeyError, TypeError, ValueError, AssertionError, PaperMalformed):
        complaint = "they cannot be read"
    if complaint:
        raise ScrutinyRefused(f"The returns in the export do not hold, {complaint}: do not count it.")
    return by_hand


def _complaint(export: Export, by_hand: Sequence[HandCount]) -> str:
    """What is wrong with returns that can be read; empty when nothing is."""
    form, units = export.form, export.roll.numbers
    places = {(line.unit, line.method) for line in by_hand}
    if len(places) < len(by_hand) or any(u not in units or m not in METHODS for u, m in places):
        return "one is of no unit on the roll, or there twice"
    piles = [pile for line in by_hand for pile in read_piles(line.piles)]
    if any(pile.papers < 1 or form.complaint(pile.answers) for pile in piles):
        return "a pile gives an answer that was not offered"
    told = [line.returned for line in by_hand]
    if any(line.spoilt < 0 or line.counted + line.spoilt > line.marked for line in told):
        return "one has more papers than members were marked"
    if sum(line.marked for line in told) + export.papers != export.manifest["marked"]:
        return "papers and marks do not add up to the roll"
    return ""


def _progress(read: int) -> None:
    if read % PROGRESS_EVERY == 0:
        print(f"  {read:,} papers opened", file=sys.stderr)
