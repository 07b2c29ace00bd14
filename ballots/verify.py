"""Check the evidence bundle of a Tenpoint ballot: python verify.py BUNDLE.zip [--key BASE64]

One plain file that needs Python 3.11 and the package `cryptography`. It works out everything anew and fails
on any altered byte. It cannot know that votes.csv is what the papers held (that rests on who held the key, or
signed), that certificate.pdf says the same, and whose the keys are: compare fingerprints, or give --key. The
names of scrutineers are the union's word; their keys are what signs.
"""

import argparse
import csv
import io
import json
import re
import struct
import sys
from base64 import b64decode, b64encode
from collections import Counter, deque, namedtuple
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from itertools import islice
from typing import IO, Any
from zipfile import ZipFile

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ModuleNotFoundError:
    sys.exit("Get its package: python3 -m pip install cryptography, or apt install python3-cryptography.")

FORMAT = "tenpoint evidence bundle 3"
NAMES = ["SHA256SUMS", "board.json", "certificates.json", "manifest.json", "rejected.csv", "results.json"]
NAMES += ["returns.csv", "sealed.jsonl", "signature", "turnout.csv", "votes.csv"]
SETTING = ["addenda", "ballot", "certificate", "closed_at", "eligible", "extensions", "form", "form_hash"]
SETTING += ["format", "merges", "public_key", "reachable", "returns", "roll_root", "signing_key", "units"]
RETURN = ["unit", "method", "marked", "counted", "spoilt"]
CERTIFICATE = "certificate.pdf"  # is there when the manifest says so
FEWEST_PAPERS = 10
Json = dict[str, Any]
Rankings = Counter[tuple[int, ...]]
Answers = Counter[tuple[tuple[int, ...], ...]]
Report = namedtuple("Report", "title papers counted rejected turnout_only key_fingerprint certified_by")


class Refused(Exception):
    """The bundle is not what it says; the text says in what."""


def verify(bundle: bytes | IO[bytes], *, signing_key: str | None = None) -> Report:
    """Check everything, a piece at a time in memory; raises Refused with the first thing that is wrong."""
    file = io.BytesIO(bundle) if isinstance(bundle, bytes) else bundle
    try:
        return _verify(file, ZipFile(file), signing_key)
    except Exception as error:  # whatever an altered bundle makes a reader stumble over
        known = isinstance(error, Refused)
        raise error if known else Refused(f"It cannot be read ({type(error).__name__}).") from None


def _verify(bundle: IO[bytes], files: ZipFile, signing_key: str | None) -> Report:
    check_zip(bundle, files)
    evidence = sorted({*files.namelist()} - {"SHA256SUMS", "signature"})
    sums = {name: file_digest(files.open(name), "sha256").hexdigest() for name in evidence}  # type: ignore[arg-type]
    manifest, results = read_json(files, "manifest.json"), read_json(files, "results.json")
    key = manifest["signing_key"] if signing_key is None else signing_key
    demand(manifest["signing_key"] == key, "The bundle is signed with another key than the one given.")
    listed = "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()
    signature = files.read("signature").decode()
    demand(files.read("SHA256SUMS") == listed and signature.endswith("\n"), "SHA256SUMS does not fit.")
    check_signature(key, signature[:-1], listed, "the bundle")
    demand((CERTIFICATE in sums) is manifest["certificate"], "The certificate is not where it should be.")
    check_setting(manifest)
    papers, rejected, root = check_board(files, sums, manifest, key)
    cast, together = check_votes(files, sums, manifest["form"], [unit["name"] for unit in results["units"]])
    check_course(manifest)
    told = check_totals(results, manifest, papers, rejected, together.total())
    told |= {name: list[Json]() for name in ("units", "regions", "questions")}
    if not told["turnout_only"]:
        told["units"], told["regions"] = check_units(cast, manifest, results)
        told["questions"] = questions_of(together, manifest["form"], told, results["questions"])
    told["thresholds"] = thresholds_of(manifest["form"], told)
    compare(results, told)
    demand(sorted(results) == sorted(told), "results.json says more than follows from the votes.")
    turnout = [["unit", "region", "electorate", "papers"]]
    turnout += [[unit[name] for name in ("name", *turnout[0][1:])] for unit in told["units"]]
    turnout += [["Total", "", told["eligible"], told["counted"]]]
    returns = [RETURN, *([line[name] for name in RETURN] for line in told["returns"])]
    demand(files.read("turnout.csv") == as_csv(turnout), "turnout.csv does not fit.")
    demand(files.read("returns.csv") == as_csv(returns), "returns.csv does not fit.")
    title, fingerprint = manifest["form"]["title"], sha256(b64decode(key)).hexdigest()
    figures = papers, told["counted"], rejected, told["turnout_only"]
    return Report(title, *figures, fingerprint, check_certificates(files, sums, manifest, root))


def demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(plain(otherwise))


def plain(text: str) -> str:
    """One line that no bundle can break, colour or turn about, whatever name or title stands in it."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def as_json(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(rows: list[list[Any]]) -> bytes:
    csv.writer(text := io.StringIO(), lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def read_json(files: ZipFile, name: str) -> Any:
    """What a file says, in the one way to write it: nothing twice, and no number but whole ones."""
    content, whole, fits = files.read(name), None, False
    with suppress(ValueError, RecursionError):
        fits = as_json(whole := json.loads(content, parse_float=str, parse_constant=str)) == content
    demand(fits, f"{name} says something twice, or is not written as it should be.")
    return whole


def table(files: ZipFile, sums: Json, name: str) -> Iterator[list[str]]:
    """The lines of a CSV; refuses it at its end where it is not, byte for byte, as they are written."""
    anew, lines = sha256(), csv.reader(io.TextIOWrapper(files.open(name), "utf-8", newline=""))
    while some := list(islice(lines, 500)):
        anew.update(as_csv(some))
        yield from some
    demand(anew.hexdigest() == sums[name], f"{name} is not written as it should be.")


def compare(results: Json, told: Json) -> None:
    for name, value in told.items():
        fits = as_json(results[name]) == as_json(value)
        demand(fits, f"“{name}” in results.json is not what the other files give.")


def check_zip(bundle: IO[bytes], files: ZipFile) -> None:
    """The bundle has to be, byte for byte, the zip that its files make; nothing is unpacked for that."""
    names, listed, at = sorted(files.namelist()), b"", 0
    known = sorted([*NAMES, CERTIFICATE]) if CERTIFICATE in names else NAMES
    demand(names == known, "It does not hold the files it should, each once.")
    for line in map(files.getinfo, names):
        name, size = line.filename.encode(), line.file_size
        stored = struct.pack("<4H3L2H", 0, 0, 0, 33, line.CRC, size, size, len(name), 0)
        head, end = b"PK\3\4\x14\0" + stored + name, struct.pack("<3H2L", 0, 0, 0, 0o644 << 16, at) + name
        listed += b"PK\1\2\x14\3\x14\0" + stored + end
        demand(bundle.seek(at) == at and bundle.read(len(head)) == head, "The zip is packed anew or altered.")
        at += len(head) + size
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(names), len(names), len(listed), at, 0)
    whole = bundle.seek(at) == at and bundle.read(len(listed) + 100) == listed + end
    demand(whole, "The zip has been altered, or cut short.")


def check_signature(key: str, signature: str, message: bytes, of_what: str) -> None:
    try:
        public, signed = b64decode(key), b64decode(signature)
        Ed25519PublicKey.from_public_bytes(public).verify(signed, message)
        holds = [b64encode(public).decode(), b64encode(signed).decode()] == [key, signature]
    except (InvalidSignature, ValueError):
        holds = False
    demand(holds, f"The signature on {of_what} is wrong.")


def check_setting(manifest: Json) -> None:
    """The form is the one that was hashed, and nothing in it or on the roll stands there twice."""
    form, units = manifest["form"], manifest["units"]
    demand(manifest["format"] == FORMAT, "This is not a bundle of a kind this program knows.")
    demand(sorted(manifest) == SETTING, "manifest.json does not say what it should, or says more.")
    text = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    demand(sha256(text.encode()).hexdigest() == manifest["form_hash"], "The form does not fit its hash.")
    lists = [form["questions"], *(question["options"] for question in form["questions"])]
    numbers = [[one["number"] for one in each] for each in lists]
    once = all(own and own == sorted({*own}) for own in numbers)
    bars = all(0 < bar["numerator"] <= bar["denominator"] for bar in form["thresholds"])
    demand(once and bars, "A question, an option or a threshold of the form is one that cannot be.")
    whole = all(type(unit["electorate"]) is int and unit["electorate"] >= 0 for unit in units)
    whole = whole and all(sorted(unit) == ["electorate", "name", "number", "region"] for unit in units)
    once = all(len({unit[part] for unit in units}) == len(units) for part in ("name", "number"))
    demand(once and whole, "A unit of the roll stands there twice, or with a number that cannot be.")
    roots = [manifest["roll_root"], *(step["root"] for step in manifest["addenda"])]
    roots += [manifest["returns"]] * bool(manifest["returns"])
    demand(
        all(re.fullmatch("[0-9a-f]{64}", root) for root in roots), "A root of the roll or returns is none."
    )
    kept_by = form.get("kept_by") or {"public_key": manifest["public_key"], "k": 0}
    held = kept_by["k"] >= 2 if form["custody"] == "scrutineers" else kept_by["k"] == 0
    kept = held and kept_by["public_key"] == manifest["public_key"]
    demand(kept, "The key of the box is not kept by those whom the form names.")


def check_board(files: ZipFile, sums: Json, manifest: Json, key: str) -> tuple[int, int, str]:
    """How many papers, how many rejected, and the root: papers in order, of one length, as on the board."""
    ballot, digests, last, length = manifest["ballot"], bytearray(), b"", 0
    head, *lines = table(files, sums, "rejected.csv")
    named = [digest for digest, _ in lines]
    missing, board = set(named), sha256(f'{{\n "ballot": {ballot},\n "digests": ['.encode())
    for line in files.open("sealed.jsonl"):
        sealed = b64decode(json.loads(line)["sealed"])
        digest, length = sha256(sealed).digest(), length if last else len(sealed)
        written = b'{"digest":"%s","sealed":"%s"}\n' % (digest.hex().encode(), b64encode(sealed))
        demand(line == written, "The sealed papers do not fit their digests, or say more than they should.")
        demand(last < digest, "The sealed papers are not in the order of digests, each once.")
        demand(len(sealed) == length, "The sealed papers differ in length.")
        board.update(f'{"," if last else ""}\n  "{digest.hex()}"'.encode())
        missing.discard(digest.hex())
        digests += (last := digest)
    papers, end = len(digests) // 32, "\n ]" if digests else "]"
    root = merkle_root(memoryview(digests)).hex()
    signed = json.loads(b"{%s}" % deque(files.open("board.json"), 2)[0])["signature"]
    board.update(f'{end},\n "papers": {papers},\n "root": "{root}",\n "signature": "{signed}"\n}}\n'.encode())
    demand(board.hexdigest() == sums["board.json"], "The board is not that of these papers.")
    text = f"tenpoint board: ballot {ballot} closed with {papers} papers, root {root}"
    check_signature(key, signed, text.encode(), "the board")
    fits = head == ["digest", "reason"] and named == sorted(set(named)) and not missing
    demand(fits, "rejected.csv does not list papers each once and in order, or one is not on the board.")
    return papers, len(named), root


def merkle_root(digests: bytes | memoryview) -> bytes:
    if len(digests) <= 32:
        return sha256(b"\x00" * bool(digests) + digests).digest()
    half = 32 << ((len(digests) // 32 - 1).bit_length() - 1)
    return sha256(b"\x01" + merkle_root(digests[:half]) + merkle_root(digests[half:])).digest()


def check_course(manifest: Json) -> None:
    """When the close moved and how the roll was corrected: each step goes on from the one before."""
    opens, closed = datetime.fromisoformat(manifest["form"]["opens_at"]), manifest["closed_at"]
    demand(opens < datetime.fromisoformat(closed), "The ballot was closed before it opened.")
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


def check_certificates(files: ZipFile, sums: Json, manifest: Json, root: str) -> tuple[str, ...]:
    """The scrutineers who have signed this count, with their keys; nobody where the platform held the key."""
    kept_by = manifest["form"].get("kept_by") or {"k": 0, "signing_keys": []}
    said = {name: manifest[name] for name in ("ballot", "form_hash", "public_key", "returns", "roll_root")}
    said |= {n: sums[n] for n in ("rejected.csv", "results.json", "votes.csv")} | {"board_root": root}
    text = f"tenpoint count: {sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()}".encode()
    listed = read_json(files, "certificates.json")
    signed = {one["signing_key"]: one for one in listed if one["signature"]}
    demand(len({one["signing_key"] for one in listed}) == len(listed), "A scrutineer is listed twice.")
    for key, one in signed.items():
        check_signature(key, one["signature"], text, f"the count by {one['name']}")
    demand(set(signed) <= set(kept_by["signing_keys"]), "Somebody has signed who is no scrutineer.")
    demand(len(signed) >= kept_by["k"], "Too few scrutineers have signed this count.")
    return tuple(f"{one['name']}, key {sha256(b64decode(key)).hexdigest()}" for key, one in signed.items())


def check_votes(
    files: ZipFile, sums: Json, form: Json, names: list[str]
) -> tuple[dict[str, Answers], Answers]:
    """Papers by answers, by unit and in all: sorted, in known units, each answer one that fits."""
    lines, questions = table(files, sums, "votes.csv"), form["questions"]
    before = ["unit", "tracker"] if form["receipt"] == "tracker" else ["unit"]
    columns = before + [f"question {question['number']}" for question in questions]
    demand(next(lines) == columns, "votes.csv does not have the columns of this ballot.")
    cast, together, read = {name: Answers() for name in names}, Answers(), {}
    last = list[str]()
    for line in lines:
        demand(last <= line, "votes.csv is not sorted.")
        tracked = len(before) == 1 or bool(re.fullmatch("[0-9A-HJKMNP-TV-Z]{10}", line[1]))
        fits = tracked and line[0] in cast and len(line) == len(columns)
        demand(fits, "votes.csv has a line of no known unit, or without a tracker, or of other columns.")
        cells, last = tuple(line[len(before) :]), line
        if cells not in read:
            read[cells] = tuple(answer_in(cell, q) for cell, q in zip(cells, questions, strict=True))
        cast[line[0]][read[cells]] += 1
        together[read[cells]] += 1
    return cast, together


def answer_in(cell: str, question: Json) -> tuple[int, ...]:
    """The option numbers in "2: B", in "1: A; 3: C" (approval) or, by preference, in "2: B > 1: A"."""
    texts = {option["number"]: f"{option['number']}: {option['label']}" for option in question["options"]}
    kind, choices = question["kind"], choices_of(question)
    between = " > " if kind == "ranked" else "; "
    answer, rest = list[int](), cell
    while rest:
        answer.append(int(rest.partition(":")[0]))
        rest = rest[len(texts[answer[-1]] + between) :]
    most = {"ranked": len(choices), "approval": question["most"] or len(choices)}.get(kind, 1)
    in_order = kind == "ranked" or answer == sorted(answer)
    several = in_order and len(answer) <= most and sorted(answer) == sorted(set(answer) & set(choices))
    fits = between.join(texts[number] for number in answer) == cell != "" and (len(answer) == 1 or several)
    demand(fits, "votes.csv holds an answer that does not fit its question.")
    return tuple(answer)


def choices_of(question: Json) -> list[int]:
    return [option["number"] for option in question["options"] if not option["abstains"]]


def check_totals(results: Json, manifest: Json, papers: int, rejected: int, votes: int) -> Json:
    """The figures of the whole ballot, as they follow from board, roll and returns."""
    lines, missing, eligible = results["returns"], results["missing"], manifest["eligible"]
    roll = {unit["name"]: unit["electorate"] for unit in manifest["units"]}
    fits = all(0 <= line["counted"] <= line["marked"] - line["spoilt"] <= line["marked"] for line in lines)
    fits = fits and all(type(line[name]) is int for line in lines for name in RETURN[2:])
    once = len({(line["unit"], line["method"]) for line in lines}) == len(lines)
    demand(fits and once, "A return does not fit the marks of its unit.")
    demand(bool(manifest["returns"]) == bool(lines), "manifest.json names no returns, or too many.")
    sent = len({*missing} & {*roll}) == len(missing) and (not missing or manifest["form"]["by_returns"])
    demand(sent, "A return is said to be missing that nobody had to send.")
    marked, by_hand = (sum(line[name] for line in lines) for name in ("marked", "counted"))
    marked, counted = papers + marked, papers - rejected + by_hand
    told = {name: manifest[name] for name in ("eligible", "reachable", "merges")}
    told |= {"papers": papers, "rejected": rejected, "counted": counted, "marked": marked, "missing": missing}
    told |= {"turnout": per_cent(counted, eligible), "turnout_only": counted < FEWEST_PAPERS}
    compare(results, told)
    on_roll = marked <= eligible == sum(roll.values()) and 0 <= manifest["reachable"] <= eligible
    demand(on_roll, "The roll does not add up.")
    demand(votes == (0 if told["turnout_only"] else counted), "votes.csv has another number of votes.")
    alone = not any(results[name] for name in ("units", "regions", "questions", "merges"))
    demand(alone or not told["turnout_only"], "A ballot with under ten votes publishes its turnout alone.")
    return told | {"returns": [{name: line[name] for name in RETURN} for line in lines]}


def check_units(cast: dict[str, Answers], manifest: Json, results: Json) -> tuple[list[Json], list[Json]]:
    """Each unit is a plain tally of votes.csv, fit to be shown, made of the roll's; so are the regions."""
    parts = {merge["into"]: merge["units"] for merge in manifest["merges"]}
    roll, units, regions = {unit["name"]: unit for unit in manifest["units"]}, list[Json](), list[Json]()
    used = [name for unit in results["units"] for name in parts.get(unit["name"], [unit["name"]])]
    demand(sorted(used) == sorted(roll), "The units shown are not the units of the roll, each once.")
    merged = len(parts) == len(manifest["merges"]) and all(len(members) > 1 for members in parts.values())
    demand(merged and {*parts} <= {*cast} - {*roll}, "Units are put together in a way that cannot be.")
    demand({one["unit"] for one in results["returns"]} <= {*cast}, "A return is of a unit that is not shown.")
    for unit in results["units"]:
        name, own, papers = unit["name"], cast[unit["name"]], cast[unit["name"]].total()
        votes = [tally(own, place, q) for place, q in enumerate(manifest["form"]["questions"])]
        small = papers < FEWEST_PAPERS or any(max(counts) >= papers - 1 for counts in votes)
        demand(not small or len(cast) == 1, f"{name} is too small to be shown by itself.")
        members = [roll[member] for member in parts.get(name, [name])]
        first, *more = {member["region"] for member in members}
        whole = sum(member["electorate"] for member in members)
        row = {"name": name, "electorate": whole, "papers": papers, "votes": votes}
        units.append(row | {"region": "" if more else first})
        demand(unit == units[-1], f"{name}: its figures are not what votes.csv and the roll give.")
        returned = [line for line in results["returns"] if line["unit"] == name]
        by_hand, marked = (sum(line[n] for line in returned) for n in ("counted", "marked"))
        demand(by_hand <= papers <= whole - marked + by_hand, f"{name}: more votes than can have been cast.")
    for name in sorted({unit["region"] for unit in manifest["units"]} - {""}):
        whole = sum(unit["electorate"] for unit in manifest["units"] if unit["region"] == name)
        inside = [unit for unit in units if unit["region"] == name]
        if sum(unit["electorate"] for unit in inside) == whole:  # else it would be shown only in part
            tallies = zip(*(unit["votes"] for unit in inside), strict=True)
            votes = [[sum(column) for column in zip(*each, strict=True)] for each in tallies]
            papers = sum(unit["papers"] for unit in inside)
            regions.append({"name": name, "electorate": whole, "papers": papers, "votes": votes})
    return units, regions


