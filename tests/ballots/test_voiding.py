"""A void ballot counts nothing, and what nobody agreed to in time waits for nobody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from ballots import due, errors
from ballots.agreeing import agree
from ballots.approving import propose
from ballots.closing import close_ballot
from ballots.desk.steps import means_of
from ballots.inviting import render_invitation
from ballots.models import Act, Approval, Ballot, BoxPaper, Count, StagedPaper, State
from ballots.tallying import count_ballot
from ballots.telling import VOID, render_void
from ballots.voiding import TELL_VOID, void_ballot
from tests.ballots.factories import (
    WHY_EARLY,
    a_branch,
    a_draft,
    bram,
    cast,
    cast_by_many,
    closed,
    counted,
    frozen,
    ines,
    opened,
    published,
    while_open,
)
from tests.ballots.test_booth import text_of
from tests.ballots.test_changing_course import WHY, actions, both
from tests.conftest import SignIn
from tests.once import told_once
from union.jobs.models import Job
from union.jobs.models import State as JobState
from union.mail.models import Message
from union.members.models import Member

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/pay-claim/"


@told_once
def ballot(noon: datetime) -> Ballot:
    """Open since an hour after noon, with 40 on the roll."""
    return opened(a_branch(members=40), noon=noon)


@pytest.mark.parametrize("make", [frozen, opened])
def test_a_void_ballot_counts_nothing_and_its_key_is_gone(noon: datetime, make: object) -> None:
    ballot = make(a_branch(members=40), noon=noon)  # type: ignore[operator]
    both(ballot, Act.VOID, at=while_open(ballot))
    assert due.void_approved(at=while_open(ballot)) == 1
    ballot.refresh_from_db()
    assert (ballot.state, ballot.void_reason, ballot.wrapped_private_key) == (State.VOID, WHY, None)
    assert due.pass_once(at=ballot.closes_at) == 0
    assert actions(ballot)[-1] == "ballot.void"


@pytest.mark.any_database
def test_papers_of_a_void_ballot_go_to_the_box_in_the_order_of_digests(ballot: Ballot) -> None:
    digests = sorted(bytes.fromhex(digest) for digest in cast_by_many(ballot, 12).values())
    ballot = both(ballot, Act.VOID, at=while_open(ballot))
    assert void_ballot(ballot, at=while_open(ballot))
    assert StagedPaper.objects.count() == 0
    assert [bytes(paper.digest) for paper in BoxPaper.objects.filter(ballot=ballot)] == digests
    roll = ballot.roll.select_related("ballot")
    for member in (roll.latest("pk"), roll.earliest("pk")):  # one who has not voted, and one who has
        with pytest.raises(errors.BallotVoid):
            cast(member)


@pytest.mark.parametrize("make", [closed, counted])
def test_a_count_nobody_has_read_is_destroyed(ballot: Ballot, make: object) -> None:
    cast_by_many(ballot, 12)
    ballot = both(make(ballot), Act.VOID, at=ballot.closes_at)  # type: ignore[operator]
    assert void_ballot(ballot, at=ballot.closes_at)
    assert (Count.objects.count(), BoxPaper.objects.count()) == (0, 12)
    assert due.pass_once(at=ballot.closes_at) == 0


def test_a_ballot_that_becomes_void_while_it_is_counted_gets_no_count(ballot: Ballot) -> None:
    """The worker that counts has read the key already when the other one destroys it."""
    cast_by_many(ballot, 12)
    ballot = both(closed(ballot), Act.VOID, at=ballot.closes_at)

    def meanwhile(read: int) -> None:
        if read == 1:
            assert void_ballot(Ballot.objects.get(), at=ballot.closes_at)

    with pytest.raises(errors.WrongMoment, match="declared void while it was counted"):
        count_ballot(ballot, at=ballot.closes_at, progress=meanwhile)
    assert (Count.objects.count(), Ballot.objects.get().state) == (0, State.VOID)


def test_a_draft_and_a_published_ballot_cannot_be_void(noon: datetime) -> None:
    draft = a_draft(a_branch(members=40), noon=noon)
    with pytest.raises(errors.WrongMoment):
        both(draft, Act.VOID, at=noon)
    Ballot.objects.update(state=State.PUBLISHED, public_key=b"k")
    with pytest.raises(errors.WrongMoment):
        both(draft, Act.VOID, at=noon)
    assert not void_ballot(draft, at=noon)


@pytest.mark.parametrize("state", [State.CERTIFIED, State.PUBLISHED, State.SHREDDED])
def test_from_certified_on_a_ballot_is_not_void_and_the_page_says_why(
    sign_in: SignIn, ballot: Ballot, state: State
) -> None:
    assert ballot.branch
    at, by = while_open(ballot), ines(ballot.branch)
    asked = propose(ballot, Act.VOID, by=by, at=at, reason=WHY)
    Ballot.objects.update(state=state)
    with pytest.raises(errors.WrongMoment, match="has a certified result and can no longer be declared void"):
        agree(asked, by=bram(ballot.branch), at=at)
    Approval.objects.filter(act=Act.VOID).delete()
    desk = sign_in(by)
    for answer in (desk.get(f"{PAGE}void/propose/"), desk.post(f"{PAGE}void/propose/", {"reason": WHY})):
        assert (answer.status_code, "can no longer be declared void" in text_of(answer)) == (409, True)
    assert "Declare the ballot void" not in text_of(desk.get(PAGE)).partition("History")[0]
    assert (Ballot.objects.get().state, Approval.objects.filter(act=Act.VOID).count()) == (state, 0)


def test_a_void_agreed_on_too_late_is_settled_with_the_reason(ballot: Ballot) -> None:
    both(ballot, Act.VOID, at=while_open(ballot))
    Ballot.objects.update(state=State.CERTIFIED)
    assert not void_ballot(ballot, at=while_open(ballot))
    settled = Approval.objects.get(act=Act.VOID)
    assert (settled.done_at, "can no longer be declared void" in settled.refusal) == (
        while_open(ballot),
        True,
    )
    assert Ballot.objects.get().state == State.CERTIFIED


def test_a_draft_is_deleted_and_a_void_ballot_is_void_already(noon: datetime) -> None:
    draft = a_draft(a_branch(members=3), noon=noon)
    with pytest.raises(errors.WrongMoment, match="A draft is deleted, not declared void"):
        both(draft, Act.VOID, at=noon)
    Ballot.objects.update(state=State.VOID)
    with pytest.raises(errors.WrongMoment, match="void already"):
        both(draft, Act.VOID, at=noon)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"custody": "platform"}, "the key of the box is destroyed"),
        ({"custody": "scrutineers"}, "have to destroy their sheets"),
        ({"custody": "platform", "by_returns": True}, "no more returns are taken"),
    ],
)
def test_whoever_agrees_to_void_reads_what_becomes_of_the_key(kept: dict[str, object], said: str) -> None:
    means = means_of(Act.VOID, Ballot(**kept))
    assert (said in means, "key of the box is destroyed" in means) == (
        True,
        said.endswith("box is destroyed"),
    )


def test_other_proposals_of_a_void_ballot_fall_away(ballot: Ballot) -> None:
    assert ballot.branch
    propose(ballot, Act.EARLY_CLOSE, by=ines(ballot.branch), at=while_open(ballot), reason=WHY_EARLY)
    ballot = both(ballot, Act.VOID, at=while_open(ballot))
    assert void_ballot(ballot, at=while_open(ballot))
    assert [approval.act for approval in ballot.approvals.filter(done_at=None)] == []


def test_what_was_agreed_on_and_not_done_of_a_void_ballot_is_settled(ballot: Ballot) -> None:
    both(ballot, Act.EARLY_CLOSE, at=while_open(ballot))
    ballot = both(ballot, Act.VOID, at=while_open(ballot))
    assert void_ballot(ballot, at=while_open(ballot))
    settled = Approval.objects.get(act=Act.EARLY_CLOSE)
    assert (settled.done_at, settled.refusal) == (
        while_open(ballot),
        "The ballot was declared void before this could be done.",
    )


def test_invitations_of_a_void_ballot_are_not_sent(ballot: Ballot) -> None:
    due.invite_due(at=while_open(ballot))
    void_ballot(both(ballot, Act.VOID, at=while_open(ballot)), at=while_open(ballot))
    letters = Message.objects.filter(kind="ballot_invitation")
    assert [render_invitation(letter) for letter in letters] == [None] * 40


# --- nobody agreed in time


def test_what_nobody_agreed_to_before_the_close_waits_for_nobody_after_it(
    sign_in: SignIn, ballot: Ballot
) -> None:
    assert ballot.branch
    by, at = ines(ballot.branch), while_open(ballot)
    propose(ballot, Act.EXTENSION, by=by, at=at, reason=WHY, closes_at=ballot.closes_at + timedelta(days=2))
    for act in (Act.PAUSE, Act.VOID):
        propose(ballot, act, by=by, at=at, reason=WHY)
    assert close_ballot(ballot, at=ballot.closes_at)
    missed = Approval.objects.filter(refusal="The ballot closed before a second person agreed.")
    assert list(missed.values_list("act", flat=True)) == [Act.EXTENSION, Act.PAUSE]
    assert [a.act for a in Approval.objects.filter(done_at=None)] == [Act.VOID]  # which is still possible
    text = text_of(sign_in(bram(ballot.branch)).get(PAGE))
    assert "Waiting for a second person: declare the ballot void" in text
    assert "Waiting for a second person: close later" not in text
    assert "Not done: The ballot closed before a second person agreed." in text


def test_a_void_that_nobody_agreed_to_is_over_once_the_result_is_out(ballot: Ballot) -> None:
    cast_by_many(ballot, 12)
    assert ballot.branch
    propose(ballot, Act.VOID, by=ines(ballot.branch), at=while_open(ballot), reason=WHY)
    published(ballot)
    [missed] = Approval.objects.filter(act=Act.VOID)
    assert (missed.done_at is None, "can no longer be declared void" in missed.refusal) == (False, True)


# --- who is told


def letters_of(ballot: Ballot) -> list[str]:
    """Who has a letter that this ballot is void in the outbox."""
    told = Message.objects.filter(kind=VOID, subject__in=[f"entry:{entry.pk}" for entry in ballot.roll.all()])
    return sorted(told.values_list("recipient", flat=True))


def invited_and_void(ballot: Ballot) -> Ballot:
    """Everybody but the last member of the roll had a letter with a link, three voted, and it is void."""
    Member.objects.filter(pk=ballot.roll.latest("pk").member_id).update(email="")
    due.invite_due(at=ballot.opens_at)
    cast_by_many(ballot, 3)
    ballot = both(ballot, Act.VOID, at=while_open(ballot))
    assert void_ballot(ballot, at=while_open(ballot))
    return ballot


@contextmanager
def disk_full_after(letters: int) -> Iterator[None]:
    """Nothing more fits the outbox once so many letters of a void ballot are in it."""

    def no_room_left(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        to_outbox = sql.startswith("INSERT") and "mail_message" in sql
        if to_outbox and Message.objects.filter(kind=VOID).count() >= letters:
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(no_room_left):
        yield


@pytest.mark.any_database
def test_everybody_who_was_sent_a_link_gets_one_letter_with_the_reason(ballot: Ballot) -> None:
    ballot = invited_and_void(ballot)
    assert [due.tell_void_due(at=while_open(ballot)) for _ in range(2)] == [39, 0]
    assert letters_of(ballot) == sorted(
        entry.address for entry in ballot.roll.select_related("member") if entry.address
    )
    for voted in (True, False):
        entry = ballot.roll.filter(has_voted=voted).earliest("pk")
        letter = render_void(Message.objects.get(kind=VOID, subject=f"entry:{entry.pk}"))
        assert letter
        assert letter.subject == "A ballot you were asked to vote in is void"
        assert f"“{ballot.title}”" in letter.text
        assert f"this is their reason:\n\n{WHY}\n" in letter.text
        assert f"/ballots/{ballot.slug}/" in letter.text


def test_letters_that_could_not_be_queued_are_tried_again_for_a_week_and_doubled_for_nobody(
    ballot: Ballot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ballots.telling.BATCH", 10)
    ballot = invited_and_void(ballot)
    at = while_open(ballot)
    with disk_full_after(20):
        assert due.tell_void_due(at=at) == 0
    assert (Job.objects.get(kind=TELL_VOID).state, len(letters_of(ballot))) == (JobState.FAILED, 20)
    assert due.tell_void_due(at=at + timedelta(days=8)) == 0
    assert due.tell_void_due(at=at + timedelta(minutes=6)) == 39
    assert len(letters_of(ballot)) == 39


def test_who_was_sent_no_link_gets_no_letter(noon: datetime, ballot: Ballot) -> None:
    other = frozen(a_branch("SW-009", region="SW", members=5), noon=noon, slug="another")
    for one in (ballot, other):
        one = both(one, Act.VOID, at=while_open(one))
        assert void_ballot(one, at=while_open(one))
        assert due.tell_void_due(at=while_open(one)) == 0
    assert not Job.objects.filter(kind=TELL_VOID).exists()
    assert not Message.objects.filter(kind=VOID).exists()


def test_ines_reads_how_many_were_told(ballot: Ballot, sign_in: SignIn) -> None:
    ballot = invited_and_void(ballot)
    assert ballot.branch
    desk = sign_in(ines(ballot.branch))
    assert "Telling members by letter that the ballot is void" in text_of(desk.get(PAGE))
    due.tell_void_due(at=while_open(ballot))
    page = text_of(desk.get(PAGE))
    assert "Told by letter: 39 members who had been sent a link." in page
    assert "Telling members by letter" not in page
