"""Rowan votes once, with a link that only Rowan has; everybody else is told why not."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import override_settings

from ballots import errors
from ballots.asking import Answers
from ballots.casting import _mark, cast_paper, check_answers, make_tracker
from ballots.drafting import set_question
from ballots.freezing import freeze_ballot
from ballots.linking import (
    Credential,
    credential_from_token,
    credential_of,
    entry_of,
    token_for,
)
from ballots.locking import hold_for_casting
from ballots.models import Act, Ballot, BoxPaper, RollEntry, StagedPaper, State
from ballots.receipts import public_signing_key
from ballots.sealing import SEALED_LENGTH
from ballots.turnout import Turnout, refresh_turnout, turnout_of
from tests.ballots.factories import (
    CLAIMS,
    a_branch,
    a_draft,
    cast,
    cast_by_many,
    closed,
    frozen,
    ines,
    opened,
    two_people,
    while_open,
)
from tests.ballots.receipts import proves
from tests.once import told_once
from union.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@told_once
def ballot(noon: datetime) -> Ballot:
    return opened(a_branch(members=3), noon=noon)


@told_once
def rowan(ballot: Ballot) -> RollEntry:
    return ballot.roll.select_related("ballot").earliest("pk")


def test_paper_is_sealed_and_staged_and_the_receipt_proves_it(ballot: Ballot, rowan: RollEntry) -> None:
    receipt = cast(rowan)
    paper = StagedPaper.objects.get()
    assert bytes(paper.digest).hex() == receipt.digest
    assert (len(bytes(paper.sealed)), paper.ballot_id) == (SEALED_LENGTH, ballot.pk)
    key = public_signing_key()
    assert proves(key, ballot.pk, receipt.digest, receipt.signature)
    assert not proves(key, ballot.pk + 1, receipt.digest, receipt.signature)
    assert not proves(key, ballot.pk, "0" * 64, receipt.signature)
    rowan.refresh_from_db()
    assert rowan.has_voted


def test_casting_writes_no_audit_entry(rowan: RollEntry) -> None:
    before = Entry.objects.count()
    cast(rowan)
    assert Entry.objects.count() == before


def test_paper_tells_no_time_address_or_voter() -> None:
    assert {field.name for field in StagedPaper._meta.get_fields()} == {"digest", "ballot", "sealed"}
    assert {field.name for field in BoxPaper._meta.get_fields()} == {
        "digest",
        "ballot",
        "sealed",
        "kept_until",
    }


def test_second_vote_is_refused(rowan: RollEntry) -> None:
    cast(rowan)
    with pytest.raises(errors.AlreadyVoted):
        cast(rowan)
    assert StagedPaper.objects.count() == 1


@pytest.mark.parametrize(("voted_by", "refusal"), [("paper", errors.MarkedByHand), ("", errors.AlreadyVoted)])
def test_who_voted_is_told_in_which_way(
    rowan: RollEntry, voted_by: str, refusal: type[errors.BallotError]
) -> None:
    RollEntry.objects.filter(pk=rowan.pk).update(has_voted=True, voted_by=voted_by)
    with pytest.raises(errors.BallotError) as told:
        cast(rowan)
    assert type(told.value) is refusal


def test_where_the_paper_cannot_be_staged_rowan_has_not_voted(rowan: RollEntry) -> None:
    def no_room_left(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT INTO") and "stagedpaper" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(no_room_left), pytest.raises(OperationalError):
        cast(rowan)
    rowan.refresh_from_db()
    assert not rowan.has_voted
    cast(rowan)
    assert StagedPaper.objects.count() == 1


def test_vote_before_opening_is_refused(rowan: RollEntry) -> None:
    with pytest.raises(errors.BallotNotOpen):
        cast(rowan, at=rowan.ballot.opens_at - timedelta(seconds=1))


def test_vote_at_the_opening_second_and_in_the_last_one_counts(ballot: Ballot) -> None:
    first, second = ballot.roll.select_related("ballot").order_by("pk")[:2]
    cast(first, at=ballot.opens_at)
    cast(second, at=ballot.closes_at - timedelta(seconds=1))
    assert StagedPaper.objects.count() == 2


def test_vote_at_the_closing_second_is_refused_though_no_sweep_has_closed(rowan: RollEntry) -> None:
    with pytest.raises(errors.BallotClosed):
        cast(rowan, at=rowan.ballot.closes_at)
    assert StagedPaper.objects.count() == 0


def test_vote_without_a_time_goes_by_the_database_clock(rowan: RollEntry) -> None:
    with pytest.raises(errors.BallotClosed):  # this ballot of 2022 is long over
        cast_paper(credential_of(rowan), answers={1: (1,)}, tracker=make_tracker())


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (State.SCHEDULED, errors.BallotNotOpen),
        (State.PAUSED, errors.BallotPaused),
        (State.CLOSED, errors.BallotClosed),
        (State.VOID, errors.BallotVoid),
    ],
)
def test_vote_in_another_state_is_refused(
    ballot: Ballot, rowan: RollEntry, state: State, error: type[errors.BallotError]
) -> None:
    Ballot.objects.filter(pk=ballot.pk).update(state=state)
    with pytest.raises(error):
        cast(rowan)
    rowan.refresh_from_db()
    assert not rowan.has_voted


def test_answer_that_was_not_offered_is_refused(subtests: pytest.Subtests, rowan: RollEntry) -> None:
    cases: list[Answers] = [
        {},
        {1: (4,)},
        {1: (0,)},
        {2: (1,)},
        {1: (1,), 2: (1,)},
        {1: ()},
        {1: (1, 2)},
        {1: (1, 1)},
    ]
    for answers in cases:
        with subtests.test(answers=answers):
            with pytest.raises(errors.BadAnswers):
                cast_paper(
                    credential_of(rowan), answers=answers, tracker=make_tracker(), at=while_open(rowan.ballot)
                )
            rowan.refresh_from_db()
            assert (rowan.has_voted, StagedPaper.objects.count()) == (False, 0)


def test_tracker_that_is_not_ours_is_refused(subtests: pytest.Subtests, rowan: RollEntry) -> None:
    for tracker in ["", "0123456789A", "012345678U", "0123456<89", "0123456789\n"]:
        with subtests.test(tracker=tracker), pytest.raises(errors.BadTracker):
            cast_paper(credential_of(rowan), answers={1: (1,)}, tracker=tracker, at=while_open(rowan.ballot))


def test_struck_member_cannot_vote(ballot: Ballot, rowan: RollEntry) -> None:
    credential = credential_of(rowan)
    RollEntry.objects.filter(pk=rowan.pk).update(strike_asked=True, struck=True)
    with pytest.raises(errors.Struck):
        cast_paper(credential, answers={1: (1,)}, tracker=make_tracker(), at=while_open(ballot))


@pytest.mark.parametrize(
    ("meanwhile", "refusal"),
    [
        ({"has_voted": True}, errors.AlreadyVoted),
        ({"strike_asked": True, "struck": True}, errors.Struck),
        ({"issue": 2}, errors.LinkReplaced),
    ],
)
def test_what_happened_since_the_link_was_read_is_seen_as_the_roll_is_marked(
    rowan: RollEntry, meanwhile: dict[str, object], refusal: type[Exception]
) -> None:
    RollEntry.objects.filter(pk=rowan.pk).update(**meanwhile)
    with pytest.raises(refusal):
        _mark(rowan, issue=1)


def test_answers_are_read_against_the_form(ballot: Ballot) -> None:
    assert check_answers(ballot, {1: (3,)}) == {1: (3,)}


@pytest.mark.parametrize("answers", [{1: (1,), 2: (9,)}, {1: (9,), 2: (1,)}])
def test_of_two_answers_one_that_was_not_offered_refuses_the_paper(noon: datetime, answers: Answers) -> None:
    branch = a_branch(members=1)
    ballot = a_draft(branch, noon=noon)
    set_question(ballot, number=2, text="And next year?", options=CLAIMS, by=ines(branch), at=noon)
    two_people(ballot, Act.FREEZE, at=noon)
    assert freeze_ballot(ballot, at=noon)
    ballot.refresh_from_db()
    assert check_answers(ballot, {1: (1,), 2: (1,)}) == {1: (1,), 2: (1,)}
    with pytest.raises(errors.BadAnswers):
        check_answers(ballot, answers)


def test_link_proves_its_entry(ballot: Ballot, rowan: RollEntry) -> None:
    credential = credential_from_token(token_for(rowan))
    assert credential == credential_of(rowan)
    assert Credential.unpack(credential.pack()) == credential
    assert entry_of(credential) == rowan


def test_no_token_is_stored(rowan: RollEntry) -> None:
    assert token_for(rowan) not in str(RollEntry.objects.filter(pk=rowan.pk).values())


def test_forged_link_is_unknown(subtests: pytest.Subtests, ballot: Ballot) -> None:
    for token in ["", "x", "A" * 54, "é" * 54, "A" * 5000, "====" * 13 + "AA"]:
        with subtests.test(token=token), pytest.raises(errors.LinkUnknown):
            credential_from_token(token)


def test_link_altered_in_any_character_is_unknown(rowan: RollEntry) -> None:
    token = token_for(rowan)
    for place in range(len(token) - 1):
        altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(errors.LinkUnknown):
            credential_from_token(altered)


def test_dump_of_the_database_mints_no_link(rowan: RollEntry) -> None:
    with override_settings(BALLOT_LINK_KEY=secrets.token_hex(32)):  # all that a dump lacks is the key
        minted = token_for(rowan)
    with pytest.raises(errors.LinkUnknown):
        credential_from_token(minted)


@pytest.mark.parametrize("text", ["", "1.2", "1.2.3.4", "a.b.c"])
def test_cookie_that_is_not_ours_is_unknown(text: str) -> None:
    with pytest.raises(errors.LinkUnknown):
        Credential.unpack(text)


def test_credential_of_another_ballot_is_unknown(ballot: Ballot, rowan: RollEntry) -> None:
    with pytest.raises(errors.LinkUnknown):
        entry_of(Credential(ballot.pk + 1, rowan.link_id, rowan.issue))


def test_lock_outside_a_transaction_is_refused(ballot: Ballot) -> None:
    connection.in_atomic_block, inside = False, connection.in_atomic_block
    try:
        with pytest.raises(transaction.TransactionManagementError):
            hold_for_casting(ballot.pk)
    finally:
        connection.in_atomic_block = inside


def test_running_turnout_is_rounded_and_hidden_while_small(noon: datetime) -> None:
    ballot = opened(a_branch("NW-002", members=20), noon=noon, slug="twenty")
    cast_by_many(ballot, 9)
    refresh_turnout(ballot, at=noon)
    assert turnout_of(Ballot.objects.get()) == Turnout(eligible=20, reachable=20, marked=None)
    cast_by_many(ballot, 5)
    refresh_turnout(ballot, at=noon + timedelta(hours=1))
    assert turnout_of(Ballot.objects.get()) == Turnout(eligible=20, reachable=20, marked=10)


def test_frozen_ballot_takes_no_votes(noon: datetime) -> None:
    ballot = frozen(a_branch("NW-002", members=2), noon=noon, slug="soon")
    with pytest.raises(errors.BallotNotOpen):
        cast(ballot.roll.select_related("ballot").earliest("pk"))


def test_late_vote_after_close_is_refused_and_not_marked(ballot: Ballot, rowan: RollEntry) -> None:
    closed(ballot)
    with pytest.raises(errors.BallotClosed):
        cast(rowan)
    rowan.refresh_from_db()
    assert not rowan.has_voted
