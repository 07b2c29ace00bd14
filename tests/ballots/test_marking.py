"""Papers given out while a ballot runs: Ines marks members of Northside, and nobody votes twice."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from ballots import errors, marking
from ballots.correcting import strike_member
from ballots.linking import credential_of
from ballots.models import Ballot, Method, RollEntry, State
from tests.ballots import scenes
from tests.ballots.scenes import A, Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.audit.models import Entry
from union.members.models import Member

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/marks/"


@told_once
def scene(at: datetime) -> Scene:
    return scenes.opened(at, members=12)


def test_a_marked_member_has_voted_and_the_link_is_dead(scene: Scene, at: datetime) -> None:
    entry = marking.mark(scene.ballot, number="nw-001-0000 ", method=Method.PAPER, by=scene.ines, at=at)
    assert RollEntry.objects.filter(has_voted=True).values_list("number", "voted_by").get() == (
        "NW-001-0000",
        "paper",
    )
    with pytest.raises(errors.AlreadyVoted):
        scenes.cast(entry, A, at=at)


def test_a_marked_member_is_told_why_the_link_takes_no_vote(
    scene: Scene, at: datetime, client: Client
) -> None:
    """And nothing of a tracker, which she has not got."""
    client.get(scene.link())
    review = client.post("/vote/review/", {"question_1": str(A)}).content.decode()
    [slip] = set(re.findall(r'name="slip" value="([^"]+)"', review))
    marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)
    for answer in (client.get("/vote/"), client.post("/vote/cast/", {"slip": slip})):
        text = text_of(answer)
        assert (answer.status_code, "You vote on paper or at a meeting" in text) == (409, True)
        assert "ask your branch to take it back while the ballot is open" in text
        assert "your tracker" not in text


def test_who_has_voted_where_votes_have_no_trackers_is_told_of_none(
    scene: Scene, at: datetime, client: Client
) -> None:
    scenes.cast(scene.entry(), A, at=at)
    Ballot.objects.update(receipt=Ballot.Receipt.INCLUSION)
    text = text_of(client.get(scene.link(), follow=True))
    assert "Your vote is already recorded" in text
    assert "If you did not vote yourself, tell your branch now." in text
    assert "your tracker" not in text


def test_a_member_who_voted_by_link_gets_no_paper(scene: Scene, at: datetime) -> None:
    scenes.cast(scene.entry(0), A, at=at)
    with pytest.raises(marking.MemberHasVoted):
        marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)
    assert scene.entry(0).voted_by == ""


def test_whoever_tries_members_to_learn_who_voted_stands_in_the_log(scene: Scene, at: datetime) -> None:
    scenes.cast(scene.entry(0), A, at=at)
    for _ in range(2):
        with pytest.raises(marking.MemberHasVoted):
            marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)
    refused = Entry.objects.filter(action="ballot.mark_refused")
    assert [(entry.by_id, entry.subject, entry.detail) for entry in refused] == [
        (scene.ines.pk, f"ballot:{scene.ballot.pk}", {})
    ] * 2


def test_a_mark_is_taken_back_and_the_member_votes_by_link(scene: Scene, at: datetime) -> None:
    """And is told of that vote, as of the mark that came before it."""
    marking.mark(scene.ballot, number="NW-001-0000", method=Method.MEETING, by=scene.ines, at=at)
    RollEntry.objects.filter(has_voted=True).update(told=True)
    marking.take_mark_back(scene.ballot, number="NW-001-0000", by=scene.bram, at=at)
    scenes.cast(scene.entry(0), A, at=at)
    assert scene.ballot.roll.filter(has_voted=True, voted_by="", told=False).count() == 1


def test_a_vote_cast_by_link_cannot_be_taken_back(scene: Scene, at: datetime) -> None:
    scenes.cast(scene.entry(0), A, at=at)
    with pytest.raises(marking.NotMarked):
        marking.take_mark_back(scene.ballot, number="NW-001-0000", by=scene.ines, at=at)
    assert scene.entry(0).has_voted


def test_a_struck_member_gets_no_paper(scene: Scene, at: datetime) -> None:
    RollEntry.objects.filter(number="NW-001-0000").update(strike_asked=True, struck=True)
    with pytest.raises(errors.Struck):
        marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)


def test_a_member_who_is_struck_meanwhile_is_not_said_to_have_voted(scene: Scene, at: datetime) -> None:
    strikes = [strike_member]

    def meanwhile(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "ballots_rollentry"') and strikes:
            who, asked = strikes.pop(), {"reason": "twice", "by": scene.bram, "at": at}
            who(scene.ballot, number="NW-001-0000", **asked)
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile), pytest.raises(errors.Struck):
        marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)
    assert not Entry.objects.filter(action="ballot.mark_refused").exists()


def test_nobody_is_marked_after_the_close(scene: Scene, at: datetime) -> None:
    late = scene.ballot.closes_at
    with pytest.raises(errors.BallotClosed):
        marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=late)
    marking.mark(
        scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=late - timedelta(seconds=1)
    )
    with pytest.raises(errors.BallotClosed):
        marking.take_mark_back(scene.ballot, number="NW-001-0000", by=scene.ines, at=late)


def test_a_page_that_is_out_of_date_marks_nobody(scene: Scene, at: datetime) -> None:
    """The ballot was closed after the officer's page had been read."""
    marking.mark(scene.ballot, number="NW-001-0001", method=Method.PAPER, by=scene.ines, at=at)
    Ballot.objects.update(state=State.CLOSED)
    assert scene.ballot.state == State.OPEN
    with pytest.raises(errors.BallotClosed):
        marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)
    with pytest.raises(errors.BallotClosed):
        marking.take_mark_back(scene.ballot, number="NW-001-0001", by=scene.ines, at=at)