def tally(cast: Answers, place: int, question: Json) -> list[int]:
    """Papers that name each option; of a ranked question, that name it first."""
    first = 1 if question["kind"] == "ranked" else None
    named = [(answers[place][:first], papers) for answers, papers in cast.items()]
    return [sum(n for numbers, n in named if option["number"] in numbers) for option in question["options"]]


def questions_of(votes: Answers, form: Json, told: Json, results: list[Json]) -> list[Json]:
    found = list[Json]()
    for place, question in enumerate(form["questions"]):
        counts = tally(votes, place, question)
        led = {n: [ahead(question, one["votes"][place]) for one in told[n]] for n in ("units", "regions")}
        several = question["kind"] == "approval"
        parts = [per_cent(count, told["counted"]) for count in counts] if several else shares(counts)
        result: Json = {name: question[name] for name in ("number", "text", "kind")}
        result["options"] = [
            {name: option[name] for name in ("number", "label", "abstains")}
            | {name: numbers.count([option["number"]]) for name, numbers in led.items()}
            | {"votes": count, "share": share}
            for option, count, share in zip(question["options"], counts, parts, strict=True)
        ]
        result["leading"] = ahead(question, counts)
        if question["kind"] == "ranked":
            choices = choices_of(question)
            rankings = without(((a[place], n) for a, n in votes.items() if a[place][0] in choices), [])
            result["leading"] = sorted(elected(rankings, tuple(choices), {}))
            result["rounds"] = rounds_of(rankings, choices)
        found.append(result)
        fits = results[place : place + 1] == [result]
        demand(fits, f"Question {question['number']}: the results are not what the votes give.")
    return found


