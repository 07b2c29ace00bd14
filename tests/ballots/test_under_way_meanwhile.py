"""The roll is copied in one transaction: others look at how far it is, call it off, and wait for nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import IntegrityError, connections, transaction

from ballots import due, errors, under_way
from ballots.approving import approve, propose, withdraw
from ballots.drafting import revise_ballot
from ballots.models import Act, Ballot, RollEntry
from tests.ballots.factories import a_branch, a_draft, ines, two_people
from tests.ballots.paces import at_step, in_small_steps, job_of, state_of
from union.jobs.models import Job

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_steps(monkeypatch)


@pytest.fixture
def agreed(noon: datetime) -> Ballot:
    """A draft for 30 members that two people have agreed to fix."""
    draft = a_draft(a_branch(members=30), noon=noon)
    two_people(draft, Act.FREEZE, at=noon)
    return draft


def elsewhere(work: Callable[[], object]) -> object:
    """What another process would get, over a connection of its own."""

    def there() -> object:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(there).result()


def test_progress_is_seen_outside_the_transaction_that_copies_the_roll(
    noon: datetime, agreed: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def look() -> None:
        job = job_of(under_way.FREEZE, agreed)
        seen.append((job.state, job.done, job.total, RollEntry.objects.count()))

    at_step(monkeypatch, 3, lambda: elsewhere(look))
    assert due.freeze_approved(at=noon) == 1
    assert seen == [("running", 20, 30, 0)]


@pytest.mark.parametrize("step", [2, 3])
def test_ines_calls_it_off_while_the_roll_is_copied(
    noon: datetime, agreed: Ballot, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    assert agreed.branch
    by = ines(agreed.branch)
    at_step(monkeypatch, step, lambda: elsewhere(lambda: under_way.call_off(agreed, by=by, at=noon)))
    assert due.freeze_approved(at=noon) == 0
    assert job_of(under_way.FREEZE, agreed).state == "cancelled"
    assert (state_of(agreed), RollEntry.objects.count()) == ("draft", 0)
    assert agreed.approvals.get().refusal.startswith("Ines called it off.")
    assert due.freeze_approved(at=noon) == 0


def test_nobody_waits_for_the_worker_who_may_not_act_anyway(
    noon: datetime, agreed: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is locked for as long as the roll is copied; a page that waited for it would fail."""
    assert agreed.branch
    by, refused = ines(agreed.branch), []
    proposal = agreed.approvals.get()

    def act() -> None:
        for verb in (
            lambda: propose(agreed, Act.FREEZE, by=by, at=noon),
            lambda: approve(proposal, by=by, at=noon),
            lambda: withdraw(proposal, by=by, at=noon),
            lambda: revise_ballot(agreed, title="Too late", by=by, at=noon),
        ):
            with pytest.raises(errors.BallotError) as refusal:
                verb()
            refused.append(type(refusal.value).__name__)

    at_step(monkeypatch, 2, lambda: elsewhere(act))
    assert due.freeze_approved(at=noon) == 1
    assert refused == ["AlreadyProposed", "NothingProposed", "NothingProposed", "NotADraft"]


def test_references_are_checked_as_lines_are_written_and_not_all_at_the_commit(
    noon: datetime, agreed: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A national roll would keep the commit busy for longer than any statement may take."""

    def mistake() -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            RollEntry.objects.update(unit=0)

    at_step(monkeypatch, 2, mistake)
    assert due.freeze_approved(at=noon) == 1


def test_two_passes_at_once_fix_it_once(noon: datetime, agreed: Ballot) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(elsewhere, lambda: due.freeze_approved(at=noon)) for _ in range(4)]
        results = [one.result() for one in done]
    assert sum(result for result in results if isinstance(result, int)) == 1
    assert (RollEntry.objects.count(), Job.objects.count()) == (30, 1)
