"""One's own ballots at /me/: Rowan votes from there, and learns nothing of anybody else."""

import json
import re
from datetime import datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots import mine
from ballots.booth.doors import COOKIE
from ballots.inviting import RENEWED
from ballots.models import Ballot, RollEntry, State
from tests.ballots import scenes
from tests.ballots.factories import a_branch, opened
from tests.ballots.scenes import A, Scene
from tests.ballots.test_booth import slip_in, text_of
from tests.once import told_once
from tests.petitions.test_mine import at_the_desk
from union.accounts.models import User
from union.audit.models import Entry
from union.desk.me_sections import erase_everything
from union.mail.composing import render
from union.mail.models import Message
from union.members.models import Member

pytestmark = pytest.mark.django_db
ROWAN = "member0.nw-001@example.org"
VOTE, LINK, RESULT = "/me/ballots/vote/", "/me/ballots/link/", "/me/ballots/result/"


@told_once
def scene(at: datetime) -> Scene:
    return scenes.opened(at, members=12)


@pytest.fixture
def rowan(scene: Scene) -> Client:
    """Rowan's browser, with the desk opened by the mailed link."""
    return at_the_desk(ROWAN)


def signed_in(address: str = ROWAN) -> Client:
    user = User.objects.create_user(address, name="Rowan Ashby")
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    client = Client()
    client.force_login(user)
    return client


def share_the_address(scene: Scene) -> None:
    """Ash Ashby, the second on the roll, gets mail at Rowan's address."""
    Member.objects.filter(number="NW-001-0001").update(email=ROWAN, name="Ash Ashby")


@pytest.mark.any_database
def test_rowan_votes_from_the_desk_without_the_link(rowan: Client, scene: Scene) -> None:
    assert "Voting is open until" in text_of(rowan.get("/me/"))
    paper = rowan.post(VOTE, {"entry": scene.entry().pk}, follow=True)
    assert (paper.redirect_chain, paper.status_code) == ([("/vote/", 302)], 200)
    review = rowan.post("/vote/review/", {"question_1": str(A)})
    rowan.post("/vote/cast/", {"slip": slip_in(review)})
    assert scene.entry().has_voted
    page = rowan.get("/me/")
    assert "Your vote is recorded. Nobody can see how you voted." in text_of(page)
    assert VOTE not in page.content.decode()


def test_the_letter_that_opens_the_desk_comes_to_somebody_who_only_stands_on_a_roll(scene: Scene) -> None:
    at_the_desk(ROWAN)
    letter = render(Message.objects.get(kind="me_link"))
    assert letter
    assert "Open this link within an hour" in letter.text


def test_an_account_with_a_proved_address_votes_too(scene: Scene) -> None:
    answer = signed_in().post(VOTE, {"entry": scene.entry().pk})
    assert (answer.status_code, answer["Location"], COOKIE in answer.cookies) == (302, "/vote/", True)


def test_in_welsh_the_desk_leads_to_the_booth_in_welsh(rowan: Client, scene: Scene) -> None:
    paper = rowan.post(f"/cy{VOTE}", {"entry": scene.entry().pk}, follow=True)
    assert (paper.redirect_chain, paper.status_code) == ([("/cy/vote/", 302)], 200)


def test_nobody_votes_in_the_place_of_another(rowan: Client, scene: Scene) -> None:
    for entry in (str(scene.entry(1).pk), "", "x", "0"):
        for address in (VOTE, RESULT):
            answer = rowan.post(address, {"entry": entry, "wanted": "yes"})
            assert (answer.status_code, COOKIE in answer.cookies) == (404, False)
    assert not RollEntry.objects.filter(wants_result=True).exists()


def test_whoever_has_proved_no_address_is_sent_to_prove_one(client: Client, scene: Scene) -> None:
    for address in (VOTE, LINK, RESULT):
        answer = client.post(address, {"entry": scene.entry().pk})
        assert (answer.status_code, answer["Location"], COOKIE in answer.cookies) == (302, "/me/", False)


def test_looking_does_nothing(rowan: Client) -> None:
    assert [rowan.get(address).status_code for address in (VOTE, LINK, RESULT)] == [405, 405, 405]


def test_two_of_one_household_stand_there_by_name_and_neither_learns_of_the_other(
    scene: Scene, at: datetime
) -> None:
    share_the_address(scene)
    browser = at_the_desk(ROWAN)
    before = text_of(browser.get("/me/"))
    assert re.findall(r"NJC pay claim 2022: (\w+), Northside Local Government", before) == ["Rowan", "Ash"]
    scenes.cast(scene.entry(1), A, at=at)
    after = browser.get("/me/")
    assert text_of(after) == before
    assert after.content.decode().count(f'action="{VOTE}"') == 2
    RollEntry.objects.filter(pk=scene.entry().pk).update(strike_asked=True, struck=True)
    to_rowan = text_of(browser.get("/me/"))  # who reads the same mail, struck or not
    assert re.findall(r"NJC pay claim 2022: (\w+), Northside Local Government", to_rowan) == ["Ash"]
    assert "vote is recorded" not in to_rowan


