"""The lost link: the same page and statements for everybody, and a letter for whoever is on the roll."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots import limiting
from ballots.linking import token_for
from ballots.models import Ballot, RollEntry, State
from ballots.resending import AGAIN, ask_again
from tests.ballots import scenes
from tests.ballots.scenes import A, Scene
from tests.ballots.test_booth import text_of
from tests.once import told_once
from union.mail.composing import render
from union.mail.models import Message
from union.mail.rendering import Letter
from union.members.models import Member

pytestmark = pytest.mark.django_db
ROWAN = "member0.nw-001@example.org"


@told_once
def open_ballot(at: datetime) -> Scene:
    return scenes.opened(at)


def letter_to(address: str, *, at: datetime, language: str = "en") -> Letter | None:
    """The letter that somebody who asks for this address brings about."""
    ask_again(address, language=language, at=at)
    return render(Message.objects.filter(kind=AGAIN).latest("pk"))


def test_rowan_gets_the_present_link_again(open_ballot: Scene, at: datetime) -> None:
    letter = letter_to(" MEMBER0.nw-001@example.org", at=at)
    assert letter
    assert re.findall(r"^http\S+", letter.text, re.M) == [f"http://testserver{open_ballot.link()}"]
    assert (letter.subject, "Your vote in this ballot" in letter.text) == ("Your voting link again", False)
    assert Message.objects.get().recipient == ROWAN


def test_the_letter_is_in_the_language_of_the_page(client: Client, open_ballot: Scene) -> None:
    client.post("/cy/vote/link/", {"address": ROWAN})
    message = Message.objects.get()
    letter = render(message)
    assert letter
    assert message.language == "cy"
    assert re.findall(r"^http\S+", letter.text, re.M) == [f"http://testserver/cy{open_ballot.link()}"]
    assert f"English: http://testserver{open_ballot.link()}" in letter.text


def test_three_letters_a_day_and_no_more(open_ballot: Scene, at: datetime) -> None:
    for _ in range(5):
        ask_again(ROWAN, language="en", at=at)
    assert Message.objects.count() == 3
    ask_again(ROWAN, language="en", at=at + timedelta(hours=25))
    assert Message.objects.count() == 4


@pytest.mark.parametrize("address", ["stranger@example.org", "member0", ""])
def test_an_address_on_no_roll_gets_no_letter(open_ballot: Scene, at: datetime, address: str) -> None:
    assert letter_to(address, at=at) is None


def test_somebody_who_has_voted_is_told_that_and_sent_no_link(open_ballot: Scene, at: datetime) -> None:
    scenes.cast(open_ballot.entry(), A, at=at)
    letter = letter_to(ROWAN, at=at)
    assert letter
    assert "Your vote in this ballot is recorded: there is nothing more to do." in letter.text
    assert "/vote/" not in letter.text + letter.html


def test_two_of_one_household_get_both_links_whoever_has_voted(open_ballot: Scene, at: datetime) -> None:
    Member.objects.filter(number="NW-001-0001").update(email=ROWAN, name="Ash Ashby")
    scenes.cast(open_ballot.entry(1), A, at=at)
    letter = letter_to(ROWAN, at=at)
    assert letter
    assert re.findall(r"^http\S+", letter.text, re.M) == [
        f"http://testserver{open_ballot.link(place)}" for place in (0, 1)
    ]
    assert re.findall(r"^For (.+):", letter.text, re.M) == ["Rowan Ashby", "Ash Ashby"]
    assert "recorded" not in letter.text


def test_a_struck_member_and_a_closed_ballot_bring_no_letter(open_ballot: Scene, at: datetime) -> None:
    RollEntry.objects.filter(pk=open_ballot.entry().pk).update(strike_asked=True, struck=True)
    assert letter_to(ROWAN, at=at) is None
    Ballot.objects.update(state=State.CLOSED)
    assert letter_to("member1.nw-001@example.org", at=at) is None


def test_the_address_corrected_for_the_ballot_counts_and_the_old_one_no_more(
    open_ballot: Scene, at: datetime
) -> None:
    RollEntry.objects.filter(pk=open_ballot.entry().pk).update(email="rowan.new@example.org")
    letter = letter_to("Rowan.New@example.org", at=at)
    assert letter
    assert token_for(open_ballot.entry()) in letter.text
    assert letter_to(ROWAN, at=at) is None


# --- the page


def asked(client: Client, address: str) -> tuple[list[tuple[str, int]], str, list[str]]:
    """Where it led, what it said, and the statements of one request."""
    with CaptureQueriesContext(connection) as captured:
        page = client.post("/vote/link/", {"address": address}, follow=True)
    sqls = [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    return page.redirect_chain, text_of(page), [re.split(r" WHERE | \(", sql)[0] for sql in sqls]


@pytest.mark.any_database
def test_known_and_unknown_addresses_are_answered_alike_to_the_last_statement(
    client: Client, open_ballot: Scene, at: datetime
) -> None:
    client.get("/vote/link/")  # settings of the site are kept from here on
    known = asked(client, ROWAN)
    assert known[0] == [("/vote/link/sent/", 302)]
    assert len(known[2]) == 3  # the count of knocks, the letters of the day, the new one
    assert asked(client, "nobody@example.org") == known
    scenes.cast(open_ballot.entry(), A, at=at)
    assert asked(client, ROWAN) == known  # has voted
    for _ in range(3):
        assert asked(client, ROWAN) == known  # no letter left today
    Ballot.objects.update(state=State.CLOSED)
    assert asked(client, "member1.nw-001@example.org") == known


def test_thirty_requests_a_day_from_one_internet_address(
    client: Client, open_ballot: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limiting.LOST_LINKS.most == 30
    monkeypatch.setattr(limiting, "LOST_LINKS", limiting.Door("lost links", 2))
    answers = [
        client.post("/vote/link/", {"address": f"{n}@example.org"}).status_code for n in ("a", "b", "c")
    ]
    assert (answers, Message.objects.count()) == ([302, 302, 429], 2)


def test_an_address_is_needed_and_what_was_typed_is_kept(client: Client, open_ballot: Scene) -> None:
    page = client.post("/vote/link/", {"address": "rowan at home"})
    assert page.status_code == 422
    assert 'value="rowan at home"' in page.content.decode()
    assert "Enter an e-mail address in the usual shape, like name@example.org." in text_of(page)
