"""Letters with the link: each member one, again on request, and a new link after a change of address."""

import re
from datetime import datetime, timedelta

import pytest

from ballots import errors
from ballots.casting import cast_paper, make_tracker
from ballots.inviting import (
    AGAIN,
    INVITATION,
    invite_members,
    issue_new_link,
    render_invitation,
    send_link_again,
)
from ballots.linking import credential_from_token, credential_of, entry_of, token_for
from ballots.models import Ballot, RollEntry
from tests.ballots.factories import a_branch, cast, closed, ines, opened, while_open
from union.mail.models import Message
from union.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture
def ballot(noon: datetime) -> Ballot:
    return opened(a_branch(members=3), noon=noon)


@pytest.fixture
def rowan(ballot: Ballot) -> RollEntry:
    return ballot.roll.select_related("ballot", "member").earliest("pk")


def test_each_reachable_member_gets_one_letter(ballot: Ballot) -> None:
    Member.objects.filter(number="NW-001-00002").update(email="")
    assert [invite_members(ballot, at=while_open(ballot)) for _ in range(2)] == [2, 0]
    assert sorted(Message.objects.values_list("kind", "recipient", "version")) == [
        (INVITATION, "member1.nw-001@example.org", 1),
        (INVITATION, "member3.nw-001@example.org", 1),
    ]


def test_letters_go_out_in_batches(ballot: Ballot) -> None:
    assert [invite_members(ballot, at=while_open(ballot), batch=2) for _ in range(3)] == [2, 1, 0]


def test_message_holds_ids_and_the_letter_the_link(ballot: Ballot, rowan: RollEntry) -> None:
    invite_members(ballot, at=while_open(ballot))
    message = Message.objects.get(subject=f"entry:{rowan.pk}")
    letter = render_invitation(message)
    assert letter
    found = re.search(r"http://testserver/vote/([\w-]+)/", letter.text)
    assert found
    assert credential_from_token(found[1]) == credential_of(rowan)
    assert (found[0] in letter.html, letter.subject) == (True, "Your vote: NJC pay claim 2022")
    assert found[1] not in str(Message.objects.filter(pk=message.pk).values())


def test_letter_is_no_longer_wanted_once_the_vote_is_in(ballot: Ballot, rowan: RollEntry) -> None:
    invite_members(ballot, at=while_open(ballot))
    cast(rowan)
    assert render_invitation(Message.objects.get(subject=f"entry:{rowan.pk}")) is None


def test_letter_is_no_longer_wanted_after_close(ballot: Ballot, rowan: RollEntry) -> None:
    invite_members(ballot, at=while_open(ballot))
    closed(ballot)
    assert render_invitation(Message.objects.get(subject=f"entry:{rowan.pk}")) is None


def test_lost_link_is_sent_again_three_times_a_day(ballot: Ballot, rowan: RollEntry) -> None:
    for _ in range(5):
        send_link_again(ballot, address=" MEMBER1.nw-001@example.org", at=while_open(ballot))
    assert Message.objects.filter(kind=AGAIN).count() == 3
    send_link_again(ballot, address=rowan.member.email, at=while_open(ballot) + timedelta(days=1))
    letters = [render_invitation(message) for message in Message.objects.filter(kind=AGAIN)]
    assert len(letters) == 4
    assert all(letter and token_for(rowan) in letter.text for letter in letters)


@pytest.mark.parametrize("address", ["stranger@example.org", "", "member1"])
def test_lost_link_of_nobody_is_silence(ballot: Ballot, address: str) -> None:
    send_link_again(ballot, address=address, at=while_open(ballot))
    assert Message.objects.count() == 0


def test_lost_link_of_who_has_voted_and_after_close_is_silence(ballot: Ballot, rowan: RollEntry) -> None:
    cast(rowan)
    send_link_again(ballot, address=rowan.member.email, at=while_open(ballot))
    send_link_again(ballot, address="member2.nw-001@example.org", at=ballot.closes_at)
    assert Message.objects.count() == 0


def test_new_link_voids_the_old_one(ballot: Ballot, rowan: RollEntry) -> None:
    invite_members(ballot, at=while_open(ballot))
    old_letter, old = Message.objects.get(subject=f"entry:{rowan.pk}"), token_for(rowan)
    old_credential = credential_of(rowan)
    issue_new_link(rowan, by=ines(a_branch()), at=while_open(ballot))
    with pytest.raises(errors.LinkReplaced):
        credential_from_token(old)
    with pytest.raises(errors.LinkReplaced):
        entry_of(old_credential)
    with pytest.raises(errors.LinkReplaced):
        cast_paper(old_credential, answers={1: (1,)}, tracker=make_tracker(), at=while_open(ballot))
    assert render_invitation(old_letter) is None
    assert credential_from_token(token_for(rowan)).issue == 2
    assert list(Message.objects.filter(subject=f"entry:{rowan.pk}").values_list("version", flat=True)) == [
        1,
        2,
    ]


def test_new_link_after_the_vote_is_refused(ballot: Ballot, rowan: RollEntry) -> None:
    cast(rowan)
    with pytest.raises(errors.AlreadyVoted):
        issue_new_link(rowan, by=ines(a_branch()), at=while_open(ballot))


def test_new_link_after_close_is_refused(ballot: Ballot, rowan: RollEntry) -> None:
    closed(ballot)
    with pytest.raises(errors.WrongMoment):
        issue_new_link(ballot.roll.get(pk=rowan.pk), by=ines(a_branch()), at=ballot.closes_at)
