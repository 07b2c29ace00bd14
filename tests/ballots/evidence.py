"""Evidence bundles as an operator could make them: everything fits everything else but for one lie."""

from __future__ import annotations

import csv
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from typing import Any

from ballots import merkle
from ballots.asking import Answers, canonical, read_form
from ballots.packing import as_json
from ballots.receipts import public_signing_key, sign
from ballots.reporting import Place, Returned, Roll, ahead, tally_up
from ballots.sealing import Paper
from tests.ballots.results import tracker
from tests.ballots.zips import zip_of

Papers = Sequence[tuple[int, Answers]]


def question(number: int, kind: str, *labels: str, most: int | None = None) -> dict[str, Any]:
    options = [*labels, "Abstain"]
    return {
        "number": number,
        "text": f"Question {number}?",
        "kind": kind,
        "most": most,
        "options": [
            {"number": place, "label": label, "abstains": place == len(options)}
            for place, label in enumerate(options, start=1)
        ],
    }


def bar(label: str, basis: str, numerator: int, denominator: int, **more: object) -> dict[str, Any]:
    line = {"label": label, "basis": basis, "numerator": numerator, "denominator": denominator}
    return line | {"question": None, "note": "", "valid_from": "", "valid_until": ""} | more


def a_form(*questions: dict[str, Any], bars: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    return {
        "title": "Pay claim",
        "opens_at": "2022-03-15T13:00:00+00:00",
        "closes_at": "2022-03-22T12:00:00+00:00",
        "receipt": "tracker",
        "custody": "platform",
        "by_returns": False,
        "questions": list(questions or [question(1, "accept_reject", "Accept", "Reject")]),
        "thresholds": list(bars),
    }


@dataclass
class Evidence:
    """What stands in a bundle, before it is packed; `sealed` are papers that nobody can open."""

    manifest: dict[str, Any]
    results: dict[str, Any]
    votes: list[list[str]]
    sealed: list[bytes]
    rejected: list[list[str]] = field(default_factory=lambda: [["digest", "reason"]])
    board: dict[str, Any] = field(default_factory=dict)
    digests: list[str] | None = None

    def packed(self) -> bytes:
        """The bundle: hashes, sums, signatures and the tables beside results.json are made to fit."""
        return signed_again(self.files())

    def files(self) -> dict[str, bytes]:
        said = [sha256(paper).hexdigest() for paper in self.sealed]
        root = merkle.root(bytes.fromhex(digest) for digest in said).hex()
        ballot, papers = self.manifest["ballot"], len(said)
        board = {"ballot": ballot, "papers": papers, "digests": said, "root": root}
        signature = sign(merkle.board_text(ballot, papers, root))
        sealed = [
            {"digest": digest, "sealed": b64encode(paper).decode()}
            for digest, paper in zip(self.digests or said, self.sealed, strict=True)
        ]
        form_hash = sha256(canonical(self.manifest["form"])).hexdigest()
        return {
            "manifest.json": as_json({"form_hash": form_hash} | self.manifest),
            "board.json": as_json(board | {"signature": signature} | self.board),
            "certificates.json": as_json([]),
            "sealed.jsonl": b"".join(canonical(line) + b"\n" for line in sealed),
            "votes.csv": written(self.votes),
            "rejected.csv": written(self.rejected),
            "returns.csv": written(self._returns()),
            "turnout.csv": written(self._turnout()),
            "results.json": as_json(self.results),
        }

    def retell(self) -> None:
        """Regions, and who leads where, as the units of results.json now give them."""
        units, regions = self.results["units"], []
        for name in sorted({unit["region"] for unit in self.manifest["units"]}):
            own = [unit for unit in units if unit["region"] == name]
            whole = sum(unit["electorate"] for unit in self.manifest["units"] if unit["region"] == name)
            if own and sum(unit["electorate"] for unit in own) == whole:
                tallies = zip(*(unit["votes"] for unit in own), strict=True)
                votes = [[sum(column) for column in zip(*each, strict=True)] for each in tallies]
                papers = sum(unit["papers"] for unit in own)
                regions.append({"name": name, "electorate": whole, "papers": papers, "votes": votes})
        self.results["regions"] = regions
        asked = read_form(self.manifest["form"], form_hash="").questions
        for place, (question, result) in enumerate(zip(asked, self.results["questions"], strict=True)):
            for level in ("units", "regions"):
                led = [ahead(question, one["votes"][place]) for one in self.results[level]]
                for option in result["options"]:
                    option[level] = led.count([option["number"]])

    def _returns(self) -> list[list[object]]:
        columns = ["unit", "method", "marked", "counted", "spoilt"]
        return [columns, *([line[name] for name in columns] for line in self.results["returns"])]

    def _turnout(self) -> list[list[object]]:
        head = ["unit", "region", "electorate", "papers"]
        units = [
            [unit[name] for name in ("name", "region", "electorate", "papers")]
            for unit in self.results["units"]
        ]
        return [head, *units, ["Total", "", self.results["eligible"], self.results["counted"]]]


def evidence_of(
    form: dict[str, Any],
    places: Mapping[str, tuple[str, int]],
    papers: Papers,
    *,
    rejected: int = 0,
    returns: Sequence[Returned] = (),
) -> Evidence:
    """The evidence of papers, each in the unit of that number; `places` gives region and electorate.

    Of the papers, the last ones are those that `returns` tells of. `rejected` more lay in the box.
    """
    units = [
        {"number": number, "name": name, "region": region, "electorate": electorate}
        for number, (name, (region, electorate)) in enumerate(places.items(), start=1)
    ]
    by_hand = sum(line.counted for line in returns)
    sealed = sorted(
        (number.to_bytes(304, "big") for number in range(len(papers) - by_hand + rejected)),
        key=lambda paper: sha256(paper).digest(),
    )
    refused = [[sha256(paper).hexdigest(), "not sealed for this ballot"] for paper in sealed[:rejected]]
    eligible, marked = sum(unit["electorate"] for unit in units), len(sealed) + sum(r.marked for r in returns)
    roll = Roll(eligible, eligible, marked, tuple(Place(**unit) for unit in units), tuple(returns))
    found = tally_up(
        read_form(form, form_hash="00" * 32),
        roll,
        [Paper("00" * 32, unit, tracker(place), answers) for place, (unit, answers) in enumerate(papers)],
    )
    results = json.loads(as_json(found.results))
    results |= {"papers": len(sealed), "rejected": rejected}
    manifest = {
        "format": "tenpoint evidence bundle 3",
        "ballot": 1,
        "form": form,
        "certificate": False,
        "closed_at": "2022-03-29T12:00:00+00:00",
        "eligible": eligible,
        "reachable": eligible,
        "units": units,
        "merges": results["merges"],
        "extensions": [],
        "addenda": [],
        "returns": "ab" * 32 if returns else "",
        "roll_root": "00" * 32,
        "public_key": "",
        "signing_key": public_signing_key(),
    }
    votes = list(csv.reader(StringIO(bytes(found.votes_csv).decode())))
    return Evidence(manifest, results, votes, sealed, [["digest", "reason"], *refused])


def written(lines: Sequence[Sequence[object]]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def signed_again(files: Mapping[str, bytes]) -> bytes:
    """The bundle as its own operator could make it after changing a file: sums and signature fit."""
    evidence = {name: content for name, content in files.items() if name not in ("SHA256SUMS", "signature")}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(evidence.items()))
    signature = sign(sums.encode()).encode() + b"\n"
    return zip_of({**evidence, "SHA256SUMS": sums.encode(), "signature": signature})
