"""The evidence bundle: everything a stranger needs to check a published result, in one zip of fixed bytes."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from ballots import merkle
from ballots.asking import canonical
from ballots.certificates import certificates_of
from ballots.correcting import corrections_told
from ballots.extending import extensions_of
from ballots.fixing import form_of
from ballots.models import Ballot, box
from ballots.packing import Content, Zip, as_json
from ballots.receipts import public_signing_key, sign
from ballots.returning import digest_of_returns

MANIFEST_FORMAT = "tenpoint evidence bundle 3"


def make_bundle(ballot: Ballot, *, board: Mapping[str, object], certificate: bytes | None) -> Zip:
    """The bundle of a counted ballot: with the same certificate the same bytes, whenever it is made.

    `board` is its `board_of`. The bundle is made as it is read, so that it fits a memory of any size.
    """
    count = ballot.count
    small = {
        "manifest.json": as_json(manifest_of(ballot) | {"certificate": certificate is not None}),
        "certificates.json": as_json(certificates_of(ballot)),
        "returns.csv": _returns(count.results),
        "turnout.csv": _turnout(count.results),
        "results.json": as_json(count.results),
    }
    if certificate is not None:
        small["certificate.pdf"] = certificate
    large = {
        "board.json": Content(lambda: _board_json(ballot, board)),
        "sealed.jsonl": Content(lambda: sealed_lines(ballot)),
        "votes.csv": count.votes_csv,
        "rejected.csv": count.rejected_csv,
    }
    return signed_zip({name: Content.of(content) for name, content in small.items()} | large)


def signed_zip(files: Mapping[str, Content]) -> Zip:
    """A zip of these files with SHA256SUMS over them and our signature on it."""
    sums = "".join(f"{content.measured.sha256}  {name}\n" for name, content in sorted(files.items())).encode()
    signature = sign(sums).encode() + b"\n"
    return Zip({**files, "SHA256SUMS": Content.of(sums), "signature": Content.of(signature)})


def board_of(ballot: Ballot) -> dict[str, object]:
    """The board but for its digests: how many they are, the root over them, and our signature on it."""
    tree = merkle.Tree()
    for digest in digests_of(ballot):
        tree.add(digest)
    top = tree.root.hex()
    return {
        "ballot": ballot.pk,
        "papers": tree.leaves,
        "root": top,
        "signature": sign(merkle.board_text(ballot.pk, tree.leaves, top)),
    }


def _board_json(ballot: Ballot, board: Mapping[str, object]) -> Iterator[bytes]:
    """The whole board, every digest of the box in order, one a line."""
    head, _, tail = as_json({**board, "digests": ["here"]}).partition(b'\n  "here"\n ')
    if not board["papers"]:
        yield head + tail
        return
    yield head
    for place, digest in enumerate(digests_of(ballot)):
        yield b'%s\n  "%s"' % (b"," if place else b"", digest.hex().encode())
    yield b"\n " + tail


def manifest_of(ballot: Ballot) -> dict[str, object]:
    """What was asked, of whom, under which rules and keys, and what was put together at the count."""
    return setting_of(ballot) | {"format": MANIFEST_FORMAT, "merges": ballot.count.results["merges"]}


def setting_of(ballot: Ballot) -> dict[str, object]:
    """All of this that is known before the count."""
    return {
        "ballot": ballot.pk,
        "form": form_of(ballot),
        "form_hash": ballot.form_hash,
        "closed_at": _time(ballot.closed_at),
        "extensions": _extensions(ballot),
        "eligible": ballot.eligible,
        "reachable": ballot.reachable,
        "units": list(ballot.units.values("number", "name", "region", "electorate").order_by("number")),
        "roll_root": ballot.roll_root,
        "addenda": corrections_told(ballot),
        "returns": digest_of_returns(ballot),
        "public_key": b64encode(bytes(ballot.public_key or b"")).decode(),
        "signing_key": public_signing_key(),
    }


def _extensions(ballot: Ballot) -> list[dict[str, object]]:
    """When and why the close moved, as the ballot's page says it; not who decided it."""
    return [
        {
            "closes_before": _exactly(step["closes_before"]),
            "closes_after": _exactly(step["closes_after"]),
            "decided_at": _exactly(step["decided_at"]),
            "reason": step["reason"],
        }
        for step in extensions_of(ballot)
    ]


def sealed_lines(ballot: Ballot) -> Iterator[bytes]:
    """Every sealed paper of the box as a line of sealed.jsonl, in the order of digests."""
    return (
        canonical({"digest": bytes(digest).hex(), "sealed": b64encode(bytes(sealed)).decode()}) + b"\n"
        for digest, sealed in box.read_in_pieces(ballot, "sealed")
    )


def digests_of(ballot: Ballot) -> Iterator[bytes]:
    """Every digest of the box, in order."""
    return (bytes(digest) for (digest,) in box.read_in_pieces(ballot))


def _returns(results: Mapping[str, Any]) -> bytes:
    text = io.StringIO()
    lines = csv.DictWriter(text, ["unit", "method", "marked", "counted", "spoilt"], lineterminator="\n")
    lines.writeheader()
    lines.writerows(results["returns"])
    return text.getvalue().encode()


def _turnout(results: Mapping[str, list[Mapping[str, object]]]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["unit", "region", "electorate", "papers"])
    lines.writerows([u["name"], u["region"], u["electorate"], u["papers"]] for u in results["units"])
    lines.writerow(["Total", "", results["eligible"], results["counted"]])
    return text.getvalue().encode()


def _exactly(at: datetime) -> str:
    """A time as it stands on the form."""
    return at.astimezone(UTC).isoformat()


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