def test_a_struck_member_and_a_ballot_of_another_time_are_not_there(rowan: Client, scene: Scene) -> None:
    RollEntry.objects.filter(pk=scene.entry().pk).update(strike_asked=True, struck=True)
    assert "NJC pay claim" not in text_of(rowan.get("/me/"))
    RollEntry.objects.update(strike_asked=False, struck=False)
    for state in (State.SCHEDULED, State.PUBLISHED, State.VOID):
        Ballot.objects.update(state=state)
        assert "NJC pay claim" not in text_of(rowan.get("/me/"))
        assert rowan.post(VOTE, {"entry": scene.entry().pk}).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"), [(State.PAUSED, "Voting is paused."), (State.CLOSED, "Voting has closed.")]
)
def test_a_ballot_that_takes_no_votes_says_so(rowan: Client, scene: Scene, state: State, words: str) -> None:
    Ballot.objects.update(state=state)
    page = rowan.get("/me/")
    assert (words in text_of(page), VOTE in page.content.decode()) == (True, False)


# --- a new link


def test_rowan_signed_in_has_a_new_link_made(scene: Scene) -> None:
    old, browser = scene.link(), signed_in()
    page = browser.post(LINK, {"entry": scene.entry().pk}, follow=True)
    assert "a new link is on its way and the old one works no more" in page.content.decode()
    assert Client().get(old).status_code == 410
    assert Message.objects.get(kind=RENEWED).recipient == ROWAN
    assert not Entry.objects.filter(subject__startswith="entry:").exists()


def test_after_the_vote_the_answer_is_the_same_and_so_is_the_letter(scene: Scene, at: datetime) -> None:
    share_the_address(scene)
    scenes.cast(scene.entry(1), A, at=at)
    browser = signed_in()
    pages = [browser.post(LINK, {"entry": scene.entry(n).pk}, follow=True) for n in (0, 1)]
    assert text_of(pages[0]) == text_of(pages[1])
    letters = [render(message) for message in Message.objects.filter(kind=RENEWED).order_by("pk")]
    assert [letter.subject for letter in letters if letter] == ["Your new voting link"] * 2


def test_a_mailed_link_to_the_desk_makes_no_new_voting_link(rowan: Client, scene: Scene) -> None:
    assert LINK not in rowan.get("/me/").content.decode()
    assert rowan.post(LINK, {"entry": scene.entry().pk}).status_code == 403
    assert scene.entry().issue == 1


# --- the result


def test_rowan_asks_for_the_result_and_takes_it_back(rowan: Client, scene: Scene) -> None:
    entry = scene.entry().pk
    page = rowan.post(RESULT, {"entry": entry, "wanted": "yes"}, follow=True)
    assert "We will mail you as soon as the result is out." in page.content.decode()
    assert list(RollEntry.objects.filter(wants_result=True).values_list("pk", flat=True)) == [entry]
    assert "Do not mail me the result" in text_of(page)
    rowan.post(RESULT, {"entry": entry, "wanted": "no"})
    assert not RollEntry.objects.filter(wants_result=True).exists()


# --- what is held


def test_the_download_says_what_a_roll_holds(rowan: Client, scene: Scene, at: datetime) -> None:
    scenes.cast(scene.entry(), A, at=at)
    held = json.loads(rowan.get("/me/download/").content)["records"]["ballots"]
    assert held == {
        "rolls": [
            {
                "ballot": "NJC pay claim 2022",
                "member": "Rowan Ashby",
                "membership_number": "NW-001-0000",
                "branch": "Northside Local Government",
                "region": "North West",
                "address_for_this_ballot": "",
                "asked_for_the_result": False,
                "vote_recorded": True,
            }
        ]
    }
    share_the_address(scene)
    Ballot.objects.update(state=State.VOID)  # whose roll is kept half a year as well
    held = json.loads(rowan.get("/me/download/").content)["records"]["ballots"]
    assert ["vote_recorded" in line for line in held["rolls"]] == [False, False]
    RollEntry.objects.filter(pk=scene.entry(1).pk).update(strike_asked=True, struck=True, wants_result=True)
    held = json.loads(rowan.get("/me/download/").content)["records"]["ballots"]
    assert [line.get("struck_off", False) for line in held["rolls"]] == [False, True]
    assert mine.goes(ROWAN) == ["your wish to be mailed the result of 1 ballot"]


def test_erasing_drops_the_wish_and_leaves_the_roll(rowan: Client, scene: Scene, at: datetime) -> None:
    assert "Nothing from this address can be erased here." in text_of(rowan.get("/me/erase/"))
    rowan.post(RESULT, {"entry": scene.entry().pk, "wanted": "yes"})
    Client().post("/vote/link/", {"address": ROWAN})
    assert mine.goes(ROWAN) == ["your wish to be mailed the result of 1 ballot"]
    erase_everything(ROWAN, at=at)
    assert not Message.objects.exists()
    assert (scene.ballot.roll.count(), scene.entry().wants_result) == (12, False)
    assert mine.collect("stranger@example.org") == {}


@pytest.mark.parametrize("ballots", [1, 3])
def test_the_section_asks_the_database_twice_however_many_ballots(noon: datetime, ballots: int) -> None:
    for n in range(ballots):
        opened(a_branch(members=1 if n == 0 else 0), noon=noon, slug=f"claim-{n}")
    with CaptureQueriesContext(connection) as captured:
        shown = mine.show("member1.nw-001@example.org", at=noon + timedelta(hours=2))
    assert shown
    assert (len(shown["rows"]), len(captured)) == (ballots, 2)  # type: ignore[arg-type]
