"""The evidence bundle: everything a stranger needs to check a published result, in one zip of fixed bytes."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from ballots import merkle
from ballots.asking import canonical
from ballots.certificates import certificates_of
from ballots.correcting import corrections_told
from ballots.extending import extensions_of
from ballots.fixing import form_of
from ballots.models import Ballot, BoxPaper
from ballots.packing import as_json, zip_of
from ballots.receipts import public_signing_key, sign
from ballots.returning import digest_of_returns

MANIFEST_FORMAT = "tenpoint evidence bundle 3"


def make_bundle(ballot: Ballot, *, certificate: bytes | None) -> bytes:
    """The bundle of a counted ballot: with the same certificate the same bytes, whenever it is made."""
    count = ballot.count
    files = {
        "manifest.json": as_json(manifest_of(ballot) | {"certificate": certificate is not None}),
        "board.json": as_json(board_of(ballot)),
        "certificates.json": as_json(certificates_of(ballot)),
        "sealed.jsonl": b"".join(sealed_lines(ballot)),
        "votes.csv": bytes(count.votes_csv),
        "returns.csv": _returns(count.results),
        "rejected.csv": bytes(count.rejected_csv),
        "turnout.csv": _turnout(count.results),
        "results.json": as_json(count.results),
    }
    if certificate is not None:
        files["certificate.pdf"] = certificate
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    files["signature"] = sign(files["SHA256SUMS"]).encode() + b"\n"
    return zip_of(files)


def board_of(ballot: Ballot) -> dict[str, object]:
    """Every digest of the box in order, the root over them, and our signature on it."""
    digests = digests_of(ballot)
    top = merkle.root(digests).hex()
    return {
        "ballot": ballot.pk,
        "papers": len(digests),
        "digests": [digest.hex() for digest in digests],
        "root": top,
        "signature": sign(merkle.board_text(ballot.pk, len(digests), top)),
    }


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
    rows = _box(ballot).values_list("digest", "sealed").iterator(2000)
    return (
        canonical({"digest": bytes(digest).hex(), "sealed": b64encode(bytes(sealed)).decode()}) + b"\n"
        for digest, sealed in rows
    )


def digests_of(ballot: Ballot) -> list[bytes]:
    """Every digest of the box, in order."""
    return [bytes(digest) for digest in _box(ballot).values_list("digest", flat=True).iterator(2000)]


def _box(ballot: Ballot) -> QuerySet[BoxPaper]:
    return BoxPaper.objects.filter(ballot=ballot).order_by("digest")


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
