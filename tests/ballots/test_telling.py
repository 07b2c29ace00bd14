"""Letters after a vote and after a result: to whom, when, and what they do not say."""

from datetime import datetime, timedelta

import pytest

from ballots import due, telling
from ballots.models import Ballot, RollEntry, State
from ballots.telling import RECORDED, RESULT, tell_recorded, tell_result
from tests.ballots.factories import a_branch, cast_by_many, closed, opened, published
from tests.once import told_once
from union.mail.composing import render
from union.mail.models import Message
from union.members.models import Member

pytestmark = pytest.mark.django_db


@told_once
def ballot(noon: datetime) -> Ballot:
    return opened(a_branch(members=60), noon=noon)


def next_morning(ballot: Ballot, days: int = 1) -> datetime:
    return (ballot.opens_at + timedelta(days=days)).replace(hour=9, minute=0)


@pytest.mark.any_database
def test_fifty_are_told_on_the_morning_after_and_forty_nine_wait(ballot: Ballot) -> None:
    cast_by_many(ballot, 49)
    assert tell_recorded(at=next_morning(ballot)) == 0
    cast_by_many(ballot, 1)
    assert tell_recorded(at=next_morning(ballot) + timedelta(hours=3)) == 0  # once a day
    assert tell_recorded(at=next_morning(ballot, 2)) == 50
    assert tell_recorded(at=next_morning(ballot, 3)) == 0
    assert (Message.objects.filter(kind=RECORDED).count(), ballot.roll.filter(told=True).count()) == (50, 50)


def test_a_clock_that_was_a_year_ahead_once_holds_up_no_letter(ballot: Ballot) -> None:
    cast_by_many(ballot, 50)
    assert tell_recorded(at=next_morning(ballot, 365)) == 50
    cast_by_many(ballot, 10)
    closed(ballot)
    morning = (ballot.closes_at + timedelta(days=1)).replace(hour=9)
    assert [tell_recorded(at=morning) for _ in range(2)] == [10, 0]


def test_nobody_is_told_before_nine(ballot: Ballot) -> None:
    cast_by_many(ballot, 50)
    assert tell_recorded(at=next_morning(ballot) - timedelta(minutes=1)) == 0


def test_after_the_close_the_rest_is_told(ballot: Ballot) -> None:
    cast_by_many(ballot, 3)
    closed(ballot)
    morning = (ballot.closes_at + timedelta(days=1)).replace(hour=9)
    assert tell_recorded(at=morning) == 3
    cast = set(ballot.roll.filter(has_voted=True).values_list("pk", flat=True))
    assert {int(m.subject.removeprefix("entry:")) for m in Message.objects.all()} == cast
    Ballot.objects.update(told_on=None)
    RollEntry.objects.update(told=False)
    assert tell_recorded(at=ballot.closes_at + timedelta(days=8)) == 0  # by then it is no news


def test_members_without_an_address_do_not_count(ballot: Ballot) -> None:
    cast_by_many(ballot, 50)
    voter = ballot.roll.filter(has_voted=True).earliest("pk")
    Member.objects.filter(pk=voter.member_id).update(email="")
    assert tell_recorded(at=next_morning(ballot)) == 0


def test_the_notice_says_that_and_nothing_else(ballot: Ballot) -> None:
    cast_by_many(ballot, 50)
    tell_recorded(at=next_morning(ballot))
    message = Message.objects.filter(kind=RECORDED).earliest("pk")
    letter = render(message)
    assert letter
    assert (letter.subject, message.lane) == ("About your vote", "bulk")
    assert letter.text == (
        "Dear Member 1,\n\n"
        "A vote of yours is recorded in this consultative ballot: “NJC pay claim 2022”. We do not know, and "
        "this letter cannot say, what you chose.\n\n"
        "If you did not vote yourself, tell your branch now.\n\n"
        "If you did, there is nothing to do. With the receipt you were shown you can check your vote once "
        "the result is out:\nhttp://testserver/ballots/pay-claim/\n\nTenpoint Union\n"
    )
    assert "/vote/" not in letter.html


@pytest.mark.any_database
def test_the_result_is_mailed_once_to_those_who_asked_voted_or_not(noon: datetime) -> None:
    ballot = opened(a_branch(members=30), noon=noon)
    cast_by_many(ballot, 22)
    asked = [ballot.roll.earliest("pk").pk, ballot.roll.latest("pk").pk]
    RollEntry.objects.filter(pk__in=asked).update(wants_result=True)
    assert tell_result(at=noon) == 0
    published(ballot)
    assert [tell_result(at=ballot.closes_at) for _ in range(2)] == [2, 0]
    letters = [render(message) for message in Message.objects.filter(kind=RESULT).order_by("pk")]
    assert [letter.text.splitlines()[0] for letter in letters if letter] == [
        "Dear Member 1,",
        "Dear Member 30,",
    ]
    assert letters[0]
    assert "http://testserver/ballots/pay-claim/" in letters[0].text
    assert letters[0].subject == "The result is out"


def test_a_result_is_told_batch_by_batch(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 2)
    ballot = opened(a_branch(members=5), noon=noon)
    RollEntry.objects.update(wants_result=True)
    Ballot.objects.update(state=State.PUBLISHED)
    assert tell_result(at=ballot.closes_at) == 5
    assert Message.objects.filter(kind=RESULT).count() == 5


def test_a_letter_about_a_vote_that_is_none_does_not_leave(ballot: Ballot) -> None:
    cast_by_many(ballot, 50)
    tell_recorded(at=next_morning(ballot))
    waiting = Message.objects.filter(kind=RECORDED).earliest("pk")
    assert render(waiting)
    Ballot.objects.update(state=State.VOID, closed_at=next_morning(ballot))
    assert render(waiting) is None  # no result comes to look the vote up in
    RollEntry.objects.update(told=False)
    assert tell_recorded(at=next_morning(ballot, 2)) == 0
    Ballot.objects.update(state=State.OPEN, closed_at=None)
    RollEntry.objects.update(has_voted=False)
    assert render(waiting) is None


def test_the_steps_are_in_the_sweep() -> None:
    assert {tell_recorded, tell_result} <= set(due.STEPS)
