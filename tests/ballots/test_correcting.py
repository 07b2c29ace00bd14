"""Corrections to the roll: Ines adds, strikes and readdresses, and learns of nobody whether they voted."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from ballots import errors
from ballots.bundling import board_of, make_bundle
from ballots.correcting import (
    ADDRESS_CHANGED,
    add_member,
    addenda_of,
    change_address,
    strike_member,
    write_addenda,
)
from ballots.freezing import freeze_ballot
from ballots.inviting import RENEWED, invite_some
from ballots.linking import credential_from_token, token_for
from ballots.models import Ballot, Correction, RollEntry, State
from ballots.posting import without_address
from ballots.turnout import refresh_turnout, turnout_by_region, turnout_of
from ballots.verify import verify
from tests.ballots import factories
from tests.ballots.correcting_scenes import added, changed, noor, struck
from tests.ballots.factories import a_branch, cast, cast_by_many, counted, opened, while_open
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.mail.composing import render
from union.mail.models import Message
from union.members.models import Member

pytestmark = pytest.mark.django_db


@told_once
def ballot(noon: datetime) -> Ballot:
    """A ballot of twelve, open since an hour after noon for a week."""
    return opened(a_branch(members=12), noon=noon)


def figures(ballot: Ballot) -> tuple[int | None, int | None, list[int]]:
    ballot.refresh_from_db()
    return ballot.eligible, ballot.reachable, list(ballot.units.values_list("electorate", flat=True))


# --- additions


@pytest.mark.any_database
def test_noor_is_added_in_the_unit_of_the_branch_is_invited_and_votes(ballot: Ballot) -> None:
    noor()
    entry = added(ballot)
    assert (entry.number, entry.unit) == ("NW-001-00099", ballot.units.get())
    assert figures(ballot) == (13, 13, [13])
    invite_some(ballot, at=while_open(ballot))
    assert Message.objects.filter(recipient="noor@example.org").count() == 1
    cast(RollEntry.objects.select_related("ballot").get(pk=credential_entry(entry).pk))


def credential_entry(entry: RollEntry) -> RollEntry:
    """The entry that the new member's own link leads to."""
    found = credential_from_token(token_for(entry))
    return RollEntry.objects.get(link_id=found.link_id, ballot=found.ballot_id)


def test_without_an_address_the_reachable_stay_as_they_were(ballot: Ballot) -> None:
    noor(email="")
    added(ballot)
    assert figures(ballot) == (13, 12, [13])


@pytest.mark.parametrize(
    "fields", [{"status": "lapsed"}, {"joined": date(2022, 3, 1)}, {"number": "X-1"}], ids=str
)
def test_only_who_meets_the_frozen_rules_is_added(noon: datetime, fields: dict[str, object]) -> None:
    branch = a_branch(members=3)
    drawn = factories.a_draft(branch, noon=noon, rules={"joined_before": "2022-02-15"})
    factories.two_people(drawn, factories.Act.FREEZE, at=noon)
    freeze_ballot(drawn, at=noon)
    Ballot.objects.update(state=State.SCHEDULED)
    Member.objects.create(
        **{"number": "NW-001-00099", "name": "Noor", "branch": branch, "joined": date(2015, 1, 5)} | fields
    )
    with pytest.raises(errors.NotEligible):
        added(drawn, at=noon)


def test_a_member_of_another_branch_and_nobody_are_refused_alike(ballot: Ballot) -> None:
    a_branch("NW-002", members=1)
    sentences = []
    for number in ("NW-002-00001", "NW-001-77777"):
        with pytest.raises(errors.NotEligible) as refused:
            added(ballot, number)
        sentences.append(str(refused.value))
    assert len(set(sentences)) == 1


def test_who_is_on_the_roll_is_not_added_twice(ballot: Ballot) -> None:
    with pytest.raises(errors.AlreadyOnRoll):
        added(ballot, "NW-001-00001")
    assert figures(ballot) == (12, 12, [12])


