"""A ballot closes later, pauses and goes on, or is void: each with a reason and two people."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from ballots import due, errors
from ballots.agreeing import agree
from ballots.approving import propose
from ballots.closing import close_ballot
from ballots.extending import extend_ballot, extensions_of
from ballots.fixing import form_hash_of
from ballots.linking import token_for
from ballots.models import Act, Approval, Ballot, Extension, StagedPaper, State
from ballots.pausing import pause_ballot, resume_ballot, why_paused
from ballots.verify import verify
from ballots.voiding import void_ballot
from tests.ballots.factories import (
    a_branch,
    a_draft,
    bram,
    cast,
    cast_by_many,
    frozen,
    ines,
    opened,
    published,
    while_open,
)
from tests.ballots.test_booth import text_of
from tests.ballots.zips import unzipped
from tests.conftest import SignIn
from tests.once import told_once
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
WHY = "The post was late in two towns."
PAGE = "/desk/ballots/pay-claim/"


@told_once
def ballot(noon: datetime) -> Ballot:
    """Open since an hour after noon, with 40 on the roll."""
    return opened(a_branch(members=40), noon=noon)


def both(
    ballot: Ballot, act: Act, *, at: datetime, reason: str = WHY, closes_at: datetime | None = None
) -> Ballot:
    """Ines asks, Bram agrees."""
    assert ballot.branch
    asked = propose(ballot, act, by=ines(ballot.branch), at=at, reason=reason, closes_at=closes_at)
    agree(asked, by=bram(ballot.branch), at=at)
    return Ballot.objects.get(pk=ballot.pk)


def actions(ballot: Ballot) -> list[str]:
    return list(Entry.objects.filter(subject=ballot.subject).order_by("pk").values_list("action", flat=True))


# --- extension


@pytest.mark.any_database
def test_an_extended_ballot_takes_votes_until_the_new_time(ballot: Ballot) -> None:
    first = ballot.closes_at
    later = first + timedelta(days=3)
    ballot = both(ballot, Act.EXTENSION, at=while_open(ballot), closes_at=later)
    assert (ballot.closes_at, ballot.is_open(first)) == (later, True)
    rowan = ballot.roll.select_related("ballot").earliest("pk")
    cast(rowan, at=first + timedelta(days=1))
    assert not close_ballot(ballot, at=first)
    assert due.close_due(at=first) == 0
    assert close_ballot(ballot, at=later)
    assert actions(ballot)[-2:] == ["ballot.extended", "ballot.closed"]


def test_the_form_and_its_hash_stay_and_the_evidence_still_verifies(ballot: Ballot) -> None:
    first, at = ballot.closes_at, while_open(ballot)
    ballot = both(ballot, Act.EXTENSION, at=at, closes_at=first + timedelta(days=2))
    assert (ballot.closes_at_by_form, form_hash_of(ballot)) == (first, ballot.form_hash)
    cast_by_many(ballot, 25)
    ballot = published(ballot)
    assert verify(bytes(ballot.bundle.content)).papers == 25
    [extension] = extensions_of(ballot)
    assert ballot.branch
    assert extension == {
        "closes_before": first,
        "closes_after": first + timedelta(days=2),
        "reason": WHY,
        "decided_at": at,
        "proposer": ines(ballot.branch),
        "approver": bram(ballot.branch),
    }


def test_the_evidence_says_when_and_why_the_close_moved_and_not_who_moved_it(ballot: Ballot) -> None:
    first, at = ballot.closes_at, while_open(ballot)
    for days in (2, 5):
        ballot = both(ballot, Act.EXTENSION, at=at, closes_at=first + timedelta(days=days))
    cast_by_many(ballot, 25)
    content = bytes(published(ballot).bundle.content)
    assert verify(content).papers == 25
    manifest = unzipped(content)["manifest.json"].decode()
    step = {"decided_at": "2022-03-15T15:00:00+00:00", "reason": WHY}
    assert json.loads(manifest)["extensions"] == [
        step | {"closes_before": "2022-03-22T12:00:00+00:00", "closes_after": "2022-03-24T12:00:00+00:00"},
        step | {"closes_before": "2022-03-24T12:00:00+00:00", "closes_after": "2022-03-27T12:00:00+00:00"},
    ]
    assert ("Ines" in manifest, "Bram" in manifest, "ines@" in manifest) == (False, False, False)


def test_several_extensions_come_to_14_days_at_most(ballot: Ballot) -> None:
    first, at = ballot.closes_at, while_open(ballot)
    ballot = both(ballot, Act.EXTENSION, at=at, closes_at=first + timedelta(days=10))
    with pytest.raises(errors.ExtensionUnclear, match="14 days in all"):
        both(ballot, Act.EXTENSION, at=at, closes_at=first + timedelta(days=14, minutes=1))
    ballot = both(ballot, Act.EXTENSION, at=at, closes_at=first + timedelta(days=14))
    assert [e["closes_before"] for e in extensions_of(ballot)] == [first, first + timedelta(days=10)]


@pytest.mark.parametrize("days", [-1, 0])
def test_an_extension_only_goes_forward(ballot: Ballot, days: int) -> None:
    with pytest.raises(errors.ExtensionUnclear, match="later than the present one"):
        both(ballot, Act.EXTENSION, at=while_open(ballot), closes_at=ballot.closes_at + timedelta(days=days))


def test_a_ballot_that_is_over_is_not_extended_though_no_sweep_has_closed_it(ballot: Ballot) -> None:
    later = ballot.closes_at + timedelta(days=1)
    assert ballot.branch
    asked = propose(
        ballot, Act.EXTENSION, by=ines(ballot.branch), at=while_open(ballot), reason=WHY, closes_at=later
    )
    with pytest.raises(errors.ExtensionUnclear, match="The closing time has passed"):
        agree(asked, by=bram(ballot.branch), at=ballot.closes_at)
    with pytest.raises(errors.ExtensionUnclear, match="The closing time has passed"):
        propose(
            frozen_copy(ballot), Act.EXTENSION, by=ines(ballot.branch), at=later, reason=WHY, closes_at=later
        )
    assert (Extension.objects.count(), Ballot.objects.get().closes_at) == (0, ballot.closes_at)


def frozen_copy(ballot: Ballot) -> Ballot:
    """The same ballot, without the proposal that waits."""
    ballot.approvals.filter(approver=None).delete()
    return ballot


def test_an_extension_is_not_carried_out_after_the_close_or_without_two_people(ballot: Ballot) -> None:
    assert not extend_ballot(ballot, at=while_open(ballot))
    closes_at = ballot.closes_at + timedelta(days=1)
    assert ballot.branch
    ines_, bram_ = ines(ballot.branch), bram(ballot.branch)
    asked = propose(ballot, Act.EXTENSION, by=ines_, at=while_open(ballot), reason=WHY, closes_at=closes_at)
    Approval.objects.filter(pk=asked.pk).update(approver=bram_, approved_at=while_open(ballot))
    assert not extend_ballot(ballot, at=ballot.closes_at)


def test_a_scheduled_ballot_can_be_extended_before_it_opens(noon: datetime) -> None:
    ballot = frozen(a_branch(members=3), noon=noon)
    with pytest.raises(errors.WrongMoment):
        both(ballot, Act.EXTENSION, at=noon, closes_at=ballot.closes_at + timedelta(days=1))
    Ballot.objects.update(state=State.SCHEDULED)
    later = ballot.closes_at + timedelta(days=1)
    assert both(ballot, Act.EXTENSION, at=noon, closes_at=later).closes_at == later


# --- pause and going on


@pytest.mark.any_database
def test_a_pause_stops_votes_and_keeps_those_that_were_cast(ballot: Ballot) -> None:
    rowan, other = ballot.roll.select_related("ballot").order_by("pk")[:2]
    cast(rowan)
    ballot = both(ballot, Act.PAUSE, at=while_open(ballot))
    assert (ballot.state, why_paused(ballot)) == (State.PAUSED, WHY)
    other.ballot.refresh_from_db()
    with pytest.raises(errors.BallotPaused):
        cast(other)
    ballot = both(ballot, Act.RESUME, at=while_open(ballot))
    other.ballot.refresh_from_db()
    cast(other)
    assert StagedPaper.objects.count() == 2
    assert [entry for entry in actions(ballot) if entry in ("ballot.pause", "ballot.resume")] == [
        "ballot.pause",
        "ballot.resume",
    ]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (Act.PAUSE, f"The union’s reason: {WHY} Votes that were cast are safe. Voting closes on"),
        (Act.VOID, f"none will be counted. The union’s reason: {WHY}"),
    ],
)
def test_rowans_link_says_why_nobody_can_vote_now(client: Client, act: Act, said: str) -> None:
    ballot = opened(a_branch(members=3), noon=timezone.now() - timedelta(hours=2))
    rowan = ballot.roll.earliest("pk")
    ballot = both(ballot, act, at=while_open(ballot))
    void_ballot(ballot, at=while_open(ballot))
    page = client.get(f"/vote/{token_for(rowan)}/", follow=True)
    assert (page.status_code, said in text_of(page)) == (409, True)


def test_a_paused_ballot_closes_at_its_time(ballot: Ballot) -> None:
    ballot = both(ballot, Act.PAUSE, at=while_open(ballot))
    assert close_ballot(ballot, at=ballot.closes_at)


def test_nothing_pauses_or_goes_on_without_two_people(ballot: Ballot) -> None:
    assert not pause_ballot(ballot, at=while_open(ballot))
    assert not resume_ballot(ballot, at=while_open(ballot))
    assert Ballot.objects.get().state == State.OPEN


# --- all of them


def test_no_act_without_its_reason(subtests: pytest.Subtests, ballot: Ballot) -> None:
    for act in [Act.PAUSE, Act.VOID, Act.EXTENSION]:
        for reason in ["", "   "]:
            with subtests.test(act=act, reason=reason), pytest.raises(errors.ReasonMissing):
                both(
                    ballot,
                    act,
                    at=while_open(ballot),
                    reason=reason,
                    closes_at=ballot.closes_at + timedelta(days=1),
                )


@pytest.mark.any_database
@pytest.mark.parametrize("act", [Act.PAUSE, Act.VOID, Act.EXTENSION])
def test_one_person_is_not_enough(ballot: Ballot, act: Act) -> None:
    assert ballot.branch
    by, at, later = ines(ballot.branch), while_open(ballot), ballot.closes_at + timedelta(days=1)
    asked = propose(ballot, act, by=by, at=at, reason=WHY, closes_at=later)
    with pytest.raises(errors.SamePerson):
        agree(asked, by=by, at=at)
    due.pass_once(at=at)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.closes_at < later) == (State.OPEN, True)


@pytest.mark.any_database
@pytest.mark.parametrize("changes", [{"reason": ""}, {"closes_at": None}])
def test_the_database_asks_for_reason_and_time_too(ballot: Ballot, changes: dict[str, object]) -> None:
    both(ballot, Act.EXTENSION, at=while_open(ballot), closes_at=ballot.closes_at + timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(act=Act.EXTENSION).update(**changes)


# --- what members and officers see


def test_members_read_the_new_time_and_the_reasons(client: Client, ballot: Ballot) -> None:
    at = while_open(ballot)
    ballot = both(ballot, Act.EXTENSION, at=at, closes_at=ballot.closes_at + timedelta(days=3))
    text = text_of(client.get("/ballots/pay-claim/"))
    assert "it closes on Friday 25 March 2022 at midday instead of Tuesday 22 March 2022 at midday" in text
    assert WHY in text
    both(ballot, Act.PAUSE, at=at, reason="The mail server was down.")
    text = text_of(client.get("/ballots/pay-claim/"))
    assert "Voting is paused The mail server was down." in text
    assert "Votes that were cast are safe. It closes on Friday 25 March 2022 at midday ." in text


def test_ines_extends_on_the_desk_and_bram_agrees(sign_in: SignIn) -> None:
    ballot = opened(a_branch(members=3), noon=timezone.now() - timedelta(hours=2))
    assert ballot.branch
    desk, second = sign_in(ines(ballot.branch)), sign_in(bram(ballot.branch))
    page = text_of(desk.get(PAGE))
    assert "Close it later" in page
    assert "pause the voting at once, declare the ballot void, and use it again for a new one." in page
    closes = timezone.localtime(ballot.closes_at + timedelta(days=2))
    empty = desk.post(f"{PAGE}extension/propose/", {"closes_on": "", "closes_time": "", "reason": ""})
    assert (empty.status_code, "Write the reason in a sentence" in text_of(empty)) == (422, True)
    sent = {"closes_on": f"{closes:%Y-%m-%d}", "closes_time": "17:00", "reason": WHY}
    early = desk.post(f"{PAGE}extension/propose/", {**sent, "closes_on": "2022-01-01"})
    assert (early.status_code, "later than the present one" in text_of(early), WHY in text_of(early)) == (
        422,
        True,
        True,
    )
    assert desk.post(f"{PAGE}extension/propose/", sent).status_code == 302
    shown = second.get(f"{PAGE}extension/approve/")
    assert ("New closing time" in text_of(shown), WHY in text_of(shown)) == (True, True)
    asked = Approval.objects.get(act=Act.EXTENSION)
    second.post(f"{PAGE}extension/approve/", {"approval": str(asked.pk)})
    ballot.refresh_from_db()
    assert f"{timezone.localtime(ballot.closes_at):%Y-%m-%d %H:%M}" == f"{closes:%Y-%m-%d} 17:00"
    assert "Extended from" in text_of(desk.get(PAGE))


@pytest.mark.parametrize(("act", "state"), [("resume", "open"), ("pause", "draft"), ("publication", "open")])
def test_the_page_of_an_act_at_the_wrong_moment_says_so(
    sign_in: SignIn, noon: datetime, act: str, state: str
) -> None:
    ballot = a_draft(a_branch(members=3), noon=noon)
    Ballot.objects.update(state=state, public_key=b"k")
    assert ballot.branch
    page = sign_in(ines(ballot.branch)).get(f"{PAGE}{act}/propose/")
    assert (page.status_code, errors.WrongMoment.sentence in text_of(page)) == (409, True)
