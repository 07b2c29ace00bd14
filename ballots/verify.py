#!/usr/bin/env python3
"""Check the evidence bundle of a Tenpoint ballot: python verify.py BUNDLE.zip [--key BASE64]

One plain file that needs Python 3.11 and the package `cryptography`, and nothing of the platform. It works
out everything anew from the bundle and fails on any altered byte. What it cannot know: that votes.csv is what
the sealed papers held (for that you trust the holders of the ballot's key), and that the signing key is the
union's own: compare the fingerprint it prints with the one the union shows elsewhere, or give --key.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import zipfile
from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter, defaultdict
from fractions import Fraction
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "tenpoint evidence bundle 2"
EVIDENCE = [
    "board.json",
    "manifest.json",
    "rejected.csv",
    "results.json",
    "returns.csv",
    "sealed.jsonl",
    "turnout.csv",
    "votes.csv",
]
NAMES = sorted([*EVIDENCE, "SHA256SUMS", "signature"])
FEWEST_PAPERS = 10
TRACKER = re.compile("[0-9ABCDEFGHJKMNPQRSTVWXYZ]{10}")


class Refused(Exception):
    """The bundle is not what it says; the text says in what."""


class Report(NamedTuple):
    """What was found in order."""

    title: str
    papers: int
    counted: int
    rejected: int
    turnout_only: bool
    key_fingerprint: str


def verify(bundle: bytes, *, signing_key: str = "") -> Report:
    """Check everything; raises Refused with the first thing that is wrong."""
    try:
        return _verify(bundle, signing_key)
    except Refused:
        raise
    except Exception as error:  # whatever an altered bundle makes a reader stumble over
        raise Refused(f"The bundle cannot be read ({type(error).__name__}).") from None


def _verify(bundle: bytes, signing_key: str) -> Report:
    files = unpack(bundle)
    manifest = json.loads(files["manifest.json"])
    results = json.loads(files["results.json"])
    key = signing_key or manifest["signing_key"]
    demand(manifest["signing_key"] == key, "The bundle is signed with another key than the one given.")
    check_signatures(files, key)
    check_form(manifest)
    digests = check_board(files, manifest, key)
    rejected = check_rejected(files["rejected.csv"], digests)
    votes = check_votes(files["votes.csv"], manifest, results)
    check_totals(results, manifest, papers=len(digests), rejected=len(rejected))
    if not results["turnout_only"]:
        demand(len(votes) == results["counted"], "votes.csv and results.json differ in the number of votes.")
        check_units(votes, manifest, results)
        check_questions(votes, manifest, results)
    check_turnout(files["turnout.csv"], results)
    return Report(
        manifest["form"]["title"],
        len(digests),
        results["counted"],
        len(rejected),
        results["turnout_only"],
        sha256(b64decode(key)).hexdigest(),
    )


def demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)


# --- the zip and its signatures


def unpack(bundle: bytes) -> dict[str, bytes]:
    """The files of the zip, which has to be, byte for byte, the zip that these files make."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        demand(sorted(opened.namelist()) == NAMES, "The bundle does not hold the files it should.")
        demand(len(bundle) > sum(line.file_size for line in opened.infolist()), "The bundle is cut short.")
        files = {name: opened.read(name) for name in opened.namelist()}
    demand(packed(files) == bundle, "The zip has been altered.")
    return files


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(files):
            line = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            line.create_system, line.external_attr = 3, 0o644 << 16
            bundle.writestr(line, files[name])
    return target.getvalue()


def check_signatures(files: dict[str, bytes], key: str) -> None:
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in EVIDENCE)
    demand(files["SHA256SUMS"] == sums.encode(), "SHA256SUMS does not fit the files.")
    demand(files["signature"].endswith(b"\n"), "The signature is not written as it should be.")
    check_signature(key, files["signature"][:-1].decode(), files["SHA256SUMS"], "the bundle")


def check_signature(key: str, signature: str, message: bytes, of_what: str) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True))
        public.verify(b64decode(signature, validate=True), message)
    except (InvalidSignature, Base64Error, ValueError):
        raise Refused(f"The signature on {of_what} is wrong.") from None


# --- the form and the sealed papers