def test_a_branch_that_had_nobody_on_a_national_roll_has_no_unit(noon: datetime) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    Ballot.objects.update(branch=None)
    ballot.refresh_from_db()
    office = User.objects.create_user("office@example.org", name="Office")
    Role.objects.create(user=office, kind=Role.Kind.NATIONAL_OFFICE)
    other = a_branch("SW-009", members=1)
    Member.objects.filter(number="NW-001-00001").update(branch=other)  # who moved there since
    with pytest.raises(errors.NoPlaceToCount):
        add_member(ballot, number="SW-009-00001", reason="left_off", by=office, at=while_open(ballot))


# --- strikes


def test_a_strike_before_the_vote_takes_effect(ballot: Ballot) -> None:
    struck(ballot, "NW-001-00001")
    with pytest.raises(errors.Struck):
        cast(ballot.roll.select_related("ballot").get(number="NW-001-00001"))


def read_after_striking(ballot: Ballot, number: str) -> str:
    """All that officers may ever read of a strike, up to its publication; then it is undone."""
    with transaction.atomic():
        struck(ballot, number)
        write_addenda(at=while_open(ballot) + timedelta(days=1))
        refresh_turnout(ballot, at=while_open(ballot) + timedelta(days=1))
        shown = [
            figures(ballot),
            turnout_of(ballot),
            turnout_by_region(ballot),
            without_address(ballot),
            addenda_of(ballot),
            list(Entry.objects.values_list("action", "subject", "by", "at")),
            list(Correction.objects.values_list("kind", "reason", "by", "day")),
            list(Message.objects.values_list("kind")),
        ]
        transaction.set_rollback(True)
    return str(shown)


@pytest.mark.any_database
def test_a_strike_after_the_vote_reads_in_everything_like_one_before_it(noon: datetime) -> None:
    ballot = opened(a_branch(members=30), noon=noon)
    cast_by_many(ballot, 12)
    voted, unvoted = "NW-001-00001", "NW-001-00030"
    assert read_after_striking(ballot, voted) == read_after_striking(ballot, unvoted)
    struck(ballot, voted)
    struck(ballot, unvoted)
    effective = RollEntry.objects.filter(struck=True).values_list("number", flat=True)
    assert (list(effective), figures(ballot)) == ([unvoted], (30, 30, [30]))


def test_the_sums_hold_with_everybody_struck_and_added(noon: datetime) -> None:
    ballot = opened(a_branch(members=40), noon=noon)
    cast_by_many(ballot, 24)
    noor()
    cast(RollEntry.objects.select_related("ballot").get(pk=added(ballot).pk))
    struck(ballot, "NW-001-00001")  # has voted: the paper counts
    struck(ballot, "NW-001-00040")
    done = counted(ballot)
    assert (done.count.results["eligible"], done.count.results["marked"]) == (41, 25)
    assert verify(bytes(make_bundle(done, board=board_of(done), certificate=None))).papers == 25


def test_a_strike_is_asked_for_once_and_of_somebody_on_the_roll(ballot: Ballot) -> None:
    struck(ballot, "NW-001-00001")
    with pytest.raises(errors.StrikeAsked):
        struck(ballot, "NW-001-00001")
    with pytest.raises(errors.NotOnRoll):
        struck(ballot, "NW-001-00099")


def test_a_strike_is_taken_back_by_adding_the_member(ballot: Ballot) -> None:
    struck(ballot, "NW-001-00001")
    added(ballot, "NW-001-00001")
    cast(ballot.roll.select_related("ballot").get(number="NW-001-00001"))
    assert figures(ballot) == (12, 12, [12])
    assert list(Correction.objects.values_list("kind", flat=True)) == ["struck", "restored"]


# --- addresses


@pytest.mark.any_database
def test_a_changed_address_brings_a_new_link_there_and_word_to_the_old_one(ballot: Ballot) -> None:
    entry = ballot.roll.get(number="NW-001-00001")
    old = token_for(entry)
    changed(ballot, "NW-001-00001", " Rowan.New@example.org ")
    with pytest.raises(errors.LinkReplaced):
        credential_from_token(old)
    entry.refresh_from_db()
    assert dict(Message.objects.values_list("kind", "recipient")) == {
        ADDRESS_CHANGED: "member1.nw-001@example.org",
        RENEWED: "rowan.new@example.org",
    }
    letters = {message.kind: render(message) for message in Message.objects.all()}
    assert token_for(entry) in letters[RENEWED].text
    assert "somebody else could vote in your place" in letters[ADDRESS_CHANGED].text
    assert "rowan.new" not in letters[ADDRESS_CHANGED].text + letters[ADDRESS_CHANGED].html
    assert entry.member.email == "member1.nw-001@example.org"  # the union's roll is another matter


