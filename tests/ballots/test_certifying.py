"""The scrutineers' count comes in once, whole, of this very box, and with enough of their signatures."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots import due, errors
from ballots.appointing import appoint_scrutineer
from ballots.approving import approve, propose
from ballots.asking import canonical
from ballots.certifying import (
    bring_count,
    certify_count,
    check_brought,
    checking,
    forget_brought,
    may_certify,
    stop_checking,
)
from ballots.keeping import File
from ballots.models import Act, Appointment, Ballot, Count, FilePiece, State
from ballots.packing import Content, as_json
from ballots.receipts import sign
from ballots.scrutiny.signing import signed_text
from ballots.scrutiny.statement import CountFile
from ballots.verify import Refused, describe, verify
from ballots.voiding import void_ballot
from tests.ballots import factories
from tests.ballots.factories import a_branch, bram, ines
from tests.ballots.scrutineers import (
    Scrutiny,
    agreed,
    amal,
    bo,
    certified,
    cleo,
    closed,
    count_of,
    counted_in,
    nell,
    opened,
    public_half,
    published,
    signature_by,
    somebody,
)
from tests.ballots.zips import unzipped, zip_of
from tests.once import told_once
from union.accounts.models import Role
from union.audit.models import Entry
from union.jobs import working
from union.jobs.models import Job

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


def bring(scrutiny: Scrutiny, counted: CountFile, *signers: Ed25519PrivateKey, by: Any = None) -> Count:
    signatures = [signature_by(key, counted.digest) for key in signers]
    at = scrutiny.ballot.closes_at
    return certify_count(scrutiny.ballot, counted, signatures, by=by or bo(), at=at)


def refused(scrutiny: Scrutiny, counted: CountFile, *signers: Ed25519PrivateKey, **more: Any) -> str:
    with pytest.raises(errors.BallotError) as refusal:
        bring(scrutiny, counted, *signers, **more)
    ballot = Ballot.objects.get(pk=scrutiny.ballot.pk)
    assert (ballot.state, Count.objects.filter(ballot=ballot).count()) == (State.CLOSED, 0)
    assert not Appointment.objects.exclude(signature="").exists()
    return str(refusal.value)


# --- what is taken in


def test_count_with_two_signatures_is_stored_and_certified(scrutiny: Scrutiny, counted: CountFile) -> None:
    count = bring(scrutiny, counted, *scrutiny.signing[1:])
    ballot = scrutiny.ballot
    assert (ballot.state, ballot.counted_at) == (State.CERTIFIED, ballot.closes_at)
    assert (count.papers, count.rejected, count.results) == (25, 0, counted.results)
    assert (bytes(count.votes_csv), bytes(count.rejected_csv)) == (
        bytes(counted.files["votes.csv"]),
        bytes(counted.files["rejected.csv"]),
    )
    assert [bool(one.signature) for one in ballot.appointments.all()] == [False, True, True]
    assert list(Entry.objects.order_by("pk").values_list("action", "by", "detail"))[-2:] == [
        ("ballot.counted", bo().pk, {"papers": 25, "rejected": 0}),
        ("ballot.certified", bo().pk, {"count": counted.fingerprint, "signatures": 2}),
    ]


def test_office_may_bring_it_and_nobody_else_but_the_scrutineers(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    dana = somebody("Dana Okoro", Role.Kind.SCRUTINEER)
    strangers = (dana, ines(a_branch("NW-002")), bram(a_branch()))
    assert [may_certify(user, scrutiny.ballot) for user in (nell(), amal(), *strangers)] == [
        *(True, True),
        *(False, False, False),
    ]
    assert refused(scrutiny, counted, *scrutiny.signing, by=dana) == errors.NotYours.sentence
    bring(scrutiny, counted, *scrutiny.signing, by=nell())


def test_no_count_of_a_ballot_that_two_people_agreed_to_declare_void(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    at = scrutiny.ballot.closes_at
    asked = propose(scrutiny.ballot, Act.VOID, by=nell(), at=at, reason="The roll was of last year.")
    approve(asked, by=amal(), at=at)
    says = refused(scrutiny, counted, *scrutiny.signing)
    assert says == "Two people have agreed to declare this ballot void: no count is taken in."
    assert void_ballot(scrutiny.ballot, at=at)


def test_too_few_signatures_are_refused(scrutiny: Scrutiny, counted: CountFile) -> None:
    one = scrutiny.signing[0]
    assert refused(scrutiny, counted).startswith("2 scrutineers have to sign this count, and 0 have:")
    assert refused(scrutiny, counted, one).startswith("2 scrutineers have to sign this count, and 1 has:")
    assert refused(scrutiny, counted, one, one).startswith("2 scrutineers have to sign")


def test_signature_of_somebody_who_is_not_appointed_is_refused(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    stranger = Ed25519PrivateKey.generate()
    assert "not a scrutineer of this ballot" in refused(scrutiny, counted, *scrutiny.signing, stranger)
    assert "not a scrutineer of this ballot" in refused(scrutiny, counted, scrutiny.signing[0], stranger)


def test_signature_that_does_not_hold_or_is_over_another_count_is_refused(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    good = [signature_by(key, counted.digest) for key in scrutiny.signing]
    bad = replace(good[1], signature=good[0].signature)
    other = signature_by(scrutiny.signing[1], "ab" * 32)
    for wrong, said in ((bad, "does not hold"), (other, "over another count")):
        with pytest.raises(errors.ScrutinyRefused, match=said):
            certify_count(scrutiny.ballot, counted, [*good, wrong], by=bo(), at=scrutiny.ballot.closes_at)
    assert not Count.objects.exists()


def test_count_is_brought_once(scrutiny: Scrutiny, counted: CountFile) -> None:
    bring(scrutiny, counted, *scrutiny.signing)
    with pytest.raises(errors.WrongMoment, match="nothing replaces its count"):
        bring(scrutiny, counted, *scrutiny.signing)
    assert Count.objects.count() == 1


def test_nothing_is_brought_before_the_close(noon: datetime, tmp_path: Path) -> None:
    done = closed(noon)
    counted = counted_in(count_of(done, tmp_path))
    still = opened(noon, slug="still-open")
    with pytest.raises(errors.WrongMoment, match="after it has closed"):
        bring(still, counted, *still.signing)


def test_count_of_another_ballot_is_refused(noon: datetime, tmp_path: Path, scrutiny: Scrutiny) -> None:
    other = closed(noon, members=0, slug="other")
    counted = counted_in(count_of(other, tmp_path))
    assert "count of another ballot" in refused(scrutiny, counted, *scrutiny.signing)


def test_branch_ballot_takes_no_count_from_outside(
    noon: datetime, scrutiny: Scrutiny, counted: CountFile
) -> None:
    branch = a_branch("NW-009", members=12)
    ballot = factories.closed(factories.opened(branch, noon=noon))
    with pytest.raises(errors.ScrutinyRefused, match="held by the platform"):
        certify_count(ballot, counted, [], by=ines(branch), at=noon)


# --- a worker checks what was brought


def brought(scrutiny: Scrutiny, counted: CountFile, *signers: Ed25519PrivateKey, by: Any = None) -> Job:
    signatures = [signature_by(key, counted.digest) for key in signers]
    return bring_count(scrutiny.ballot, counted, signatures, by=by or bo(), at=scrutiny.ballot.closes_at)


def kept_of(scrutiny: Scrutiny) -> set[str]:
    return set(FilePiece.objects.filter(ballot=scrutiny.ballot).values_list("file", flat=True))


def work(scrutiny: Scrutiny) -> Job:
    """The worker does what waits; the job as it is then."""
    assert working.run_waiting(at=scrutiny.ballot.closes_at) == 1
    job = checking(scrutiny.ballot)
    assert job
    return job


def test_count_that_was_brought_is_certified_by_a_worker(scrutiny: Scrutiny, counted: CountFile) -> None:
    brought(scrutiny, counted, *scrutiny.signing[1:])
    assert (Ballot.objects.get().state, Count.objects.count()) == (State.CLOSED, 0)
    assert kept_of(scrutiny) == {File.BROUGHT, File.SIGNATURES}
    job = work(scrutiny)
    assert (job.state, job.report, job.done, job.total) == ("done", {"papers": 25}, 25, 25)
    ballot = Ballot.objects.get()
    assert (ballot.state, ballot.count.results) == (State.CERTIFIED, counted.results)
    assert [bool(one.signature) for one in ballot.appointments.all()] == [False, True, True]
    assert kept_of(scrutiny) == {File.VOTES, File.REJECTED}
    assert Entry.objects.get(action="ballot.certified").by == bo()


def test_what_is_plain_at_once_is_refused_at_once_and_nothing_is_kept(
    noon: datetime, scrutiny: Scrutiny, counted: CountFile, tmp_path: Path
) -> None:
    other = counted_in(count_of(closed(noon, members=0, slug="other"), tmp_path))
    dana = somebody("Dana Okoro", Role.Kind.SCRUTINEER)
    one, two, _ = scrutiny.signing
    for signers, what, by, said in (
        ((one, two), counted, dana, "is not yours"),
        ((one,), counted, None, "2 scrutineers have to sign this count, and 1 has"),
        ((one, Ed25519PrivateKey.generate()), counted, None, "not a scrutineer of this ballot"),
        ((one, two), other, None, "count of another ballot"),
    ):
        with pytest.raises(errors.BallotError) as refusal:
            brought(scrutiny, what, *signers, by=by)
        assert said in str(refusal.value) or isinstance(refusal.value, errors.NotYours)
    assert (kept_of(scrutiny), Job.objects.count()) == (set(), 0)


def test_second_count_waits_until_the_first_is_checked(scrutiny: Scrutiny, counted: CountFile) -> None:
    brought(scrutiny, counted, *scrutiny.signing)
    with pytest.raises(errors.WrongMoment, match="Checking the count is under way already"):
        brought(scrutiny, counted, *scrutiny.signing)
    work(scrutiny)
    with pytest.raises(errors.WrongMoment, match="nothing replaces its count"):
        brought(scrutiny, counted, *scrutiny.signing)


def test_count_that_does_not_stand_up_is_let_go_with_the_reason(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    brought(scrutiny, with_results(counted, one_vote_more), *scrutiny.signing)
    job = work(scrutiny)
    assert job.state == "failed"
    assert job.reason.startswith("The count does not stand up: Question 1: the results are not what")
    assert (Ballot.objects.get().state, Count.objects.count(), kept_of(scrutiny)) == (State.CLOSED, 0, set())
    brought(scrutiny, counted, *scrutiny.signing)
    assert work(scrutiny).state == "done"


def test_count_of_a_ballot_that_is_declared_void_while_it_waits_is_let_go(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    brought(scrutiny, counted, *scrutiny.signing)
    at = scrutiny.ballot.closes_at
    asked = propose(scrutiny.ballot, Act.VOID, by=nell(), at=at, reason="The roll was of last year.")
    approve(asked, by=amal(), at=at)
    job, says = work(scrutiny), "Two people have agreed to declare this ballot void: no count is taken in."
    assert (job.state, job.reason) == ("failed", says)
    assert (Ballot.objects.get().state, Count.objects.count(), kept_of(scrutiny)) == (State.CLOSED, 0, set())
    with pytest.raises(errors.WrongMoment, match="Two people have agreed"):
        brought(scrutiny, counted, *scrutiny.signing)
    assert kept_of(scrutiny) == set()


@pytest.mark.parametrize("begun", [False, True])
def test_check_that_is_called_off_leaves_nothing(
    scrutiny: Scrutiny, counted: CountFile, begun: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = brought(scrutiny, counted, *scrutiny.signing)
    dana = somebody("Dana Okoro", Role.Kind.SCRUTINEER)
    with pytest.raises(errors.NotYours):
        stop_checking(scrutiny.ballot, by=dana, at=scrutiny.noon)
    if begun:
        monkeypatch.setattr("ballots.certifying.advance", called_off)
        assert working.run_waiting(at=scrutiny.ballot.closes_at) == 1
    else:
        stop_checking(scrutiny.ballot, by=amal(), at=scrutiny.noon)
    job.refresh_from_db()
    assert (job.state, Count.objects.count(), kept_of(scrutiny)) == ("cancelled", 0, set())


def called_off(job: Job, **how_far: int) -> None:
    raise working.Cancelled


def test_count_whose_check_ends_every_worker_is_let_go_by_the_sweep(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    at = scrutiny.ballot.closes_at
    job = brought(scrutiny, counted, *scrutiny.signing)
    assert (forget_brought(at=at), kept_of(scrutiny)) == (0, {File.BROUGHT, File.SIGNATURES})
    Job.objects.filter(pk=job.pk).update(state="running", tries=working.TRIES, worker="gone", lease_until=at)
    assert (forget_brought(at=at), working.settle_dead(at=at), forget_brought(at=at)) == (0, 1, 1)
    assert (checking(scrutiny.ballot).reason, kept_of(scrutiny)) == (working.GAVE_UP, set())  # type: ignore[union-attr]
    assert forget_brought in due.STEPS


def test_worker_that_died_after_the_end_does_nothing_twice(scrutiny: Scrutiny, counted: CountFile) -> None:
    job = brought(scrutiny, counted, *scrutiny.signing)
    assert check_brought(job, at=scrutiny.ballot.closes_at) == {"papers": 25}
    assert check_brought(job, at=scrutiny.ballot.closes_at) == {}
    assert Count.objects.count() == 1


# --- what is signed and yet not true


def told_differently(counted: CountFile, **changes: Any) -> CountFile:
    """The same statement with other claims, as a program that lies would write it."""
    return replace(counted, statement={**counted.statement, **changes})


@pytest.mark.parametrize("claim", ["form_hash", "roll_root", "board_root", "public_key", "votes.csv", "more"])
def test_count_of_another_box_is_refused_however_many_sign_it(
    scrutiny: Scrutiny, counted: CountFile, claim: str
) -> None:
    lie = told_differently(counted, **{claim: "00" * 32})
    assert "of another box, form or key" in refused(scrutiny, lie, *scrutiny.signing)


def with_files(counted: CountFile, **changes: bytes) -> CountFile:
    """Other files, and a statement that fits them."""
    files = {**counted.files, **{name: Content.of(content) for name, content in changes.items()}}
    digests = {name: sha256(content).hexdigest() for name, content in changes.items()}
    results = json.loads(bytes(files["results.json"]))
    return replace(told_differently(counted, **digests), files=files, results=results)


def with_results(counted: CountFile, change: Callable[[dict[str, Any]], object]) -> CountFile:
    results = json.loads(json.dumps(counted.results))
    change(results)
    return with_files(counted, **{"results.json": as_json(results)})


def one_vote_more(results: dict[str, Any]) -> None:
    results["questions"][0]["options"][0]["votes"] += 1


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


def signed_again(files: Mapping[str, bytes]) -> bytes:
    """The bundle as its operator could make it after changing a file: sums and signature fit."""
    evidence = {name: content for name, content in files.items() if name not in ("SHA256SUMS", "signature")}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(evidence.items()))
    signature = sign(sums.encode()).encode() + b"\n"
    return zip_of({**evidence, "SHA256SUMS": sums.encode(), "signature": signature})


def fewer(found: list[dict[str, str]]) -> None:
    found[0]["signature"] = ""


def twice(found: list[dict[str, str]]) -> None:
    found[1] = found[0]


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


@pytest.mark.parametrize("change", [fewer, twice, forged, nobody, somebody_more])
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


def test_appointment_after_the_freeze_is_refused(scrutiny: Scrutiny) -> None:
    dana = somebody("Dana Okoro", Role.Kind.SCRUTINEER)
    with pytest.raises(errors.NotADraft):
        appoint_scrutineer(scrutiny.ballot, dana, by=nell(), at=scrutiny.noon)


def test_early_close_takes_office_and_scrutineer(noon: datetime) -> None:
    a_branch(members=12)
    scrutiny = opened(noon)
    agreed(scrutiny, Act.EARLY_CLOSE, at=scrutiny.ballot.opens_at)
    assert due.close_due(at=scrutiny.ballot.opens_at) == 1
    assert Ballot.objects.get().state == State.CLOSED