def ahead(question: Json, counts: list[int]) -> list[int]:
    """The numbers of the options with most votes, of those that stand for something."""
    standing = {o["number"]: n for o, n in zip(question["options"], counts, strict=True) if not o["abstains"]}
    return [number for number, count in standing.items() if count == max(standing.values()) and count]


def last_of(rankings: Rankings, still: tuple[int, ...]) -> tuple[dict[int, int], list[int]]:
    """The votes of each option still in, and those who are last; nobody is once one has more than half."""
    votes = {option: sum(n for r, n in rankings.items() if r[:1] == (option,)) for option in still}
    done = 2 * max(votes.values()) > sum(votes.values()) or not any(votes.values())
    return votes, [] if done else [number for number in still if votes[number] == min(votes.values())]


def without(rankings: Iterable[tuple[tuple[int, ...], int]], gone: list[int]) -> Rankings:
    left: Rankings = Counter()
    for ranking, papers in rankings:
        left[tuple(number for number in ranking if number not in gone)] += papers
    return left


def elected(rankings: Rankings, still: tuple[int, ...], known: dict[tuple[int, ...], set[int]]) -> set[int]:
    """All who win by one way or another of choosing among those who are last."""
    if still not in known:
        votes, last = last_of(rankings, still)
        known[still] = {n for n in still if 2 * votes[n] > sum(votes.values())} if not last else set()
        for gone in last:
            left = tuple(number for number in still if number != gone)
            known[still] |= elected(without(rankings.items(), [gone]), left, known)
    return known[still]


