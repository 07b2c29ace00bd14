"""The commands of the scrutineers' program: what each is given, and what it prints."""

from __future__ import annotations

import argparse
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

from ballots.errors import BallotError
from ballots.fingerprints import fingerprint_of
from ballots.scrutiny import asking, ceremony, signing
from ballots.scrutiny.export import read_export
from ballots.scrutiny.files import opened, read_file, refuse_existing, write_new
from ballots.scrutiny.public import json_object, public_from
from ballots.scrutiny.statement import CountFile, read_count, write_count
from ballots.scrutiny.tally import count_box
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


def count(given: argparse.Namespace) -> None:
    refuse_existing(given.out)
    export = read_export(given.export, signing_key=given.site_key)
    _name(export.public.ballot, export.public.fingerprint)
    print(f"Signed by the site with the key {export.site_fingerprint}")
    print(f"{export.papers:,} sealed papers; every hash and signature is in order.")
    found = count_box(export, asking.sheets_of(given.sheets, k=export.public.k))
    write_new(given.out, write_count(export.box, found))
    with opened(given.out) as file:
        _tell(read_count(file))
    print(f"Written to {given.out}. Next, each scrutineer: sign {given.out} --key scrutineer.key")


def sign_keygen(given: argparse.Namespace) -> None:
    public = signing.make_signing_key(given.out)
    print(f"Your signing key: {fingerprint_of(b64decode(public))}")
    print(f"Written to {given.out}: {signing.PRIVATE} and {signing.PUBLIC}.")
    print(
        "Next:\n"
        " 1. Write down the fingerprint above, for yourself and for the day of the count.\n"
        f" 2. Upload {signing.PUBLIC} at the desk as you accept the appointment.\n"
        f" 3. Keep {signing.PRIVATE} to yourself, on a stick of your own. Whoever has it signs in your name."
    )


def sign(given: argparse.Namespace) -> None:
    with opened(given.count) as file:
        counted = read_count(file)
    _tell(counted)
    signature = signing.sign_count(counted.digest, key=given.key)
    own = fingerprint_of(b64decode(signature.signing_key))
    out = given.count.parent / f"signature-{own[:4]}{own[5:9]}.json"
    write_new(out, signing.write_signature(signature))
    print(f"Signed with the key {own}.\nWritten to {out}: upload it with the count at the desk.")


def _tell(counted: CountFile) -> None:
    """The result in lines, and the fingerprint by which scrutineers compare counts."""
    results = counted.results
    print(f"{results['counted']:,} counted, {results['rejected']:,} rejected, turnout {results['turnout']}%.")
    if results["returns"]:
        print(f"{sum(line['counted'] for line in results['returns']):,} of these on paper or at meetings.")
    if results["turnout_only"]:
        print("Fewer than ten votes: the turnout alone is published, and nothing else is in this count.")
    for question in results["questions"]:
        print(f"{question['number']}. {question['text']}")
        for option in question["options"]:
            print(f"   {option['label']}: {option['votes']:,} ({option['share']}%)")
    print(f"Fingerprint of this count: {counted.fingerprint}")
    print("Tell nobody the result before it is published.")


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

    counting = _command(commands, "count", count, "open the box with the sheets and count it")
    counting.add_argument("export", type=Path, help="EXPORT.zip of the desk")
    _sheets(counting)
    counting.add_argument("--out", type=Path, required=True, metavar="COUNT.zip", help="a new file")
    counting.add_argument(
        "--site-key", default="", metavar="BASE64", help="the union's signing key, as it shows it elsewhere"
    )

    keying = _command(commands, "sign-keygen", sign_keygen, "make a signing key of your own")
    keying.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder")

    signing_one = _command(commands, "sign", sign, "sign a count with your own key")
    signing_one.add_argument("count", type=Path, metavar="COUNT.zip")
    signing_one.add_argument("--key", type=Path, required=True, metavar="scrutineer.key")
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
