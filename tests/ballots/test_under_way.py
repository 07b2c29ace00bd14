"""Freezing, inviting and counting as jobs: how far they are, what comes of them, called off and killed."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

import pytest
from django.db.models.signals import post_save
from django.test import override_settings

from ballots import due, errors, under_way
from ballots.approving import approve, propose
from ballots.correcting import add_member, strike_member
from ballots.freezing import freeze_ballot
from ballots.linking import credential_from_token, token_for
from ballots.marking import mark, take_mark_back
from ballots.models import Act, Ballot, Count, Method, RollEntry, State, Unit
from ballots.pausing import pause_ballot, resume_ballot
from ballots.tallying import count_ballot
from ballots.voiding import void_ballot
from tests.ballots.factories import (
    a_branch,
    a_draft,
    an_officer,
    bram,
    cast,
    cast_by_many,
    closed,
    ines,
    opened,
    two_people,
    while_open,
)
from tests.ballots.paces import at_step, in_small_steps, job_of, state_of
from union.audit.models import Entry
from union.jobs import asking, working
from union.jobs.asking import AGAIN_AFTER, ask_for
from union.jobs.models import Job
from union.mail.models import Message
from union.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


class Killed(BaseException):
    """As a worker is stopped: no handler of ours may catch it."""


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_steps(monkeypatch)


@pytest.fixture
def agreed(noon: datetime) -> Ballot:
    """A draft for 30 members, one of them without an address, that two people have agreed to fix."""
    draft = a_draft(a_branch(members=30), noon=noon)
    Member.objects.filter(number="NW-001-00030").update(email="")
    two_people(draft, Act.FREEZE, at=noon)
    return draft


@pytest.fixture
def ballot(noon: datetime) -> Ballot:
    return opened(a_branch(members=30), noon=noon)


def killed() -> None:
    raise Killed


def letters() -> list[str]:
    return sorted(Message.objects.filter(kind="ballot_invitation").values_list("recipient", flat=True))


# --- they tell how far they are, and what came of it


def test_freezing_tells_how_many_lines_are_copied_and_reports_the_roll(
    noon: datetime, agreed: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    monkeypatch.setattr(asking, "advance", lambda job, **step: told.append(step))
    assert due.freeze_approved(at=noon) == 1
    assert told == [{"done": 10, "total": 30}, {"done": 20, "total": 30}, {"done": 30, "total": 30}]
    job = job_of(under_way.FREEZE, agreed)
    assert (job.state, job.report) == ("done", {"eligible": 30, "reachable": 29})


def test_inviting_tells_how_many_had_their_turn(
    noon: datetime, ballot: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    at_step(monkeypatch, 2, lambda: seen.append(len(letters())))
    assert due.invite_due(at=while_open(ballot)) == 30
    job = job_of(under_way.INVITE, ballot)
    assert (job.done, job.total, job.report) == (30, 30, {"invited": 30, "so_far": 30, "of": 30})
    assert (seen, len(letters()), due.invite_due(at=while_open(ballot))) == ([20], 30, 0)
    assert Job.objects.count() == 1  # nobody is left, so nobody asks


def test_counting_tells_how_many_papers_are_read_and_nothing_of_what_they_say(ballot: Ballot) -> None:
    cast_by_many(ballot, 20)
    closed(ballot)
    assert due.count_due(at=ballot.closes_at) == 1
    job = job_of(under_way.COUNT, ballot)
    assert (job.done, job.total, job.report) == (20, 20, {"papers": 20})


def test_what_cannot_be_fixed_is_a_draft_again_and_is_not_tried_again(noon: datetime, agreed: Ballot) -> None:
    Ballot.objects.update(title="Changed behind their backs")
    assert [due.freeze_approved(at=noon), due.freeze_approved(at=noon)] == [0, 0]
    assert agreed.approvals.get().refusal == errors.ProposalStale.sentence
    assert (state_of(agreed), job_of(under_way.FREEZE, agreed).report, Job.objects.count()) == (
        "draft",
        {},
        1,
    )


# --- the numbers of inviting depend on nobody's vote


@pytest.mark.parametrize("has_voted", [True, False])
def test_a_report_is_the_same_whether_or_not_rowan_voted_before_the_letters(
    ballot: Ballot, has_voted: bool
) -> None:
    rowan = ballot.roll.select_related("ballot").earliest("pk")
    if has_voted:
        cast(rowan)
    assert due.invite_due(at=while_open(ballot)) == 30
    assert job_of(under_way.INVITE, ballot).report == {"invited": 30, "so_far": 30, "of": 30}
    assert len(letters()) == 30


@pytest.mark.parametrize("has_voted", [True, False])
def test_nor_does_an_address_that_came_later_tell(ballot: Ballot, has_voted: bool) -> None:
    """An officer who brings one address to the roll and watches the page learns nothing."""
    rowan = ballot.roll.select_related("ballot").earliest("pk")
    Member.objects.filter(pk=rowan.member_id).update(email="")
    if has_voted:
        cast(rowan)
    assert due.invite_due(at=while_open(ballot)) == 29
    Member.objects.filter(pk=rowan.member_id).update(email="rowan@example.org")
    assert due.invite_due(at=while_open(ballot)) == 1
    assert job_of(under_way.INVITE, ballot).report == {"invited": 1, "so_far": 30, "of": 30}
    assert "rowan@example.org" in letters()


@pytest.mark.parametrize("has_voted", [True, False])
def test_nor_does_a_strike(ballot: Ballot, has_voted: bool) -> None:
    assert ballot.branch
    rowan, at = ballot.roll.select_related("ballot").earliest("pk"), while_open(ballot)
    if has_voted:
        cast(rowan)
    strike_member(ballot, number=rowan.number, reason="left_union", by=ines(ballot.branch), at=at)
    assert due.invite_due(at=at) == 29
    assert job_of(under_way.INVITE, ballot).report == {"invited": 29, "so_far": 29, "of": 29}
    add_member(ballot, number=rowan.number, reason="struck_wrongly", by=ines(ballot.branch), at=at)
    assert due.invite_due(at=at) == 1


def test_a_mark_keeps_no_letter_back_and_the_link_works_once_it_is_taken_back(ballot: Ballot) -> None:
    assert ballot.branch
    rowan, at = ballot.roll.select_related("member").earliest("pk"), while_open(ballot)
    mark(ballot, number=rowan.number, method=Method.PAPER, by=ines(ballot.branch), at=at)
    due.invite_due(at=at)
    assert (rowan.address in letters(), len(letters())) == (True, 30)
    take_mark_back(ballot, number=rowan.number, by=ines(ballot.branch), at=at)
    assert (due.invite_due(at=at), len(letters())) == (0, 30)
    assert credential_from_token(token_for(rowan)).issue == 1
    assert cast(rowan)


# --- pausing stops the letters


def test_a_pause_ends_inviting_at_its_next_step_and_going_on_goes_on_there(
    ballot: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = while_open(ballot)

    def both(act: Act) -> None:
        assert ballot.branch
        asked = propose(ballot, act, by=ines(ballot.branch), at=at, reason="The letters are wrong.")
        approve(asked, by=bram(ballot.branch), at=at)

    def pause() -> None:
        both(Act.PAUSE)
        assert pause_ballot(ballot, at=at)

    at_step(monkeypatch, 1, pause)
    assert due.invite_due(at=at) == 10
    assert job_of(under_way.INVITE, ballot).report == {"invited": 10, "so_far": 10, "of": 30}
    assert (due.invite_due(at=at), len(letters())) == (0, 10)
    both(Act.RESUME)
    assert resume_ballot(Ballot.objects.get(), at=at)
    assert due.invite_due(at=at) == 20
    assert job_of(under_way.INVITE, ballot).report == {"invited": 20, "so_far": 30, "of": 30}
    assert (len(letters()), len(set(letters()))) == (30, 30)


def test_the_close_ends_inviting_too(ballot: Ballot, monkeypatch: pytest.MonkeyPatch) -> None:
    at_step(monkeypatch, 2, lambda: closed(ballot))
    assert due.invite_due(at=while_open(ballot)) == 20
    assert len(letters()) == 20


# --- a worker that dies


@pytest.mark.django_db(transaction=True)
def test_freezing_killed_in_the_middle_leaves_nothing_and_is_taken_up_again(
    noon: datetime, agreed: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_step(monkeypatch, 2, killed)
    with pytest.raises(Killed):
        due.freeze_approved(at=noon)
    assert (state_of(agreed), RollEntry.objects.count(), Unit.objects.count()) == ("draft", 0, 0)
    assert due.freeze_approved(at=noon + timedelta(minutes=4)) == 0  # somebody may be at it
    assert due.freeze_approved(at=noon + timedelta(minutes=6)) == 1
    assert (state_of(agreed), RollEntry.objects.count(), Unit.objects.count()) == ("scheduled", 30, 1)
    assert (Job.objects.get().tries, Entry.objects.filter(action="ballot.frozen").count()) == (2, 1)


def test_inviting_killed_in_the_middle_goes_on_there(ballot: Ballot, monkeypatch: pytest.MonkeyPatch) -> None:
    at = while_open(ballot)
    at_step(monkeypatch, 2, killed)
    with pytest.raises(Killed):
        due.invite_due(at=at)
    assert (len(letters()), due.invite_due(at=at)) == (20, 0)
    assert due.invite_due(at=at + working.LEASE) == 10
    assert (len(letters()), len(set(letters()))) == (30, 30)
    assert job_of(under_way.INVITE, ballot).report == {"invited": 10, "so_far": 30, "of": 30}


def test_counting_killed_in_the_middle_begins_anew(ballot: Ballot, monkeypatch: pytest.MonkeyPatch) -> None:
    cast_by_many(ballot, 15)
    at = closed(ballot).closes_at
    at_step(monkeypatch, 7, killed)
    with pytest.raises(Killed):
        due.count_due(at=at)
    assert (Count.objects.count(), due.count_due(at=at)) == (0, 0)
    assert due.count_due(at=at + working.LEASE) == 1
    assert (state_of(ballot), Count.objects.get().papers) == ("counted", 15)


def test_what_killed_its_worker_three_times_rests_for_five_minutes(
    ballot: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast_by_many(ballot, 15)
    at = closed(ballot).closes_at
    for turn in range(3):
        at_step(monkeypatch, 1, killed)
        with pytest.raises(Killed):
            due.count_due(at=at + turn * working.LEASE)
    over = at + 3 * working.LEASE
    assert due.count_due(at=over) == 0
    assert job_of(under_way.COUNT, ballot).reason == working.GAVE_UP
    assert due.count_due(at=over + AGAIN_AFTER - timedelta(seconds=1)) == 0
    assert due.count_due(at=over + AGAIN_AFTER) == 1


# --- one at a time, one beside the other


def test_a_job_that_another_worker_has_holds_up_no_other_ballot(noon: datetime) -> None:
    first, second = (opened(a_branch(f"NW-00{n}", members=12), noon=noon, slug=f"b-{n}") for n in (1, 2))
    at = while_open(first)
    ask_for(under_way.INVITE, subject=first.subject, by=None, at=at)
    assert working.claim(worker="elsewhere", at=at)
    assert due.invite_due(at=at) == 12
    assert [job_of(under_way.INVITE, one).state for one in (first, second)] == ["running", "done"]


def test_what_waits_is_done_by_the_jobs_too(noon: datetime, agreed: Ballot) -> None:
    """Where a pass has asked and died before it began."""
    ask_for(under_way.FREEZE, subject=agreed.subject, by=None, at=noon)
    assert working.run_waiting(at=noon) == 1
    assert state_of(agreed) == "frozen"


def test_a_failure_is_logged_and_tried_again_after_five_minutes(
    ballot: Ballot, caplog: pytest.LogCaptureFixture
) -> None:
    cast_by_many(ballot, 15)
    at = closed(ballot).closes_at
    key = Ballot.objects.values_list("wrapped_private_key", flat=True).get()
    Ballot.objects.update(wrapped_private_key=b"x" * 60)
    with caplog.at_level(logging.WARNING, logger="union.jobs"):
        assert [due.count_due(at=at), due.count_due(at=at)] == [0, 0]
    assert [record.getMessage() for record in caplog.records] == [
        f"jobs: ballot_count of {ballot.subject} failed: {errors.BoxLocked.sentence}"
    ]
    Ballot.objects.update(wrapped_private_key=key)
    assert due.count_due(at=at + timedelta(minutes=4)) == 0
    assert due.count_due(at=at + timedelta(minutes=6)) == 1


def test_a_roll_that_is_brought_up_to_date_under_the_copy_is_copied_again(
    noon: datetime, agreed: Ballot
) -> None:
    """An import is committed between the numbers of the branches and the copy of their members."""

    def an_import(**_: object) -> None:
        Member.objects.create(branch=a_branch(), number="NW-001-00031", name="Noor", joined=date(2015, 1, 5))

    post_save.connect(an_import, sender=Unit)
    try:
        assert due.freeze_approved(at=noon) == 0
    finally:
        post_save.disconnect(an_import, sender=Unit)
    assert (Ballot.objects.get().state, RollEntry.objects.count()) == (State.DRAFT, 0)
    assert job_of(under_way.FREEZE, agreed).reason == errors.RollMoved.sentence
    assert due.freeze_approved(at=noon + timedelta(minutes=6)) == 1
    assert Ballot.objects.get().eligible == RollEntry.objects.count() == 30


def test_a_process_without_the_key_asks_for_nothing(noon: datetime, agreed: Ballot) -> None:
    with override_settings(BALLOT_UNWRAP_KEY=""):
        assert due.freeze_approved(at=noon) == 0
    assert Job.objects.count() == 0
    assert due.freeze_approved(at=noon) == 1


def test_a_draft_that_is_gone_ends_its_job(noon: datetime) -> None:
    job = ask_for(under_way.FREEZE, subject="ballot:99", by=None, at=noon)
    working.run_waiting(at=noon)
    job.refresh_from_db()
    assert (job.state, job.reason) == ("failed", "This draft was deleted.")


def test_a_count_that_waits_counts_nothing_while_returns_are_missing(ballot: Ballot) -> None:
    assert ballot.branch
    rowan, at = ballot.roll.earliest("pk"), while_open(ballot)
    mark(ballot, number=rowan.number, method=Method.PAPER, by=ines(ballot.branch), at=at)
    closed(ballot)
    job = ask_for(under_way.COUNT, subject=ballot.subject, by=None, at=ballot.closes_at)
    working.run_waiting(at=ballot.closes_at)
    job.refresh_from_db()
    assert (job.state, job.reason) == (
        "failed",
        "Papers that were given out have not been returned: key the returns first.",
    )
    assert Count.objects.count() == 0


def test_what_is_declared_void_during_the_count_is_not_counted(ballot: Ballot) -> None:
    cast_by_many(ballot, 15)
    closed(ballot)

    def void(read: int) -> None:
        if read == 7:
            assert ballot.branch
            at = ballot.closes_at
            asked = propose(ballot, Act.VOID, by=ines(ballot.branch), at=at, reason="A wrong form.")
            approve(asked, by=bram(ballot.branch), at=at)
            assert void_ballot(Ballot.objects.get(), at=at)

    with pytest.raises(errors.WrongMoment):
        count_ballot(ballot, at=ballot.closes_at, progress=void)
    assert (state_of(ballot), Count.objects.count()) == ("void", 0)


# --- called off


def test_a_freeze_is_called_off_and_has_to_be_proposed_anew(noon: datetime, agreed: Ballot) -> None:
    assert agreed.branch
    job = ask_for(under_way.FREEZE, subject=agreed.subject, by=None, at=noon)
    under_way.call_off(agreed, by=ines(agreed.branch), at=noon)
    job.refresh_from_db()
    assert (job.state, due.freeze_approved(at=noon), state_of(agreed)) == ("cancelled", 0, "draft")
    assert agreed.approvals.get().refusal == "Ines called it off. Propose it again when the ballot is ready."
    entry = Entry.objects.get(action="ballot.freeze_called_off")
    assert (entry.subject, entry.by) == (agreed.subject, ines(agreed.branch))
    two_people(agreed, Act.FREEZE, at=noon)
    assert due.freeze_approved(at=noon) == 1


def test_only_those_who_may_propose_call_off(noon: datetime, agreed: Ballot) -> None:
    orla = an_officer("orla@example.org", branch=a_branch("NW-002"))
    with pytest.raises(errors.NotYours):
        under_way.call_off(agreed, by=orla, at=noon)
    assert due.freeze_approved(at=noon) == 1


@pytest.mark.parametrize("moment", ["before anybody agreed", "after it is fixed"])
def test_there_may_be_nothing_to_call_off(noon: datetime, moment: str) -> None:
    draft = a_draft(a_branch(members=30), noon=noon)
    assert draft.branch
    if moment == "after it is fixed":
        two_people(draft, Act.FREEZE, at=noon)
        due.freeze_approved(at=noon)
    else:
        propose(draft, Act.FREEZE, by=ines(draft.branch), at=noon)
    with pytest.raises(errors.WrongMoment):
        under_way.call_off(draft, by=ines(draft.branch), at=noon)
    assert not draft.approvals.exclude(refusal="").exists()


def test_a_freeze_whose_approval_was_settled_meanwhile_takes_everything_back(
    noon: datetime, agreed: Ballot
) -> None:
    """Called off behind the last step that is told of: the approval decides, and nobody has to be quick."""
    with pytest.raises(errors.CalledOff):
        freeze_ballot(
            agreed, at=noon, progress=lambda done, of: agreed.approvals.update(done_at=noon) and None
        )
    assert (state_of(agreed), RollEntry.objects.count(), Unit.objects.count()) == ("draft", 0, 0)


def test_no_close_waits_for_what_may_take_minutes() -> None:
    slow = (due.freeze_approved, due.invite_due, due.count_due)
    assert due.STEPS.index(due.turnout_due) < due.STEPS.index(due.close_due)  # or it is told no more
    assert all(due.STEPS.index(due.close_due) < due.STEPS.index(step) for step in slow)
