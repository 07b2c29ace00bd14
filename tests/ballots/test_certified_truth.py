"""Signatures make nothing true: a count or bundle that is not of the box is refused, whoever signed it."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import due, errors
from ballots.approving import approve, propose
from ballots.asking import canonical
from ballots.models import Act, Ballot, State
from ballots.packing import as_json
from ballots.scrutiny.signing import signed_text
from ballots.scrutiny.statement import CountFile
from ballots.verify import Refused, describe, verify
from tests.ballots import factories
from tests.ballots.certifying_scenes import (
    bring,
    one_vote_more,
    refused,
    told_differently,
    with_files,
    with_results,
)
from tests.ballots.evidence import signed_again
from tests.ballots.factories import a_branch
from tests.ballots.scrutineers import (
    Scrutiny,
    certified,
    cleo,
    closed,
    count_of,
    counted_in,
    nell,
    public_half,
    published,
)
from tests.ballots.zips import unzipped
from tests.once import told_once
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


@told_once
def scrutiny(noon: datetime) -> Scrutiny:
    return closed(noon)


@told_once
def count_file(scrutiny: Scrutiny, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What two sheets make of its box."""
    return count_of(scrutiny, tmp_path_factory.mktemp("count"))


@told_once
def counted(count_file: bytes) -> CountFile:
    return counted_in(count_file)


# --- what is signed and yet not true


@pytest.mark.parametrize("claim", ["form_hash", "roll_root", "board_root", "public_key", "votes.csv", "more"])
def test_count_of_another_box_is_refused_however_many_sign_it(
    scrutiny: Scrutiny, counted: CountFile, claim: str
) -> None:
    lie = told_differently(counted, **{claim: "00" * 32})
    assert "of another box, form or key" in refused(scrutiny, lie, *scrutiny.signing)


def one_paper_less(results: dict[str, Any]) -> None:
    results["papers"] -= 1


def nobody_marked(results: dict[str, Any]) -> None:
    results["marked"] = 0


def other_electorate(results: dict[str, Any]) -> None:
    results["units"][0]["electorate"] = 41


@pytest.mark.parametrize(
    "change",
    [
        one_vote_more,
        one_paper_less,
        nobody_marked,
        other_electorate,
        lambda results: results.update(papers="many"),
        lambda results: results.pop("units"),
        lambda results: results.pop("merges"),
        lambda results: results.clear(),
    ],
)
def test_results_that_do_not_follow_from_the_votes_are_refused_however_many_sign(
    scrutiny: Scrutiny, counted: CountFile, change: Callable[[dict[str, Any]], object]
) -> None:
    lie = with_results(counted, change)
    assert "ount" in refused(scrutiny, lie, *scrutiny.signing)


def test_vote_left_out_is_refused_however_many_sign(scrutiny: Scrutiny, counted: CountFile) -> None:
    votes = bytes(counted.files["votes.csv"])
    lie = with_files(counted, **{"votes.csv": votes[: votes.rindex(b"\n", 0, -1) + 1]})
    assert "The count does not stand up" in refused(scrutiny, lie, *scrutiny.signing)


# --- publication and the bundle


def test_certified_count_is_published_by_two_and_anybody_checks_it(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    bring(scrutiny, counted, *scrutiny.signing[:2])
    at = scrutiny.ballot.closes_at
    with pytest.raises(errors.NotYours):
        approve(propose(scrutiny.ballot, Act.PUBLICATION, by=nell(), at=at), by=nell(), at=at)
    approve(scrutiny.ballot.approvals.get(done_at=None), by=cleo(), at=at)
    assert due.publish_approved(at=at) == 1
    ballot = Ballot.objects.get()
    assert ballot.state == State.PUBLISHED
    report = verify(bytes(ballot.bundle.content))
    assert [name.partition(", key ")[0] for name in report.certified_by] == ["Amal Haddad", "Bo Lindqvist"]
    assert "Certified by Amal Haddad, key " in describe(report)
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions.count("ballot.certified") == 1


def test_bundle_of_a_branch_ballot_says_that_the_platform_held_the_key(noon: datetime) -> None:
    ballot = factories.opened(a_branch(members=12), noon=noon)
    factories.cast_by_many(ballot, 10)
    content = bytes(factories.published(ballot).bundle.content)
    assert json.loads(unzipped(content)["certificates.json"]) == []
    assert verify(content).certified_by == ()


BUNDLES: list[tuple[bytes, CountFile]] = []


@pytest.fixture
def bundle(noon: datetime, tmp_path: Path) -> bytes:
    """One bundle for all tests of this module: nothing alters it."""
    if not BUNDLES:
        scrutiny = closed(noon)
        counted = certified(scrutiny, tmp_path)
        BUNDLES.append((published(scrutiny), counted))
    return BUNDLES[0][0]


def fewer(found: list[dict[str, str]]) -> None:
    found[0]["signature"] = ""


def twice(found: list[dict[str, str]]) -> None:
    found[1] = found[0]


def two_names(found: list[dict[str, str]]) -> None:
    """Olga stands behind the signature of Amal, who stands there too."""
    found.append({**found[0], "name": "Olga"})


def forged(found: list[dict[str, str]]) -> None:
    found[0]["signature"] = found[1]["signature"]


def nobody(found: list[dict[str, str]]) -> None:
    found.clear()


def somebody_more(found: list[dict[str, str]]) -> None:
    """The operator signs too, with a key of their own making."""
    key = Ed25519PrivateKey.generate()
    digest = BUNDLES[0][1].digest
    signature = b64encode(key.sign(signed_text(digest))).decode()
    found.append({"name": "Olga", "signing_key": public_half(key), "signature": signature})


@pytest.mark.parametrize("change", [fewer, twice, two_names, forged, nobody, somebody_more])
def test_operator_cannot_stand_in_for_the_scrutineers(
    bundle: bytes, change: Callable[[list[dict[str, str]]], None]
) -> None:
    files = unzipped(bundle)
    found = json.loads(files["certificates.json"])
    change(found)
    with pytest.raises(Refused):
        verify(signed_again({**files, "certificates.json": as_json(found)}))
    assert len(verify(signed_again(files)).certified_by) == 2


def test_operator_cannot_publish_other_votes_than_the_scrutineers_signed(bundle: bytes) -> None:
    """Two votes swapped between two trackers: every total is as it was."""
    files = unzipped(bundle)
    head, *lines = files["votes.csv"].decode().splitlines()
    a = next(place for place, line in enumerate(lines) if "1: A" in line)
    b = next(place for place, line in enumerate(lines) if "2: B" in line)
    one, two = lines[a].split(","), lines[b].split(",")
    lines[a], lines[b] = ",".join([*one[:2], *two[2:]]), ",".join([*two[:2], *one[2:]])
    swapped = "\n".join([head, *lines, ""]).encode()
    with pytest.raises(Refused, match="The signature on the count by Amal Haddad is wrong"):
        verify(signed_again({**files, "votes.csv": swapped}))


def test_papers_commit_to_the_scrutineers_keys(bundle: bytes) -> None:
    """Keys named after the vote give the form another hash than the one in every sealed paper."""
    manifest = json.loads(unzipped(bundle)["manifest.json"])
    kept_by = manifest["form"]["kept_by"]
    assert (kept_by["k"], kept_by["n"], len(kept_by["signing_keys"])) == (2, 3, 3)
    assert sha256(canonical(manifest["form"])).hexdigest() == manifest["form_hash"]
