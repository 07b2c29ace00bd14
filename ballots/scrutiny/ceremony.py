"""Making a key in front of all scrutineers, and trying its sheets before anybody votes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ballots.errors import ScrutinyRefused
from ballots.scrutiny import sheets
from ballots.scrutiny.files import new_folder, write_new
from ballots.scrutiny.public import PublicKey, check_numbers, write_public
from ballots.scrutiny.sheets import PrintedSheet
from ballots.scrutiny.trial import Trial, make_trial, open_trial
from ballots.scrutiny.words import Sheet, join, read_sheet, split, ways_to_join

PRACTICE = 0  # no ballot has this number


def make_key(ballot: str, *, k: int, n: int, folder: Path) -> PublicKey:
    """A new key pair as public.json and n sheets in a new folder. The private key itself is written nowhere.

    Every choice of k sheets has opened a trial paper before a file is written. Raises ScrutinyRefused for
    numbers that make no sense, an empty title, and a folder that holds anything.
    """
    check_numbers(k=k, n=n)
    if not ballot.strip():
        raise ScrutinyRefused("Give the title of the ballot, as it stands at the desk, after --ballot.")
    new_folder(folder)
    private = X25519PrivateKey.generate()
    public = PublicKey(ballot.strip(), private.public_key().public_bytes_raw(), k, n)
    printed = [
        PrintedSheet(number, public, words) for number, words in enumerate(split(private, k=k, n=n), start=1)
    ]
    rehearse(public, [read_sheet(" ".join(sheet.words), name=f"Sheet {sheet.number}") for sheet in printed])
    for sheet in printed:
        _write_sheet(sheet, folder)
    write_new(folder / "public.json", write_public(public))  # last: what can be placed has all its sheets
    return public


def rehearse(public: PublicKey, given: Sequence[Sheet]) -> int:
    """Seal a trial paper and open it with every choice of k among the sheets given; how many choices.

    Raises ScrutinyRefused with the reason when one of them does not open it.
    """
    ways = ways_to_join(given, public)
    trial, secret = make_trial(public, ballot_id=PRACTICE)
    for way in ways:
        if open_trial(trial, join(way, public)) != secret:
            raise ScrutinyRefused("The trial paper does not say what was sealed in it: make a new key.")
    return len(ways)


def answer_trial(trial: Trial, given: Sequence[Sheet]) -> str:
    """The ten characters hidden in the desk's trial paper, from k sheets."""
    return open_trial(trial, join(given, trial.public))


def _write_sheet(sheet: PrintedSheet, folder: Path) -> None:
    stem = f"sheet-{sheet.number}"
    write_new(folder / f"{stem}.html", sheets.as_html(sheet).encode(), secret=True)
    write_new(folder / f"{stem}.txt", sheets.as_text(sheet).encode(), secret=True)