def rounds_of(rankings: Rankings, choices: list[int]) -> list[Json]:
    """The rounds, up to the end or to where several are last with votes; those without votes go together."""
    still, rounds, excluded = tuple(choices), [], [0]
    while excluded:
        votes, last = last_of(rankings, still)
        excluded = last if len(last) == 1 or not all(votes.values()) else []
        figures, tied = [votes.get(number) for number in choices], [] if excluded else last
        rounds.append({"votes": figures, "exhausted": rankings[()], "excluded": excluded, "tied": tied})
        rankings, still = without(rankings.items(), excluded), tuple(n for n in still if n not in excluded)
    return rounds


def thresholds_of(form: Json, results: Json) -> list[Json]:
    """Each threshold with its two integers, compared before any rounding; None where it was not the rule."""
    asked, found = {question["number"]: question for question in results["questions"]}, list[Json]()
    for bar in (bar for bar in form["thresholds"] if bar["question"] in {None, *asked}):
        part, whole = results["counted"], results["eligible"]
        if bar["basis"] == "share":
            question = asked[bar["question"]]
            votes = [option["votes"] for option in question["options"] if not option["abstains"]]
            fixed = question["kind"] in ("yes_no", "accept_reject")
            part, whole = votes[0] if fixed else max(votes), results["counted"]
        holds = (bar["valid_from"] or "0") <= form["closes_at"][:10] <= (bar["valid_until"] or "9999-99")
        reached = whole > 0 and part * bar["denominator"] >= bar["numerator"] * whole
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


def describe(report: Report) -> str:
    counted = "turnout alone is published" if report.turnout_only else "every total follows from votes.csv"
    key = f"Signed with the key whose SHA-256 is {report.key_fingerprint}: compare it with the union's own."
    papers = f"{report.papers} papers on the board, {report.rejected} of them rejected."
    votes = f"{report.counted} votes, {report.counted + report.rejected - report.papers} of them by hand."
    lines = [f"In order: {report.title}", papers, votes, f"The signatures hold and {counted}."]
    return "\n".join(map(plain, [*lines, *(f"Certified by {one}." for one in report.certified_by), key]))


if __name__ == "__main__":
    reading = argparse.ArgumentParser(description="Check the evidence bundle of a ballot.")
    reading.add_argument("bundle")
    reading.add_argument("--key", help="the union's signing key in base64, from elsewhere")
    given = reading.parse_args()
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # whatever it can show
    try:
        with open(given.bundle, "rb") as file:
            print(describe(verify(file, signing_key=given.key)))
    except (Refused, OSError) as error:
        sys.exit(f"REFUSED: {error}")
