"""The commands of the scrutineers' program: what each is given, and what it prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ballots.errors import BallotError
from ballots.scrutiny import asking, ceremony
from ballots.scrutiny.files import read_file
from ballots.scrutiny.public import json_object, public_from
from ballots.scrutiny.trial import FORMAT as TRIAL
from ballots.scrutiny.trial import read_trial

Command = Callable[[argparse.Namespace], None]


def main(arguments: list[str] | None = None) -> int:
    """Do one command; 1 and a sentence when it is refused."""
    given = _reading().parse_args(arguments)
    try:
        given.command(given)
    except BallotError as error:
        print(f"REFUSED: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 1
    return 0


def keygen(given: argparse.Namespace) -> None:
    public = ceremony.make_key(given.ballot, k=given.k, n=given.n, folder=given.out)
    print(f"A key for: {public.ballot}")
    print(f"Fingerprint: {public.fingerprint}")
    print(f"Any {public.k} of its {public.n} sheets open the box. All choices of {public.k} were tried.")
    print(
        f"Written to {given.out}: public.json, and sheet-1 to sheet-{public.n} as .html to print and as .txt."
    )
    print(
        "Next:\n"
        " 1. Everybody writes down the fingerprint.\n"
        " 2. Print each sheet once, on a printer without a network. Each scrutineer takes one and signs it.\n"
        f" 3. Rehearse, typing from paper: python -m ballots.scrutiny rehearse {given.out / 'public.json'}\n"
        " 4. Carry public.json, and nothing else, to the desk. Compare the fingerprint shown there.\n"
        f" 5. Destroy the sheet files in {given.out}: whoever has {public.k} of them has the key."
    )


def rehearse(given: argparse.Namespace) -> None:
    content = read_file(given.file)
    data = json_object(content, given.file.name)
    if data.get("format") == TRIAL:
        return _rehearse_for_the_desk(given, content)
    public = public_from(data)
    _name(public.ballot, public.fingerprint)
    ways = ceremony.rehearse(public, asking.sheets_of(given.sheets, k=public.k))
    tries = "once" if ways == 1 else f"with each of the {ways} choices of {public.k} sheets"
    print(f"In order: a trial paper was sealed and opened, {tries}.")
    return None


def _rehearse_for_the_desk(given: argparse.Namespace, content: bytes) -> None:
    trial = read_trial(content)
    _name(trial.public.ballot, trial.public.fingerprint)
    secret = ceremony.answer_trial(trial, asking.sheets_of(given.sheets, k=trial.public.k))
    print("In order: the trial paper of the desk was opened.")
    print(f"Type this at the desk: {secret[:5]} {secret[5:]}")


def _name(ballot: str, fingerprint: str) -> None:
    print(f"Ballot: {ballot}\nFingerprint: {fingerprint}")


def _reading() -> argparse.ArgumentParser:
    reading = argparse.ArgumentParser(
        prog="python -m ballots.scrutiny",
        description="The scrutineers' program: make a key, rehearse, count and sign, without a network.",
    )
    commands = reading.add_subparsers(required=True, metavar="COMMAND")

    making = _command(commands, "keygen", keygen, "make a key pair and a sheet of words for each scrutineer")
    making.add_argument("--ballot", required=True, metavar="TITLE", help="as it stands at the desk")
    making.add_argument("--k", type=int, default=2, help="how many sheets open the box (2)")
    making.add_argument("--n", type=int, default=3, help="how many sheets there are (3)")
    making.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder")

    trying = _command(commands, "rehearse", rehearse, "open a trial paper with the sheets")
    trying.add_argument("file", type=Path, help="public.json, or the trial.json of the desk")
    _sheets(trying)
    return reading


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, do: Command, words: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(command=do)
    return parser


def _sheets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sheets",
        type=Path,
        nargs="*",
        metavar="SHEET",
        help="text files of sheets; without any, the words are typed at a hidden prompt",
    )
