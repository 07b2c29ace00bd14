"""Sheets from files, or typed at a prompt that shows nothing of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path

from ballots.errors import ScrutinyRefused
from ballots.scrutiny.files import read_file
from ballots.scrutiny.words import WORDS, Sheet, read_sheet, tidy_words


def sheets_of(paths: Sequence[Path], *, k: int) -> list[Sheet]:
    """The sheets in these files, or k sheets typed now where no file is named."""
    if paths:
        return [read_sheet(_text(path), name=path.name) for path in paths]
    return [_typed(f"Sheet {place} of the {k} needed") for place in range(1, k + 1)]


def _text(path: Path) -> str:
    try:
        return read_file(path).decode()
    except UnicodeDecodeError:
        raise ScrutinyRefused(f"{path.name} is no text: give the file sheet-….txt of a sheet.") from None


def _typed(name: str) -> Sheet:
    """One sheet, typed in as many lines as its holder likes; a line with a mistake is asked for again."""
    print(f"{name}: type its {WORDS} words, hidden, in one line or several. Four letters a word are enough.")
    words: list[str] = []
    while True:
        while len(words) < WORDS:
            try:
                words += tidy_words(
                    _line(f"  words {len(words) + 1} to {WORDS}: "), name=name, first=len(words) + 1
                )
            except ScrutinyRefused as error:
                print(f"  {error} Type that line again.", file=sys.stderr)
        try:
            return read_sheet(" ".join(words), name=name)
        except ScrutinyRefused as error:
            print(f"  {error} Type the whole sheet again.", file=sys.stderr)
            words = []


def _line(prompt: str) -> str:
    try:
        return getpass(prompt)
    except EOFError:
        raise SystemExit("Nothing more was typed, and nothing has been done.") from None
