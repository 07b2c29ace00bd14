"""Letters with the link: each member one, and a new link where one is needed."""

import re
from datetime import datetime

import pytest
from django.core import mail

from ballots import errors
from ballots.casting import cast_paper, make_tracker
from ballots.inviting import INVITATION, RENEWED, invite_some, render_invitation, renew_link
from ballots.linking import credential_from_token, credential_of, entry_of, token_for
from ballots.models import Ballot, RollEntry
from ballots.opening import open_ballot, schedule_ballot
from tests.ballots.factories import a_branch, cast, closed, frozen, opened, while_open
from tests.once import told_once
from union.mail.models import Message
from union.mail.sending import send_due
from union.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@told_once
def ballot(noon: datetime) -> Ballot:
    return opened(a_branch(members=3), noon=noon)


@told_once
def rowan(ballot: Ballot) -> RollEntry:
    return ballot.roll.select_related("ballot", "member").earliest("pk")


def test_each_reachable_member_gets_one_letter(ballot: Ballot) -> None:
    Member.objects.filter(number="NW-001-00002").update(email="")
    assert [len(invite_some(ballot, at=while_open(ballot))) for _ in range(2)] == [2, 0]
    assert sorted(Message.objects.values_list("kind", "recipient", "version")) == [
        (INVITATION, "member1.nw-001@example.org", 1),
        (INVITATION, "member3.nw-001@example.org", 1),
    ]


def test_letters_go_out_in_batches(ballot: Ballot) -> None:
    assert [len(invite_some(ballot, at=while_open(ballot), batch=2)) for _ in range(3)] == [2, 1, 0]


def test_message_holds_ids_and_the_letter_the_link(ballot: Ballot, rowan: RollEntry) -> None:
    invite_some(ballot, at=while_open(ballot))
    message = Message.objects.get(subject=f"entry:{rowan.pk}")
    letter = render_invitation(message)
    assert letter
    found = re.search(r"http://testserver/vote/([\w-]+)/", letter.text)
    assert found
    assert credential_from_token(found[1]) == credential_of(rowan)
    assert (found[0] in letter.html, letter.subject) == (True, "You have a vote")
    assert found[1] not in str(Message.objects.filter(pk=message.pk).values())


def test_the_outbox_says_the_same_of_who_voted_before_the_letter_and_of_everybody(
    ballot: Ballot, rowan: RollEntry
) -> None:
    at = while_open(ballot)
    marked = ballot.roll.latest("pk")
    RollEntry.objects.filter(pk=marked.pk).update(has_voted=True, voted_by="paper")  # before their turn
    invite_some(ballot, at=at)
    cast(rowan)  # before the letter leaves
    assert (send_due(at=at), len(mail.outbox)) == (3, 3)
    said = Message.objects.values_list("kind", "version", "lane", "state", "attempts", "reason", "worker")
    assert list(said.distinct()) == [(INVITATION, 1, "bulk", "sent", 1, "", "")]
    assert Message.objects.exclude(sent_at=None).count() == 3


def test_letter_is_no_longer_wanted_after_close(ballot: Ballot, rowan: RollEntry) -> None:
    invite_some(ballot, at=while_open(ballot))
    closed(ballot)
    assert render_invitation(Message.objects.get(subject=f"entry:{rowan.pk}")) is None


def test_a_letter_in_english_offers_the_booth_in_welsh(ballot: Ballot, rowan: RollEntry) -> None:
    invite_some(ballot, at=while_open(ballot))
    letter = render_invitation(Message.objects.get(subject=f"entry:{rowan.pk}"))
    assert letter
    assert f"Cymraeg: http://testserver/cy/vote/{token_for(rowan)}/" in letter.text
    assert f'href="http://testserver/cy/vote/{token_for(rowan)}/" lang="cy"' in letter.html


def test_an_address_corrected_for_the_ballot_goes_before_the_one_on_the_roll(
    ballot: Ballot, rowan: RollEntry
) -> None:
    RollEntry.objects.filter(pk=rowan.pk).update(email="rowan.new@example.org")
    Member.objects.exclude(pk=rowan.member_id).update(email="")
    assert len(invite_some(ballot, at=while_open(ballot))) == 1
    assert Message.objects.get().recipient == "rowan.new@example.org"


def test_new_link_voids_the_old_one(ballot: Ballot, rowan: RollEntry) -> None:
    invite_some(ballot, at=while_open(ballot))
    old_letter, old = Message.objects.get(subject=f"entry:{rowan.pk}"), token_for(rowan)
    old_credential = credential_of(rowan)
    renew_link(rowan, at=while_open(ballot))
    with pytest.raises(errors.LinkReplaced):
        credential_from_token(old)
    with pytest.raises(errors.LinkReplaced):
        entry_of(old_credential)
    with pytest.raises(errors.LinkReplaced):
        cast_paper(old_credential, answers={1: (1,)}, tracker=make_tracker(), at=while_open(ballot))
    assert render_invitation(old_letter) is None
    assert credential_from_token(token_for(rowan)).issue == 2
    [renewed] = Message.objects.filter(kind=RENEWED)
    letter = render_invitation(renewed)
    assert letter
    assert (renewed.version, letter.subject, token_for(rowan) in letter.text) == (
        2,
        "Your new voting link",
        True,
    )


def test_new_link_before_the_opening_comes_with_the_invitation(noon: datetime) -> None:
    ballot = frozen(a_branch(members=1), noon=noon)
    schedule_ballot(ballot, at=noon)
    renew_link(ballot.roll.get(), at=noon)
    assert Message.objects.count() == 0
    open_ballot(ballot, at=ballot.opens_at)
    assert len(invite_some(ballot, at=ballot.opens_at)) == 1
    assert Message.objects.get().version == 2


def test_codes_and_letters_change_alike_after_a_vote_and_a_strike_stops_letters_vote_or_no_vote(
    ballot: Ballot, rowan: RollEntry
) -> None:
    cast(rowan)
    second, third = ballot.roll.exclude(pk=rowan.pk).order_by("pk")
    RollEntry.objects.filter(pk=second.pk).update(strike_asked=True, has_voted=True)
    RollEntry.objects.filter(pk=third.pk).update(strike_asked=True, struck=True)
    for entry in (rowan, second, third):
        renew_link(entry, at=while_open(ballot))
    letters = [render_invitation(message) for message in Message.objects.filter(kind=RENEWED).order_by("pk")]
    assert [letter is None for letter in letters] == [False, True, True]
    assert list(ballot.roll.values_list("issue", flat=True)) == [2, 2, 2]


def test_new_link_after_close_is_refused(ballot: Ballot, rowan: RollEntry) -> None:
    closed(ballot)
    with pytest.raises(errors.WrongMoment):
        renew_link(ballot.roll.get(pk=rowan.pk), at=ballot.closes_at)
