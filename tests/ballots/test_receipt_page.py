"""Rowan looks for her vote by its tracker or its digest, before and after the result."""

from datetime import datetime

import pytest
from django.test import Client

from ballots.approving import approve, propose
from ballots.models import Act, Ballot, State
from ballots.voiding import void_ballot
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.once import told_once

pytestmark = pytest.mark.django_db
PAGE = "/ballots/njc-pay-claim-2022/"


@told_once
def voted(at: datetime) -> Scene:
    return scenes.voted(at)


@told_once
def result(at: datetime) -> Scene:
    return scenes.published(at)


def receipt_of_rowan(scene: Scene) -> tuple[str, str]:
    receipt = scenes.cast(scene.entry(), scenes.B, at=scene.at)
    scenes.close(scene)
    scenes.count(scene)
    scenes.publish(scene)
    return receipt.tracker, receipt.digest


def test_rowan_finds_the_vote_by_tracker_and_by_digest(client: Client, voted: Scene) -> None:
    tracker, digest = receipt_of_rowan(voted)
    for typed in (tracker, tracker.lower(), f" {tracker[:5]}-{tracker[5:]} "):
        page = client.post(f"{PAGE}receipt/", {"code": typed})
        assert "<title>Your vote was counted – Check a receipt: " in page.content.decode()
        text = text_of(page)
        assert "Your vote was counted" in text
        assert "Which pay claim should the union make? B: a flat £2,000 on each pay point" in text
    for typed in (digest, digest.upper()):
        assert "Your paper is on the board" in text_of(client.post(f"{PAGE}receipt/", {"code": typed}))


def test_the_browser_at_work_keeps_nothing_of_what_rowan_looked_up(client: Client, voted: Scene) -> None:
    tracker, _ = receipt_of_rowan(voted)
    answer = client.post(f"{PAGE}receipt/", {"code": tracker})
    assert ("B: a flat £2,000" in text_of(answer), "no-store" in answer["Cache-Control"]) == (True, True)


def test_a_tracker_that_is_not_there_is_said_not_to_be(client: Client, result: Scene) -> None:
    for digits, told in (
        (10, "This tracker is not in the list of votes"),
        (64, "This digest is not on the board"),
    ):
        page = client.post(f"{PAGE}receipt/", {"code": "0" * digits})
        assert told in text_of(page)
        assert f"<title>{told} – Check a receipt: " in page.content.decode()


def test_nonsense_is_asked_for_again(client: Client, result: Scene) -> None:
    for typed in ("", "short", "0" * 11, "z" * 64, "x" * 300, "<script>"):
        page = client.post(f"{PAGE}receipt/", {"code": typed})
        assert page.status_code == 422
        assert "<script>" not in page.content.decode().split("<main")[1]


def test_before_the_close_there_is_nothing_to_look_in(client: Client, voted: Scene) -> None:
    assert "It is too early to look" in text_of(client.get(f"{PAGE}receipt/"))
    for code in ("7K2M9QX4TD", "0" * 64):
        text = text_of(client.post(f"{PAGE}receipt/", {"code": code}))
        assert "It is too early to look" in text
        assert "not on the board" not in text


def test_between_close_and_result_a_digest_is_found_and_a_tracker_is_not_yet(
    client: Client, at: datetime, voted: Scene
) -> None:
    receipt = scenes.cast(voted.entry(), scenes.B, at=at)
    scenes.close(voted)
    by_digest = client.post(f"{PAGE}receipt/", {"code": receipt.digest})
    assert "Your paper is on the board" in text_of(by_digest)
    assert "It is counted with all others." in text_of(by_digest)
    assert "too early" in text_of(client.post(f"{PAGE}receipt/", {"code": receipt.tracker}))


def test_a_void_ballot_says_why_and_shows_no_turnout(client: Client, voted: Scene) -> None:
    Ballot.objects.update(state=State.VOID, void_reason="Option B was printed wrongly.")
    text = text_of(client.get(PAGE))
    assert "This ballot is void Option B was printed wrongly." in text
    assert "have voted" not in text


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({}, "the key of the box is destroyed"),
        ({"custody": "scrutineers"}, "the scrutineers, who hold the key on paper, destroy it"),
        ({"by_returns": True, "public_key": None}, "Nothing was counted and nothing will be."),
    ],
)
def test_a_void_ballot_says_what_becomes_of_its_key(
    client: Client, voted: Scene, kept: dict[str, object], said: str
) -> None:
    Ballot.objects.update(state=State.VOID, wrapped_private_key=None, **kept)
    text = text_of(client.get(PAGE))
    assert said in text
    assert ("the key of the box is destroyed" in text) == (kept == {})
    assert "is kept on the union’s own server" not in text


def test_no_receipt_of_a_void_ballot_is_said_to_be_counted(
    client: Client, at: datetime, voted: Scene
) -> None:
    cast, page = scenes.cast(voted.entry(), scenes.B, at=at), f"{PAGE}receipt/"
    asked = propose(voted.ballot, Act.VOID, by=voted.ines, at=at, reason="A wrong figure.")
    approve(asked, by=voted.bram, at=at)
    assert void_ballot(voted.ballot, at=at)
    answers = [client.get(page)]
    answers += [client.post(page, {"code": code}) for code in (cast.tracker, cast.digest, "0" * 64)]
    texts = [text_of(answer) for answer in answers]
    for said, where in (
        ("This ballot is void: no vote was counted, so there is none to find.", [True] * 4),
        ("in the box when the ballot was declared void", [False, False, True, False]),
        ("This digest is not on the board", [False, False, False, True]),
        ("it went into the count", [False] * 4),
        ("too early", [False] * 4),
        ("not in the list", [False] * 4),
    ):
        assert [said in text for text in texts] == where


def test_without_trackers_one_is_told_to_enter_the_digest(client: Client, at: datetime) -> None:
    scenes.published(at)
    Ballot.objects.update(receipt=Ballot.Receipt.INCLUSION)
    text = text_of(client.post(f"{PAGE}receipt/", {"code": "7K2M9QX4TD"}))
    assert "In this ballot votes are listed without trackers" in text
    assert "too early" not in text


def test_rowan_is_not_told_that_a_vote_is_missing_where_too_few_voted_to_list_any(
    client: Client, at: datetime
) -> None:
    tracker, digest = receipt_of_rowan(scenes.voted(at, a=3, b=0, abstain=0))
    page = client.post(f"{PAGE}receipt/", {"code": tracker})
    text = text_of(page)
    assert "only the turnout is published. So no vote is listed, and yours is not missing." in text
    assert "not in the list of votes" not in page.content.decode()
    assert "Your paper is on the board" in text_of(client.post(f"{PAGE}receipt/", {"code": digest}))
    result = text_of(client.get(PAGE))
    assert "No vote is listed, so there is no tracker to look for." in result
    assert "their own sealed paper is on the board" in result
    assert ("tracker stands in the list" in result, "follows from the list" in result) == (False, False)


def test_a_ballot_given_up_before_it_was_fixed_is_not_there(client: Client, at: datetime) -> None:
    scenes.drafted(at)
    Ballot.objects.update(state=State.VOID)
    assert client.get(PAGE).status_code == 404
