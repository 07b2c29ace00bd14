"""The scrutineers' count comes in once, whole, of this very box, and with enough of their signatures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from ballots import due, errors
from ballots.appointing import appoint_scrutineer
from ballots.approving import approve, propose
from ballots.certificates import certificates_of
from ballots.certifying import (
    _in_papers,
    bring_count,
    certify_count,
    check_brought,
    checking,
    forget_brought,
    may_certify,
    stop_checking,
)
from ballots.keeping import File
from ballots.models import Act, Ballot, Count, FilePiece, State
from ballots.scrutiny.statement import CountFile
from ballots.voiding import void_ballot
from tests.ballots import factories
from tests.ballots.certifying_scenes import bring, one_vote_more, refused, with_results
from tests.ballots.factories import a_branch, bram, ines
from tests.ballots.scrutineers import (
    Scrutiny,
    agreed,
    amal,
    bo,
    closed,
    count_of,
    counted_in,
    nell,
    opened,
    signature_by,
    somebody,
)
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


# --- what is taken in


def test_count_with_two_signatures_is_stored_and_certified(scrutiny: Scrutiny, counted: CountFile) -> None:
    ballot = scrutiny.ballot
    dana = somebody("Dana Okoro", Role.Kind.SCRUTINEER)  # who was appointed and never accepted
    ballot.appointments.create(user=dana, appointed_by=nell(), appointed_at=ballot.opens_at)
    count = bring(scrutiny, counted, *scrutiny.signing[1:])
    assert (ballot.state, ballot.counted_at) == (State.CERTIFIED, ballot.closes_at)
    assert (count.papers, count.rejected, count.results) == (25, 0, counted.results)
    assert (bytes(count.votes_csv), bytes(count.rejected_csv)) == (
        bytes(counted.files["votes.csv"]),
        bytes(counted.files["rejected.csv"]),
    )
    assert [(one["name"], bool(one["signature"])) for one in certificates_of(ballot)] == [
        ("Amal Haddad", False),
        ("Bo Lindqvist", True),
        ("Cleo Marsh", True),
    ]
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


def test_a_void_that_nobody_agreed_to_is_over_once_the_count_is_certified(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    at = scrutiny.ballot.closes_at
    propose(scrutiny.ballot, Act.VOID, by=nell(), at=at, reason="The roll was of last year.")
    bring(scrutiny, counted, *scrutiny.signing[1:])
    [missed] = scrutiny.ballot.approvals.filter(act=Act.VOID)
    assert (missed.done_at, "can no longer be declared void" in missed.refusal) == (at, True)


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


def test_a_check_tells_of_no_more_papers_than_there_are() -> None:
    """Its three passes over the bundle are as many bytes as was thought, or a few more."""
    steps: list[tuple[int, int]] = []
    told = _in_papers(lambda done, of: steps.append((done, of)), papers=25, whole=100)
    told(60)
    told(60)
    assert steps == [(15, 25), (25, 25)]


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
    Job.objects.filter(state="waiting").update(requested_by=None)  # whose account has gone since
    assert (work(scrutiny).reason, kept_of(scrutiny)) == (str(errors.NotYours.sentence), set())
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
        Job.objects.filter(pk=job.pk).update(state="running")
        stop_checking(scrutiny.ballot, by=amal(), at=scrutiny.noon)
        assert kept_of(scrutiny) == {File.BROUGHT, File.SIGNATURES}  # for whoever reads them just now
        Job.objects.filter(pk=job.pk).update(state="waiting", cancel_asked=False)
        monkeypatch.setattr("union.jobs.asking.advance", called_off)
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


@pytest.mark.any_database
def test_count_that_is_brought_while_the_sweep_lets_an_old_one_go_stays(
    scrutiny: Scrutiny, counted: CountFile
) -> None:
    Job.objects.filter(pk=brought(scrutiny, counted, *scrutiny.signing).pk).update(state="failed")
    again = [brought]

    def meanwhile(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('DELETE FROM "ballots_filepiece"') and again:
            again.pop()(scrutiny, counted, *scrutiny.signing)
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        assert forget_brought(at=scrutiny.ballot.closes_at) == 0
    assert (work(scrutiny).state, Count.objects.count()) == ("done", 1)


def test_worker_that_died_after_the_end_does_nothing_twice(scrutiny: Scrutiny, counted: CountFile) -> None:
    job = brought(scrutiny, counted, *scrutiny.signing)
    assert check_brought(job, at=scrutiny.ballot.closes_at) == {"papers": 25}
    assert check_brought(job, at=scrutiny.ballot.closes_at) == {}
    assert Count.objects.count() == 1


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