@pytest.mark.parametrize("method", [Method.BRANCH, "link", ""])
def test_a_mark_says_paper_or_meeting(scene: Scene, at: datetime, method: str) -> None:
    with pytest.raises(ValueError, match="A mark says paper or meeting"):
        marking.mark(scene.ballot, number="NW-001-0000", method=method, by=scene.ines, at=at)


def test_an_officer_of_another_branch_marks_nobody_and_takes_no_mark_back(scene: Scene, at: datetime) -> None:
    """The branch is that in which the vote is counted, wherever the member has moved since the freeze."""
    said = {"number": "NW-001-0000", "at": at}
    for _ in range(2):
        with pytest.raises(errors.NotYours):
            marking.mark(scene.ballot, method=Method.PAPER, by=scene.orla, **said)
        orlas = scene.orla.roles.get().branch
        Member.objects.filter(number="NW-001-0000").update(branch=orlas)
    marking.mark(scene.ballot, method=Method.PAPER, by=scene.ines, **said)
    with pytest.raises(errors.NotYours):
        marking.take_mark_back(scene.ballot, by=scene.orla, **said)


def test_a_number_that_is_not_on_the_roll(scene: Scene, at: datetime) -> None:
    with pytest.raises(marking.NotOnTheRoll):
        marking.mark(scene.ballot, number="NW-001-9999", method=Method.PAPER, by=scene.ines, at=at)


def test_the_audit_log_names_the_officer_and_never_the_member(scene: Scene, at: datetime) -> None:
    marking.mark(scene.ballot, number="NW-001-0003", method=Method.PAPER, by=scene.ines, at=at)
    entry = Entry.objects.get(action="ballot.marked")
    assert (entry.by_id, entry.subject, entry.detail) == (
        scene.ines.pk,
        scene.ballot.subject,
        {"unit": 1, "method": "paper"},
    )


def test_a_mark_that_is_taken_back_is_audited_too(scene: Scene, at: datetime) -> None:
    marking.mark(scene.ballot, number="NW-001-0003", method=Method.MEETING, by=scene.ines, at=at)
    marking.take_mark_back(scene.ballot, number="NW-001-0003", by=scene.bram, at=at)
    entry = Entry.objects.get(action="ballot.mark_taken_back")
    assert (entry.by_id, entry.subject, entry.detail) == (
        scene.bram.pk,
        scene.ballot.subject,
        {"unit": 1, "method": "meeting"},
    )