def check_form(manifest: dict[str, Any]) -> None:
    demand(manifest["format"] == FORMAT, "This is not a bundle of a kind this program knows.")
    form = json.dumps(manifest["form"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    demand(sha256(form.encode()).hexdigest() == manifest["form_hash"], "The form does not fit its hash.")
    electorate = sum(unit["electorate"] for unit in manifest["units"])
    demand(electorate == manifest["eligible"], "The units do not add up to the roll.")


def check_board(files: dict[str, bytes], manifest: dict[str, Any], key: str) -> list[str]:
    """The digests: in order, each of the sealed paper beside it, all of one length, under the signed root."""
    board = json.loads(files["board.json"])
    papers = [json.loads(line) for line in files["sealed.jsonl"].splitlines()]
    sealed = [b64decode(paper["sealed"], validate=True) for paper in papers]
    digests = [sha256(paper).hexdigest() for paper in sealed]
    demand(digests == [paper["digest"] for paper in papers], "A sealed paper does not fit its digest.")
    demand(digests == sorted(set(digests)), "The sealed papers are not in the order of digests, each once.")
    demand(len({len(paper) for paper in sealed}) <= 1, "The sealed papers differ in length.")
    demand(board["digests"] == digests and board["papers"] == len(digests), "The board lists other papers.")
    root = merkle_root([bytes.fromhex(digest) for digest in digests]).hex()
    demand(board["root"] == root, "The board does not fit its root.")
    demand(board["ballot"] == manifest["ballot"], "The board is of another ballot.")
    text = f"tenpoint board: ballot {manifest['ballot']} closed with {len(digests)} papers, root {root}"
    check_signature(key, board["signature"], text.encode(), "the board")
    return digests


def merkle_root(leaves: list[bytes]) -> bytes:
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves] or [sha256(b"").digest()]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


# --- the votes


def check_rejected(content: bytes, digests: list[str]) -> list[list[str]]:
    head, *lines = table(content)
    demand(head == ["digest", "reason"], "rejected.csv is not written as it should be.")
    named = [line[0] for line in lines]
    demand(
        set(named) <= set(digests) and named == sorted(set(named)), "A rejected paper is not on the board."
    )
    return lines


def check_votes(content: bytes, manifest: dict[str, Any], results: dict[str, Any]) -> list[list[str]]:
    """The lines of votes.csv as [unit, answer, ...]: sorted, in known units, with answers on offer."""
    head, *lines = table(content)
    questions = manifest["form"]["questions"]
    with_tracker = manifest["form"]["receipt"] == "tracker"
    columns = [
        "unit",
        *(["tracker"] if with_tracker else []),
        *(f"question {q['number']}" for q in questions),
    ]
    demand(head == columns, "votes.csv does not have the columns of this ballot.")
    demand(lines == sorted(lines), "votes.csv is not sorted.")
    units = {unit["name"] for unit in results["units"]}
    offered = [{f"{o['number']}: {o['label']}" for o in q["options"]} for q in questions]
    votes = []
    for line in lines:
        demand(len(line) == len(columns), "A line of votes.csv is too long or too short.")
        if with_tracker:
            demand(bool(TRACKER.fullmatch(line[1])), "A tracker in votes.csv is not one.")
        answers = line[2:] if with_tracker else line[1:]
        demand(line[0] in units, "votes.csv names a unit that the results do not have.")
        fits = all(answer in allowed for answer, allowed in zip(answers, offered, strict=True))
        demand(fits, "votes.csv holds an answer that was not offered.")
        votes.append([line[0], *answers])
    return votes


# --- the results


def check_totals(results: dict[str, Any], manifest: dict[str, Any], *, papers: int, rejected: int) -> None:
    demand(results["papers"] == papers, "The results have another number of papers than the board.")
    demand(results["rejected"] == rejected, "The results have another number of rejected papers.")
    demand(
        results["counted"] + rejected == papers, "Counted and rejected papers do not add up to all papers."
    )
    demand(results["marked"] == papers, "The roll has another number of votes marked than there are papers.")
    demand(papers <= manifest["eligible"] == results["eligible"], "There are more papers than members.")
    demand(results["reachable"] == manifest["reachable"], "Results and manifest differ in who was reachable.")
    demand(results["merges"] == manifest["merges"], "Results and manifest differ in the units put together.")
    turnout = tenths(half_up(results["counted"], results["eligible"]))
    demand(results["turnout"] == turnout, "The turnout is not what the figures give.")
    demand(
        results["turnout_only"] == (results["counted"] < FEWEST_PAPERS), "A small result is shown in full."
    )
    if results["turnout_only"]:
        nothing = not (results["units"] or results["questions"] or results["merges"])
        demand(nothing, "A ballot with under ten votes publishes its turnout alone.")


def check_units(votes: list[list[str]], manifest: dict[str, Any], results: dict[str, Any]) -> None:
    """Each unit is a plain tally of votes.csv, fit to be shown, and made of the roll's units."""
    parts = {merge["into"]: merge["units"] for merge in results["merges"]}
    electorates = {unit["name"]: unit["electorate"] for unit in manifest["units"]}
    used: list[str] = []
    for unit in results["units"]:
        own = [vote[1:] for vote in votes if vote[0] == unit["name"]]
        demand(unit["papers"] == len(own), f"{unit['name']}: votes.csv has another number of papers.")
        tallies = [tally(own, place, q) for place, q in enumerate(manifest["form"]["questions"])]
        demand(unit["votes"] == tallies, f"{unit['name']}: votes.csv gives other figures.")
        small = len(own) < FEWEST_PAPERS or any(max(t) >= sum(t) - 1 for t in tallies)
        demand(not small or len(results["units"]) == 1, f"{unit['name']} is too small to be shown by itself.")
        members = parts.get(unit["name"], [unit["name"]])
        whole = sum(electorates[name] for name in members)
        demand(unit["electorate"] == whole, f"{unit['name']}: the electorate is not that of its parts.")
        demand(unit["papers"] <= whole, f"{unit['name']} has more papers than members.")
        used += members
    demand(sorted(used) == sorted(electorates), "The units shown are not the units of the roll, each once.")


def tally(votes: list[list[str]], place: int, question: dict[str, Any]) -> list[int]:
    counts = Counter(vote[place] for vote in votes)
    return [counts[f"{option['number']}: {option['label']}"] for option in question["options"]]


def check_questions(votes: list[list[str]], manifest: dict[str, Any], results: dict[str, Any]) -> None:
    questions = manifest["form"]["questions"]
    demand(len(questions) == len(results["questions"]), "The results do not have the questions of the form.")
    for place, (question, result) in enumerate(zip(questions, results["questions"], strict=True)):
        counts = tally([vote[1:] for vote in votes], place, question)
        per_unit = [unit["votes"][place] for unit in results["units"]]
        expected = {
            "number": question["number"],
            "text": question["text"],
            "kind": question["kind"],
            "options": options_of(question, counts, per_unit, per_region(results["units"], place)),
            "leading": [question["options"][index]["number"] for index in ahead(counts)],
        }
        demand(result == expected, f"Question {question['number']}: the results are not what the votes give.")


def options_of(
    question: dict[str, Any], counts: list[int], per_unit: list[list[int]], regions: list[list[int]]
) -> list[dict[str, Any]]:
    return [
        {
            "number": option["number"],
            "label": option["label"],
            "abstains": option["abstains"],
            "votes": count,
            "share": share,
            "units": [ahead(unit) for unit in per_unit].count([index]),
            "regions": [ahead(region) for region in regions].count([index]),
        }
        for index, (option, count, share) in enumerate(
            zip(question["options"], counts, shares(counts), strict=True)
        )
    ]


def per_region(units: list[dict[str, Any]], place: int) -> list[list[int]]:
    regions: dict[str, list[list[int]]] = defaultdict(list)
    for unit in units:
        if unit["region"]:
            regions[unit["region"]].append(unit["votes"][place])
    return [[sum(column) for column in zip(*tallies, strict=True)] for tallies in regions.values()]


def shares(counts: list[int]) -> list[str]:
    """Per cent to 0.1 by largest remainder; equal remainders: the larger count, then the earlier option."""
    total = sum(counts)
    exact = [Fraction(1000 * count, total) if total else Fraction(0) for count in counts]
    parts = [int(part) for part in exact]
    order = sorted(range(len(counts)), key=lambda i: (parts[i] - exact[i], -counts[i], i))
    for index in order[: 1000 - sum(parts)] if total else []:
        parts[index] += 1
    return [tenths(part) for part in parts]


def ahead(counts: list[int]) -> list[int]:
    return [i for i, count in enumerate(counts) if count == max(counts)] if any(counts) else []


def half_up(part: int, whole: int) -> int:
    return int(Fraction(1000 * part, whole) + Fraction(1, 2)) if whole else 0


def tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"


def check_turnout(content: bytes, results: dict[str, Any]) -> None:
    expected = [["unit", "region", "electorate", "papers"]]
    expected += [[u["name"], u["region"], str(u["electorate"]), str(u["papers"])] for u in results["units"]]
    expected.append(["Total", "", str(results["eligible"]), str(results["counted"])])
    demand(table(content) == expected, "turnout.csv and results.json differ.")


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def describe(report: Report) -> str:
    """The report in sentences."""
    counted = "turnout alone is published" if report.turnout_only else "every total follows from votes.csv"
    return (
        f"In order: {report.title}\n"
        f"{report.papers} papers on the board: {report.counted} counted, {report.rejected} rejected.\n"
        f"The signatures hold and {counted}.\n"
        f"Signed with the key whose SHA-256 is {report.key_fingerprint}: compare it with the union's own."
    )


def main() -> int:
    reading = argparse.ArgumentParser(description="Check the evidence bundle of a ballot.")
    reading.add_argument("bundle")
    reading.add_argument(
        "--key", default="", help="the union's signing key in base64, as it shows it elsewhere"
    )
    given = reading.parse_args()
    try:
        with open(given.bundle, "rb") as file:
            print(describe(verify(file.read(), signing_key=given.key)))
    except (Refused, OSError) as error:
        print(f"REFUSED: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
