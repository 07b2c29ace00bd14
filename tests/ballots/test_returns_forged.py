"""Exports and bundles that lie about the returns are refused, though the site signed them."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from ballots import errors, returning
from ballots.exporting import export_box
from ballots.hand_counts import (
    HandCount,
    open_hand_counts,
    read_hand_counts,
    seal_hand_counts,
    write_hand_counts,
)
from ballots.packing import as_json
from ballots.scrutiny.export import read_export
from ballots.scrutiny.statement import files_of
from ballots.scrutiny.tally import count_box
from ballots.scrutiny.words import join
from ballots.verify import Refused, verify
from tests.ballots.evidence import signed_again as bundle_signed_again
from tests.ballots.returns_scenes import closed_with_papers, key_all
from tests.ballots.scrutineers import Scrutiny, certified, exported, published
from tests.ballots.test_bundle import in_json, one_more
from tests.ballots.test_scrutiny_count import signed_again, zipped
from tests.ballots.zips import unzipped
from tests.once import told_once

pytestmark = pytest.mark.django_db


@told_once
def keyed(noon: datetime) -> Scrutiny:
    scrutiny = closed_with_papers(noon)
    key_all(scrutiny)
    return scrutiny


# --- exports that lie about the returns, signed by the site


Lie = Callable[[list[HandCount]], list[HandCount]]


def with_returns(scrutiny: Scrutiny, content: bytes, change: Lie) -> bytes:
    """The export with other returns, everything else made to fit them."""
    files, ballot = unzipped(content), scrutiny.ballot
    written = write_hand_counts(change(list(returning.hand_counts_of(ballot))), salt=bytes(32))
    public_key = bytes(ballot.public_key or b"")
    sealed = seal_hand_counts(written, ballot_id=ballot.pk, public_key=public_key)
    manifest = json.loads(files["manifest.json"]) | {"returns": sha256(written).hexdigest()}
    lie = {**files, "manifest.json": as_json(manifest), "returns.sealed": sealed}
    return zipped(signed_again(lie))


def refusal(scrutiny: Scrutiny, content: bytes, home: Path) -> str:
    path = home / "lie.zip"
    path.write_bytes(content)
    with pytest.raises(errors.ScrutinyRefused) as refused:
        count_box(read_export(path), scrutiny.key.sheets[:2])
    return str(refused.value)


def first(found: list[HandCount], **changes: object) -> list[HandCount]:
    return [replace(found[0], **changes), *found[1:]]


NOT_OFFERED = [{"answers": {"1": [9]}, "papers": 2}]
TOO_MANY = [{"answers": {"1": [1]}, "papers": 3}]
BELOW_NOTHING = [{"answers": {"1": [1]}, "papers": 3}, {"answers": {"1": [2]}, "papers": -1}]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda found: first(found, unit=7), "one is of no unit on the roll, or there twice"),
        (lambda found: first(found, method="branch"), "one is of no unit on the roll, or there twice"),
        (lambda found: [*found, found[0]], "one is of no unit on the roll, or there twice"),
        (lambda found: first(found, piles=NOT_OFFERED), "a pile gives an answer that was not offered"),
        (lambda found: first(found, piles=BELOW_NOTHING), "a pile gives an answer that was not offered"),
        (lambda found: first(found, piles=TOO_MANY), "one has more papers than members were marked"),
        (lambda found: first(found, spoilt=-1), "one has more papers than members were marked"),
        (lambda found: first(found, marked=4), "papers and marks do not add up to the roll"),
        (lambda found: found[1:], "papers and marks do not add up to the roll"),
        (lambda found: first(found, piles=7), "they cannot be read"),
        (lambda found: first(found, piles=[7]), "they cannot be read"),
    ],
)
def test_returns_that_do_not_fit_are_not_counted_though_the_site_signed_them(
    keyed: Scrutiny, tmp_path: Path, change: Lie, said: str
) -> None:
    export = b"".join(export_box(keyed.ballot))
    assert said in refusal(keyed, with_returns(keyed, export, change), tmp_path)
    (tmp_path / "same.zip").write_bytes(with_returns(keyed, export, lambda found: found))
    assert count_box(read_export(tmp_path / "same.zip"), keyed.key.sheets[:2]).results["counted"] == 39


def test_returns_other_than_those_signed_for_are_not_counted(keyed: Scrutiny, tmp_path: Path) -> None:
    export = b"".join(export_box(keyed.ballot))
    honest = unzipped(export)
    other = unzipped(with_returns(keyed, export, lambda found: found))
    lie = {**honest, "returns.sealed": other["returns.sealed"]}
    assert "not those that the site signed" in refusal(keyed, zipped(signed_again(lie)), tmp_path)
    lie = {**honest, "returns.sealed": honest["returns.sealed"][:-1]}
    assert "they cannot be read" in refusal(keyed, zipped(signed_again(lie)), tmp_path)
    lie = {**honest, "returns.sealed": b""}
    assert "not those that the site names" in refusal(keyed, zipped(signed_again(lie)), tmp_path)
    lie["manifest.json"] = as_json(json.loads(honest["manifest.json"]) | {"returns": ""})
    assert "another number of votes marked" in refusal(keyed, zipped(signed_again(lie)), tmp_path)
    lie = {**honest, "returns.sealed": honest["returns.sealed"] + b"x"}
    assert "do not fit their hashes" in refusal(keyed, zipped(lie), tmp_path)


def test_what_is_written_of_returns_is_read_again(keyed: Scrutiny, tmp_path: Path) -> None:
    found = returning.hand_counts_of(keyed.ballot)
    assert [asdict(line) for line in found[:1]] == [
        {
            "unit": 1,
            "method": "paper",
            "marked": 3,
            "spoilt": 1,
            "piles": [{"answers": {"1": [1]}, "papers": 1}, {"answers": {"1": [2]}, "papers": 1}],
        }
    ]
    export = read_export(exported(keyed, tmp_path))
    private = join(keyed.key.sheets[:2], keyed.key.public)
    written = open_hand_counts(export.sealed_returns, ballot_id=keyed.ballot.pk, private_key=private)
    assert sorted(read_hand_counts(written), key=str) == sorted(found, key=str)
    once, again = (
        files_of(count_box(export, sheets)) for sheets in (keyed.key.sheets[:2], keyed.key.sheets[1:])
    )
    assert {name: bytes(once[name]) for name in once} == {name: bytes(again[name]) for name in again}


# --- a bundle whose returns were changed


@told_once
def bundle(keyed: Scrutiny, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    certified(keyed, tmp_path_factory.mktemp("count"))
    return published(keyed)


def spoilt_on_the_way(files: dict[str, bytes]) -> dict[str, bytes]:
    """A member more was marked and the paper spoilt, in each place that says so."""
    results = json.loads(files["results.json"])
    results["returns"][0]["spoilt"] += 1
    results["returns"][0]["counted"] -= 1
    returns = files["returns.csv"].replace(b"paper,3,2,1", b"paper,3,1,2", 1)
    return {**files, "results.json": as_json(results), "returns.csv": returns}


def in_file(name: str, alter: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {**files, name: alter(files[name])}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            in_file("returns.csv", lambda content: content.replace(b"3,2,1", b"3,2,0")),
            "returns.csv does not fit",
        ),
        (in_file("results.json", in_json("returns.0.spoilt", one_more)), "A return does not fit"),
        (spoilt_on_the_way, "“counted” in results.json is not what the other files give"),
        (in_file("manifest.json", in_json("returns", lambda digest: "00" * 32)), "signature on the count"),
        (in_file("manifest.json", in_json("returns", lambda digest: "")), "manifest.json names no returns"),
    ],
)
def test_a_bundle_with_other_returns_is_refused(
    bundle: bytes, change: Callable[[dict[str, bytes]], dict[str, bytes]], said: str
) -> None:
    files = unzipped(bundle)
    assert verify(bundle_signed_again(files)).counted == 39
    lie = change(files)
    assert lie != files
    with pytest.raises(Refused, match=said):
        verify(bundle_signed_again(lie))
