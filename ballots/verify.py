#!/usr/bin/env python3
"""Check the evidence bundle of a Tenpoint ballot: python verify.py BUNDLE.zip [--key BASE64]

One plain file that needs Python 3.11 and the package `cryptography`. It works out everything anew and fails
on any altered byte. It cannot know that votes.csv is what the papers held (that rests on who held the key, or
signed), that certificate.pdf says the same, and whose the keys are: compare fingerprints, or give --key.
"""

import argparse
import csv
import io
import json
import re
import sys
import zipfile
from base64 import b64decode
from collections import Counter, defaultdict, namedtuple
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "tenpoint evidence bundle 3"
NAMES = ["SHA256SUMS", "board.json", "certificates.json", "manifest.json", "rejected.csv", "results.json"]
NAMES += ["returns.csv", "sealed.jsonl", "signature", "turnout.csv", "votes.csv"]
CERTIFICATE = "certificate.pdf"  # is there when the manifest says so
FEWEST_PAPERS = 10
Json = dict[str, Any]
Rankings = Counter[tuple[int, ...]]
Report = namedtuple("Report", "title papers counted rejected turnout_only key_fingerprint certified_by")


class Refused(Exception):
    """The bundle is not what it says; the text says in what."""


def verify(bundle: bytes, *, signing_key: str = "") -> Report:
    """Check everything; raises Refused with the first thing that is wrong."""
    try:
        return _verify(bundle, signing_key)
    except Exception as error:  # whatever an altered bundle makes a reader stumble over
        known = isinstance(error, Refused)
        raise error if known else Refused(f"It cannot be read ({type(error).__name__}).") from None


