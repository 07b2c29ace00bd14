"""The evidence bundle: everything a stranger needs to check a published result, in one zip of fixed bytes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from django.db.models import QuerySet

from ballots import merkle
from ballots.asking import canonical
from ballots.drafting import form_of
from ballots.models import Ballot, BoxPaper
from ballots.receipts import board_text, public_signing_key, sign

MANIFEST_FORMAT = "tenpoint evidence bundle 2"


def make_bundle(ballot: Ballot, *, certificate: bytes | None) -> bytes:
    """The bundle of a counted ballot: with the same certificate the same bytes, whenever it is made."""
    count = ballot.count
    files = {
        "manifest.json": _json(manifest_of(ballot) | {"certificate": certificate is not None}),
        "board.json": _json(board_of(ballot)),
        "sealed.jsonl": _sealed_lines(ballot),
        "votes.csv": bytes(count.votes_csv),
        "returns.csv": b"unit,method,marked,counted\n",
        "rejected.csv": bytes(count.rejected_csv),
        "turnout.csv": _turnout(count.results),
        "results.json": _json(count.results),
    }
    if certificate is not None:
        files["certificate.pdf"] = certificate
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    files["SHA256SUMS"] = sums.encode()
    files["signature"] = sign(files["SHA256SUMS"]).encode() + b"\n"
    return zip_of(files)


def board_of(ballot: Ballot) -> dict[str, object]:
    """Every digest of the box in order, the root over them, and our signature on it."""
    digests = [bytes(digest) for digest in _box(ballot).values_list("digest", flat=True)]
    top = merkle.root(digests).hex()
    return {
        "ballot": ballot.pk,
        "papers": len(digests),
        "digests": [digest.hex() for digest in digests],
        "root": top,
        "signature": sign(board_text(ballot.pk, len(digests), top)),
    }


def manifest_of(ballot: Ballot) -> dict[str, object]:
    """What was asked, of whom, under which rules and keys."""
    return {
        "format": MANIFEST_FORMAT,
        "ballot": ballot.pk,
        "form": form_of(ballot),
        "form_hash": ballot.form_hash,
        "closed_at": _time(ballot.closed_at),
        "eligible": ballot.eligible,
        "reachable": ballot.reachable,
        "units": list(ballot.units.values("number", "name", "region", "electorate").order_by("number")),
        "merges": ballot.count.results["merges"],
        "roll_root": ballot.roll_root,
        "public_key": b64encode(bytes(ballot.public_key or b"")).decode(),
        "signing_key": public_signing_key(),
    }


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes follow from its contents alone: fixed order, date and rights, nothing compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(files):
            line = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            line.create_system, line.external_attr = 3, 0o644 << 16
            bundle.writestr(line, files[name])
    return target.getvalue()


def _sealed_lines(ballot: Ballot) -> bytes:
    rows = _box(ballot).values_list("digest", "sealed").iterator(2000)
    lines = (
        canonical({"digest": bytes(digest).hex(), "sealed": b64encode(bytes(sealed)).decode()})
        for digest, sealed in rows
    )
    return b"".join(line + b"\n" for line in lines)


def _box(ballot: Ballot) -> QuerySet[BoxPaper]:
    return BoxPaper.objects.filter(ballot=ballot).order_by("digest")


def _turnout(results: Mapping[str, list[Mapping[str, object]]]) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["unit", "region", "electorate", "papers"])
    lines.writerows([u["name"], u["region"], u["electorate"], u["papers"]] for u in results["units"])
    lines.writerow(["Total", "", results["eligible"], results["counted"]])
    return text.getvalue().encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None