def test_the_database_refuses_a_mark_without_a_vote(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RollEntry.objects.filter(number="NW-001-0000").update(voted_by="paper")


# --- the page


def test_ines_marks_a_member_and_takes_it_back(sign_in: SignIn, scene: Scene) -> None:
    ines = sign_in(scene.ines)
    page = ines.post(PAGE, {"number": "NW-001-0000", "method": "paper"}).content.decode()
    assert "Marked: <strong>Rowan Ashby</strong>" in page
    assert "Northside Local Government: 1 on paper" in page
    back = ines.post(f"{PAGE}back/", {"number": "NW-001-0000"}, follow=True).content.decode()
    assert "Taken back: Rowan Ashby can vote by link again." in back
    assert not scene.ballot.roll.filter(has_voted=True).exists()


def test_the_page_says_why_not_and_keeps_what_was_typed(sign_in: SignIn, scene: Scene) -> None:
    page = sign_in(scene.ines).post(PAGE, {"number": "NW-001-9999", "method": "paper"})
    text = page.content.decode()
    assert (page.status_code, 'value="NW-001-9999"' in text) == (422, True)
    assert marking.NotOnTheRoll.sentence in text


def test_the_page_lists_nobody_who_has_voted(sign_in: SignIn, scene: Scene, at: datetime) -> None:
    scenes.cast(scene.entry(0), A, at=at)
    marking.mark(scene.ballot, number="NW-001-0003", method=Method.PAPER, by=scene.ines, at=at)
    text = sign_in(scene.ines).get(PAGE).content.decode()
    assert ("Rowan" in text, "NW-001-000" in text) == (False, False)


def test_a_mark_that_cannot_be_taken_back_is_told(sign_in: SignIn, scene: Scene) -> None:
    back = sign_in(scene.ines).post(f"{PAGE}back/", {"number": "NW-001-0000"}, follow=True)
    assert (back.status_code, marking.NotMarked.sentence in back.content.decode()) == (409, True)


def test_the_page_shows_the_marks_of_ones_own_units_alone(
    sign_in: SignIn, scene: Scene, at: datetime
) -> None:
    """Harbour takes part too, with one member marked."""
    unit = scene.ballot.units.create(number=2, name="Harbour Health", region="North West", electorate=1)
    unit.branches.add(scene.orla.roles.get().branch)
    RollEntry.objects.filter(number="NW-001-0003").update(unit=unit, has_voted=True, voted_by="paper")
    pages = [sign_in(officer).get(PAGE).content.decode() for officer in (scene.orla, scene.bram)]
    assert ["Harbour Health: 1 on paper" in page for page in pages] == [True, False]


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}back/"])
def test_an_officer_of_another_branch_finds_no_such_page(sign_in: SignIn, scene: Scene, address: str) -> None:
    answer = sign_in(scene.orla).post(address, {"number": "NW-001-0000", "method": "paper"})
    assert (answer.status_code, scene.entry(0).has_voted) == (404, False)


def test_other_methods_are_refused(sign_in: SignIn, scene: Scene) -> None:
    ines = sign_in(scene.ines)
    assert (ines.put(PAGE).status_code, ines.get(f"{PAGE}back/").status_code) == (405, 405)


def test_a_draft_has_no_such_page(sign_in: SignIn, at: datetime) -> None:
    draft = scenes.drafted(at)
    assert draft.ballot.state == State.DRAFT
    assert sign_in(draft.ines).get(PAGE).status_code == 404


def test_who_voted_by_link_is_told_so_at_the_second_press(scene: Scene, at: datetime) -> None:
    marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)
    with pytest.raises(marking.MemberHasVoted):
        marking.mark(scene.ballot, number="NW-001-0000", method=Method.PAPER, by=scene.ines, at=at)
    assert credential_of(scene.entry(0)).issue == 1