def _verify(bundle: bytes, signing_key: str) -> Report:
    files = unpack(bundle)
    manifest, results = (json.loads(files[name]) for name in ("manifest.json", "results.json"))
    key = signing_key or manifest["signing_key"]
    demand(manifest["signing_key"] == key, "The bundle is signed with another key than the one given.")
    evidence = sorted(set(files) - {"SHA256SUMS", "signature"})
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in evidence).encode()
    demand(files["SHA256SUMS"] == sums and files["signature"].endswith(b"\n"), "SHA256SUMS does not fit.")
    check_signature(key, files["signature"][:-1].decode(), sums, "the bundle")
    demand((CERTIFICATE in files) == manifest["certificate"], "The certificate is not where it should be.")
    demand(manifest["format"] == FORMAT, "This is not a bundle of a kind this program knows.")
    form = json.dumps(manifest["form"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    demand(sha256(form.encode()).hexdigest() == manifest["form_hash"], "The form does not fit its hash.")
    papers, rejected = check_board(files, manifest, key)
    votes = check_votes(files["votes.csv"], manifest, results)
    check_course(manifest)
    check_totals(results, manifest, table(files["returns.csv"]), papers, rejected, len(votes))
    if not results["turnout_only"]:
        check_units(votes, manifest, results)
        check_regions(manifest, results)
        check_questions(votes, manifest, results)
    demand(results["thresholds"] == thresholds_of(manifest["form"], results), "The thresholds do not follow.")
    total = ["Total", "", str(results["eligible"]), str(results["counted"])]
    rows = [[u["name"], u["region"], str(u["electorate"]), str(u["papers"])] for u in results["units"]]
    turnout = [["unit", "region", "electorate", "papers"], *rows, total]
    demand(table(files["turnout.csv"]) == turnout, "turnout.csv does not fit.")
    title, fingerprint = manifest["form"]["title"], sha256(b64decode(key)).hexdigest()
    figures = papers, results["counted"], rejected, results["turnout_only"]
    return Report(title, *figures, fingerprint, check_certificates(files, manifest))


def demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)


def unpack(bundle: bytes) -> dict[str, bytes]:
    """The files of the zip, which has to be, byte for byte, the zip that these files make."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        demand(sorted({*opened.namelist()} - {CERTIFICATE}) == NAMES, "It does not hold the files it should.")
        demand(sum(line.file_size for line in opened.infolist()) < len(bundle), "The zip is packed anew.")
        files = {name: opened.read(name) for name in opened.namelist()}
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            line = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            line.create_system, line.external_attr = 3, 0o644 << 16
            packed.writestr(line, files[name])
    demand(again.getvalue() == bundle, "The zip has been altered.")
    return files


def check_signature(key: str, signature: str, message: bytes, of_what: str) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(b64decode(key, validate=True))
        public.verify(b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        raise Refused(f"The signature on {of_what} is wrong.") from None


def check_board(files: dict[str, bytes], manifest: Json, key: str) -> tuple[int, int]:
    """How many papers, how many rejected: digests in order, papers of one length, under the signed root."""
    board = json.loads(files["board.json"])
    papers = [json.loads(line) for line in files["sealed.jsonl"].splitlines()]
    sealed = [b64decode(paper["sealed"], validate=True) for paper in papers]
    digests = [sha256(paper).hexdigest() for paper in sealed]
    fits = [paper["digest"] for paper in papers] == digests == sorted(set(digests))
    demand(fits, "The sealed papers do not fit their digests, or are not in their order, each once.")
    demand(len({len(paper) for paper in sealed}) <= 1, "The sealed papers differ in length.")
    ballot, root = manifest["ballot"], merkle_root([bytes.fromhex(digest) for digest in digests]).hex()
    expected = {"ballot": ballot, "papers": len(digests), "digests": digests, "root": root}
    demand({**board, **expected} == board, "The board is not that of these papers.")
    text = f"tenpoint board: ballot {ballot} closed with {len(digests)} papers, root {root}"
    check_signature(key, board["signature"], text.encode(), "the board")
    head, *lines = table(files["rejected.csv"])
    named = [digest for digest, _ in lines]
    fits = head == ["digest", "reason"] and named == sorted(set(named) & set(digests))
    demand(fits, "rejected.csv does not list papers of the board, each once and in order.")
    return len(digests), len(named)


def merkle_root(leaves: list[bytes]) -> bytes:
    level = [sha256(b"\x00" + leaf).digest() for leaf in leaves] or [sha256(b"").digest()]
    while len(level) > 1:
        pairs, odd = zip(level[::2], level[1::2], strict=False), level[len(level) // 2 * 2 :]
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def check_course(manifest: Json) -> None:
    """When the close moved and how the roll was corrected: each step goes on from the one before."""
    closes = [datetime.fromisoformat(manifest["form"]["closes_at"])]
    for step in manifest["extensions"]:
        times = [datetime.fromisoformat(step[n]) for n in ("decided_at", "closes_before", "closes_after")]
        fits = times[1] == closes[-1] and times == sorted(set(times))
        demand(fits, "The extensions do not move the close on, one after another, from the time on the form.")
        closes.append(times[2])
    demand(closes[-1] - closes[0] <= timedelta(days=14), "The close was moved by more than 14 days.")
    roll, known = {unit["name"]: unit["electorate"] for unit in manifest["units"]}, dict[str, int]()
    last = {"number": 0, "day": "", "root": manifest["roll_root"]}
    for step in manifest["addenda"]:
        added = sum(unit["added"] for unit in step["units"])
        fits = step["number"] == last["number"] + 1 and (step["root"] != last["root"]) == (added > 0)
        demand(fits and step["day"] >= last["day"], "The addenda do not go on from the roll and each other.")
        for unit in step["units"]:
            start = unit["electorate"] - unit["added"]
            fits = unit["added"] >= 0 < start == known.get(unit["name"], start)
            demand(fits, f"{unit['name']}: the corrections do not add up.")
            known[unit["name"]] = unit["electorate"]
        last = step
    demand({**roll, **known} == roll, "The addenda do not come to the electorates of the units.")


def check_certificates(files: dict[str, bytes], manifest: Json) -> tuple[str, ...]:
    """The scrutineers who have signed this count, with their keys; nobody where the platform held the key."""
    kept_by = manifest["form"].get("kept_by") or {"k": 0, "signing_keys": []}
    said = {name: manifest[name] for name in ("ballot", "form_hash", "public_key", "returns", "roll_root")}
    said |= {"board_root": json.loads(files["board.json"])["root"]}
    said |= {name: sha256(files[name]).hexdigest() for name in ("rejected.csv", "results.json", "votes.csv")}
    text = f"tenpoint count: {sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()}".encode()
    signed = {one["signing_key"]: one for one in json.loads(files["certificates.json"]) if one["signature"]}
    for key, one in signed.items():
        check_signature(key, one["signature"], text, f"the count by {one['name']}")
    demand(set(signed) <= set(kept_by["signing_keys"]), "Somebody has signed who is no scrutineer.")
    demand(len(signed) >= kept_by["k"], "Too few scrutineers have signed this count.")
    return tuple(f"{one['name']}, key {sha256(b64decode(key)).hexdigest()}" for key, one in signed.items())


def check_votes(content: bytes, manifest: Json, results: Json) -> list[list[Any]]:
    """The lines of votes.csv as [unit, answer, ...]: sorted, in known units, each answer one that fits."""
    head, *lines = table(content)
    questions = manifest["form"]["questions"]
    before = ["unit", "tracker"] if manifest["form"]["receipt"] == "tracker" else ["unit"]
    columns = before + [f"question {question['number']}" for question in questions]
    demand(head == columns, "votes.csv does not have the columns of this ballot.")
    demand(lines == sorted(lines), "votes.csv is not sorted.")
    units, votes = {unit["name"] for unit in results["units"]}, list[list[Any]]()
    for line in lines:
        tracked = len(before) == 1 or bool(re.fullmatch("[0-9A-HJKMNP-TV-Z]{10}", line[1]))
        demand(tracked and line[0] in units, "votes.csv has a line of no known unit, or without a tracker.")
        cells = zip(line[len(before) :], questions, strict=True)
        votes.append([line[0], *(answer_in(cell, question) for cell, question in cells)])
    return votes


def answer_in(cell: str, question: Json) -> tuple[int, ...]:
    """The option numbers in "2: B", in "1: A; 3: C" (approval) or, by preference, in "2: B > 1: A"."""
    texts = {option["number"]: f"{option['number']}: {option['label']}" for option in question["options"]}
    kind, choices = question["kind"], choices_of(question)
    between = " > " if kind == "ranked" else "; "
    answer, rest = list[int](), cell
    while rest:
        answer.append(int(rest.partition(":")[0]))
        rest = rest[len(texts[answer[-1]] + between) :]
    written = between.join(texts[number] for number in answer)
    most = {"ranked": len(choices), "approval": question["most"] or len(choices)}.get(kind, 1)
    in_order = kind == "ranked" or answer == sorted(answer)
    several = in_order and len(answer) <= most and sorted(answer) == sorted(set(answer) & set(choices))
    fits = written == cell != "" and (len(answer) == 1 or several)
    demand(fits, "votes.csv holds an answer that does not fit its question.")
    return tuple(answer)


def choices_of(question: Json) -> list[int]:
    return [option["number"] for option in question["options"] if not option["abstains"]]


def check_totals(results: Json, manifest: Json, returns: Any, papers: int, rejected: int, votes: int) -> None:
    columns, lines = ["unit", "method", "marked", "counted", "spoilt"], results["returns"]
    written = [[str(line[name]) for name in columns] for line in lines]
    fits = all(0 <= line["counted"] <= line["marked"] - line["spoilt"] <= line["marked"] for line in lines)
    demand(fits and returns == [columns, *written], "A return does not fit the marks of its unit.")
    demand(bool(manifest["returns"]) == bool(lines), "manifest.json names no returns, or too many.")
    marked, by_hand = (sum(line[name] for line in lines) for name in ("marked", "counted"))
    marked, counted, eligible = papers + marked, papers - rejected + by_hand, manifest["eligible"]
    expected = {"papers": papers, "rejected": rejected, "counted": counted, "marked": marked}
    expected |= {"turnout": per_cent(counted, eligible), "turnout_only": counted < FEWEST_PAPERS}
    expected |= {name: manifest[name] for name in ("eligible", "reachable", "merges")}
    for name, value in expected.items():
        demand(results[name] == value, f"“{name}” in results.json is not what the other files give.")
    demand(marked <= eligible == sum(u["electorate"] for u in manifest["units"]), "The roll does not add up.")
    demand(votes == (0 if results["turnout_only"] else counted), "votes.csv has another number of votes.")
    shown = any(results[name] for name in ("units", "regions", "questions", "merges"))
    demand(shown != results["turnout_only"], "A ballot with under ten votes publishes its turnout alone.")


def check_units(votes: list[list[Any]], manifest: Json, results: Json) -> None:
    """Each unit is a plain tally of votes.csv, fit to be shown, and made of the roll's units."""
    parts = {merge["into"]: merge["units"] for merge in results["merges"]}
    roll, used = {unit["name"]: unit for unit in manifest["units"]}, list[str]()
    cast: dict[str, list[list[Any]]] = defaultdict(list)
    for vote in votes:
        cast[vote[0]].append(vote[1:])
    for name, unit in ((unit["name"], unit) for unit in results["units"]):
        own, members = cast[name], parts.get(name, [name])
        tallies = [tally(own, place, q) for place, q in enumerate(manifest["form"]["questions"])]
        same = (unit["papers"], unit["votes"]) == (len(own), tallies)
        demand(same, f"{name}: votes.csv gives other figures.")
        small = len(own) < FEWEST_PAPERS or any(max(t) >= len(own) - 1 for t in tallies)
        demand(not small or len(results["units"]) == 1, f"{name} is too small to be shown by itself.")
        whole = sum(roll[m]["electorate"] for m in members)
        demand(len(own) <= unit["electorate"] == whole, f"{name} has another electorate.")
        first, *more = {roll[m]["region"] for m in members}
        demand(unit["region"] == ("" if more else first), f"{name} is in another region.")
        used += members
    demand(sorted(used) == sorted(roll), "The units shown are not the units of the roll, each once.")


def tally(answers: list[list[Any]], place: int, question: Json) -> list[int]:
    """Papers that name each option; of a ranked question, that name it first."""
    first = 1 if question["kind"] == "ranked" else None
    counts = Counter(number for answer in answers for number in answer[place][:first])
    return [counts[option["number"]] for option in question["options"]]


def check_regions(manifest: Json, results: Json) -> None:
    """The regions are the sums of their units; one is shown if all its units are counted within it."""
    expected = []
    for name in sorted({unit["region"] for unit in manifest["units"]} - {""}):
        whole = sum(unit["electorate"] for unit in manifest["units"] if unit["region"] == name)
        own = [unit for unit in results["units"] if unit["region"] == name]
        if sum(unit["electorate"] for unit in own) == whole:
            tallies = zip(*(unit["votes"] for unit in own), strict=True)
            votes = [[sum(column) for column in zip(*each, strict=True)] for each in tallies]
            papers = sum(unit["papers"] for unit in own)
            expected.append({"name": name, "electorate": whole, "papers": papers, "votes": votes})
    demand(results["regions"] == expected, "The regions are not what their branches give.")


def check_questions(votes: list[list[Any]], manifest: Json, results: Json) -> None:
    questions = manifest["form"]["questions"]
    for place, (question, result) in enumerate(zip(questions, results["questions"], strict=True)):
        counts, choices = tally([vote[1:] for vote in votes], place, question), choices_of(question)
        options, leading = options_of(question, counts, place, results), ahead(question, counts)
        expected = {name: question[name] for name in ("number", "text", "kind")}
        if question["kind"] == "ranked":
            rankings = Counter(a for a in (vote[1 + place] for vote in votes) if a[0] in choices)
            leading = sorted(elected(rankings, tuple(choices), {}))
            expected["rounds"] = rounds_of(rankings, choices)
        expected |= {"options": options, "leading": leading}
        demand(result == expected, f"Question {question['number']}: the results are not what the votes give.")


def options_of(question: Json, counts: list[int], place: int, results: Json) -> list[Json]:
    led = {at: [ahead(question, one["votes"][place]) for one in results[at]] for at in ("units", "regions")}
    several = question["kind"] == "approval"
    parts = [per_cent(count, results["counted"]) for count in counts] if several else shares(counts)
    return [
        {name: option[name] for name in ("number", "label", "abstains")}
        | {at: numbers.count([option["number"]]) for at, numbers in led.items()}
        | {"votes": count, "share": share}
        for option, count, share in zip(question["options"], counts, parts, strict=True)
    ]


def ahead(question: Json, counts: list[int]) -> list[int]:
    """The numbers of the options with most votes, of those that stand for something."""
    standing = {o["number"]: n for o, n in zip(question["options"], counts, strict=True) if not o["abstains"]}
    return [number for number, count in standing.items() if count == max(standing.values()) and count]


def last_of(rankings: Rankings, still: tuple[int, ...]) -> tuple[dict[int, int], list[int]]:
    """The votes of each option still in, and those who are last; nobody is once one has more than half."""
    votes = {option: sum(n for r, n in rankings.items() if r[:1] == (option,)) for option in still}
    done = 2 * max(votes.values()) > sum(votes.values()) or not any(votes.values())
    return votes, [] if done else [number for number in still if votes[number] == min(votes.values())]


def without(rankings: Rankings, gone: list[int]) -> Rankings:
    left: Rankings = Counter()
    for ranking, papers in rankings.items():
        left[tuple(number for number in ranking if number not in gone)] += papers
    return left


def elected(rankings: Rankings, still: tuple[int, ...], known: dict[tuple[int, ...], set[int]]) -> set[int]:
    """All who win by one way or another of choosing among those who are last."""
    if still not in known:
        votes, last = last_of(rankings, still)
        known[still] = {n for n in still if 2 * votes[n] > sum(votes.values())} if not last else set()
        for gone in last:
            known[still] |= elected(without(rankings, [gone]), tuple(n for n in still if n != gone), known)
    return known[still]


def rounds_of(rankings: Rankings, choices: list[int]) -> list[Json]:
    """The rounds, up to the end or to where several are last with votes; those without votes go together."""
    still, rounds, excluded = tuple(choices), [], [0]
    while excluded:
        votes, last = last_of(rankings, still)
        excluded = last if len(last) == 1 or not all(votes.values()) else []
        figures, tied = [votes.get(number) for number in choices], [] if excluded else last
        rounds.append({"votes": figures, "exhausted": rankings[()], "excluded": excluded, "tied": tied})
        rankings, still = without(rankings, excluded), tuple(n for n in still if n not in excluded)
    return rounds


def thresholds_of(form: Json, results: Json) -> list[Json]:
    """Each threshold with its two integers, compared before any rounding; None where it was not the rule."""
    asked = {question["number"]: question for question in results["questions"]}
    found, shown = [], [bar for bar in form["thresholds"] if bar["question"] in {None, *asked}]
    for bar in shown:
        part, whole = results["counted"], results["eligible"]
        if bar["basis"] == "share":
            question = asked[bar["question"]]
            votes = [option["votes"] for option in question["options"] if not option["abstains"]]
            fixed = question["kind"] in ("yes_no", "accept_reject")
            part, whole = votes[0] if fixed else max(votes), results["counted"]
        holds = (bar["valid_from"] or "0") <= form["closes_at"][:10] <= (bar["valid_until"] or "9999-99")
        reached = part * bar["denominator"] >= bar["numerator"] * whole
        line = {name: bar[name] for name in ("label", "basis", "question", "note")}
        line |= {"fraction": [bar["numerator"], bar["denominator"]], "part": part, "whole": whole}
        found.append(line | {"reached": reached if holds else None})
    return found


def shares(counts: list[int]) -> list[str]:
    """Per cent to 0.1 by largest remainder; equal remainders: the larger count, then the earlier option."""
    total = sum(counts) or 1
    parts = [1000 * count // total for count in counts]
    order = sorted(range(len(counts)), key=lambda i: (-(1000 * counts[i] % total), -counts[i], i))
    for index in order[: 1000 - sum(parts)] if any(counts) else []:
        parts[index] += 1
    return [f"{part // 10}.{part % 10}" for part in parts]


def per_cent(part: int, whole: int) -> str:
    number = (2000 * part + whole) // (2 * whole) if whole else 0  # to 0.1, half up, once
    return f"{number // 10}.{number % 10}"


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def describe(report: Report) -> str:
    counted = "turnout alone is published" if report.turnout_only else "every total follows from votes.csv"
    key = f"Signed with the key whose SHA-256 is {report.key_fingerprint}: compare it with the union's own."
    papers = f"{report.papers} papers on the board: {report.counted} counted, {report.rejected} rejected."
    lines = [f"In order: {report.title}", papers, f"The signatures hold and {counted}."]
    return "\n".join([*lines, *(f"Certified by {one}." for one in report.certified_by), key])


if __name__ == "__main__":
    reading = argparse.ArgumentParser(description="Check the evidence bundle of a ballot.")
    reading.add_argument("bundle")
    reading.add_argument("--key", default="", help="the union's signing key in base64, from elsewhere")
    given = reading.parse_args()
    try:
        with open(given.bundle, "rb") as file:
            print(describe(verify(file.read(), signing_key=given.key)))
    except (Refused, OSError) as error:
        sys.exit(f"REFUSED: {error}")