def test_after_the_vote_the_same_is_done_and_the_same_letters_leave(ballot: Ballot) -> None:
    entry = ballot.roll.select_related("ballot").get(number="NW-001-00001")
    cast(entry)
    changed(ballot, "NW-001-00001", "rowan.new@example.org")
    assert sorted(Message.objects.values_list("kind", flat=True)) == [ADDRESS_CHANGED, RENEWED]
    letter = render(Message.objects.get(kind=RENEWED))
    assert letter
    assert token_for(ballot.roll.get(number="NW-001-00001")) in letter.text


def test_a_first_address_makes_one_more_reachable(ballot: Ballot) -> None:
    Member.objects.filter(number="NW-001-00001").update(email="")
    changed(ballot, "NW-001-00001", "rowan.new@example.org")
    assert figures(ballot) == (12, 13, [12])
    with pytest.raises(errors.SameAddress):
        changed(ballot, "NW-001-00001", "ROWAN.NEW@example.org")
    assert Message.objects.filter(kind=ADDRESS_CHANGED).count() == 0


# --- until when, and who


def test_members_are_added_and_struck_until_a_day_before_the_close_and_readdressed_until_it(
    ballot: Ballot,
) -> None:
    noor()
    last = ballot.closes_at - timedelta(hours=24)
    struck(ballot, "NW-001-00002", at=last)
    for act in (added, lambda ballot, at: struck(ballot, "NW-001-00003", at=at)):
        with pytest.raises(errors.TooLateToCorrect):
            act(ballot, at=last + timedelta(seconds=1))
    changed(ballot, "NW-001-00003", "third@example.org", at=ballot.closes_at - timedelta(seconds=1))
    with pytest.raises(errors.WrongMoment):
        changed(ballot, "NW-001-00003", "again@example.org", at=ballot.closes_at)


@pytest.mark.parametrize("state", [State.DRAFT, State.FROZEN, State.CLOSED, State.PUBLISHED])
def test_a_ballot_that_does_not_run_takes_no_corrections(ballot: Ballot, state: State) -> None:
    Ballot.objects.update(state=state)
    with pytest.raises(errors.TooLateToCorrect):
        added(ballot, "NW-001-00001")
    with pytest.raises(errors.TooLateToCorrect):
        struck(ballot, "NW-001-00001")
    with pytest.raises(errors.WrongMoment):
        changed(ballot, "NW-001-00001", "new@example.org")


def test_officers_of_another_branch_correct_nothing(ballot: Ballot) -> None:
    orla = factories.an_officer("orla@example.org", branch=a_branch("NW-002"))
    act = {"number": "NW-001-00001", "by": orla, "at": while_open(ballot)}
    for verb, reason in ((add_member, "left_off"), (strike_member, "twice")):
        with pytest.raises(errors.NotYours):
            verb(ballot, reason=reason, **act)
    with pytest.raises(errors.NotYours):
        change_address(ballot, reason="moved", address="orla@example.org", **act)


def test_each_correction_is_audited_with_its_reason_and_no_member(ballot: Ballot) -> None:
    noor()
    added(ballot)
    struck(ballot, "NW-001-00001")
    added(ballot, "NW-001-00001")
    changed(ballot, "NW-001-00002", "new@example.org")
    found = Entry.objects.filter(action__startswith="ballot.member_").order_by("pk")
    assert [(entry.action, entry.detail["reason"], entry.subject) for entry in found] == [
        ("ballot.member_added", "late_record", ballot.subject),
        ("ballot.member_struck", "twice", ballot.subject),
        ("ballot.member_restored", "late_record", ballot.subject),
        ("ballot.member_address", "moved", ballot.subject),
    ]
    assert [entry.detail["correction"] for entry in found] == list(
        Correction.objects.order_by("pk").values_list("pk", flat=True)
    )
