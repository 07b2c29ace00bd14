"""What opens the booth and what does not: links, cookies and slips; and no trace of who came in."""

import logging
import re
from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import signing
from django.test import Client
from django.utils import timezone

from ballots.booth.doors import COOKIE
from ballots.inviting import renew_link
from ballots.models import Ballot, RollEntry, StagedPaper, State
from tests.ballots import scenes
from tests.ballots.scenes import A, B, Scene
from tests.ballots.test_booth import slip_in, text_of, tracker_in
from tests.once import told_once

pytestmark = pytest.mark.django_db


@told_once
def open_ballot(at: datetime) -> Scene:
    return scenes.opened(at)


def test_a_link_works_from_the_opening_time_only(client: Client, at: datetime) -> None:
    scene = scenes.scheduled(at)
    page = client.get(scene.link(), follow=True)
    assert page.status_code == 409
    assert "Voting has not started yet" in text_of(page)


def test_a_paused_ballot_says_so(client: Client, open_ballot: Scene) -> None:
    Ballot.objects.update(state=State.PAUSED)
    page = client.get(open_ballot.link(), follow=True)
    assert (page.status_code, "is paused" in text_of(page)) == (409, True)


def test_a_forged_link_opens_nothing(client: Client, open_ballot: Scene) -> None:
    for token in ["x", "A" * 54, "é", "%00", "A" * 3000]:
        page = client.get(f"/vote/{token}/")
        assert page.status_code == 404, token
        assert "This link does not open the booth" in text_of(page), token
        assert "forgotten half a year after the result of its ballot" in text_of(page), token
        assert COOKIE not in page.cookies, token


def test_a_real_link_with_one_letter_changed_opens_nothing(client: Client, open_ballot: Scene) -> None:
    link = open_ballot.link()
    changed = link[:-5] + ("A" if link[-5] != "A" else "B") + link[-4:]
    assert client.get(changed).status_code == 404


def test_a_replaced_link_says_that_a_newer_one_exists(client: Client, open_ballot: Scene) -> None:
    old = open_ballot.link()
    client.get(old)
    renew_link(open_ballot.entry(), at=open_ballot.at)
    assert client.get(old).status_code == 410
    page = client.get("/vote/")
    assert (page.status_code, "A newer link has replaced this one" in text_of(page)) == (410, True)
    assert client.get(open_ballot.link(), follow=True).status_code == 200


def test_a_struck_member_is_told_whom_to_ask(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    RollEntry.objects.filter(pk=open_ballot.entry().pk).update(strike_asked=True, struck=True)
    assert client.get("/vote/").status_code == 403


def test_without_a_link_the_booth_says_where_to_find_it(client: Client) -> None:
    page = client.get("/vote/")
    assert page.status_code == 200
    assert "Open your link or type your code to vote" in text_of(page)
    assert re.findall(r'name="(address|code)"', page.content.decode()) == ["code", "address"]


def test_after_half_an_hour_the_booth_asks_for_the_link_again(
    client: Client, open_ballot: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(open_ballot.link())
    review = client.post("/vote/review/", {"question_1": str(A)})
    real = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: real() + 31 * 60)
    for page in (client.post("/vote/cast/", {"slip": slip_in(review)}), client.get("/vote/")):
        assert page.status_code == 403
        assert "Open your link again to vote" in text_of(page)
        assert "Nothing was recorded" in text_of(page)
    monkeypatch.undo()
    assert not open_ballot.entry().has_voted
    assert client.get(open_ballot.link(), follow=True).status_code == 200


def test_a_cookie_that_was_altered_opens_nothing(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    packed = client.cookies[COOKIE].value
    other = open_ballot.entry(1)
    client.cookies[COOKIE] = re.sub(r"^[^:]+", f"{other.ballot_id}.{other.link_id}.1", packed)
    assert client.post("/vote/review/", {"question_1": str(A)}).status_code == 403


def test_the_slip_of_somebody_else_cannot_be_cast(client: Client, open_ballot: Scene) -> None:
    neighbour = Client()
    neighbour.get(open_ballot.link(1))
    theirs = slip_in(neighbour.post("/vote/review/", {"question_1": str(B)}))
    client.get(open_ballot.link())
    page = client.post("/vote/cast/", {"slip": theirs})
    assert page.status_code == 400
    assert "nothing was recorded" in text_of(page)
    assert StagedPaper.objects.count() == 0


def test_an_old_slip_has_to_be_chosen_again(
    client: Client, open_ballot: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get(open_ballot.link())
    monkeypatch.setattr(
        timezone, "now", lambda: datetime.now(tz=open_ballot.at.tzinfo) - timedelta(minutes=31)
    )
    old = slip_in(client.post("/vote/review/", {"question_1": str(A)}))
    monkeypatch.undo()
    page = client.post("/vote/cast/", {"slip": old})
    assert (page.status_code, "Half an hour has passed" in text_of(page)) == (409, True)
    assert StagedPaper.objects.count() == 0


def test_an_oversize_form_is_refused_in_a_sentence(client: Client, open_ballot: Scene) -> None:
    for address in ["/vote/", "/vote/review/", "/vote/cast/", "/vote/link/", "/vote/code/"]:
        client.get(open_ballot.link())
        page = client.post(address, {"slip": "A" * 2_000_000})
        assert page.status_code == 413, address
        assert "too large to be a ballot paper" in text_of(page), address
        assert StagedPaper.objects.count() == 0, address


def test_posts_without_the_token_of_the_form_are_refused(open_ballot: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(open_ballot.link())
    assert strict.post("/vote/review/", {"question_1": str(A)}).status_code == 403


@pytest.mark.parametrize(
    ("address", "allow"),
    [("/vote/x/", "GET, HEAD"), ("/vote/", "GET, HEAD, POST"), ("/vote/cast/", "GET, HEAD, POST")],
)
def test_other_methods_are_refused(client: Client, address: str, allow: str) -> None:
    answer = client.delete(address)
    assert (answer.status_code, answer["Allow"]) == (405, allow)


def test_posting_to_a_link_neither_votes_nor_lets_anybody_in(client: Client, open_ballot: Scene) -> None:
    answer = client.post(open_ballot.link(), {"question_1": str(A)})
    assert (answer.status_code, answer.cookies) == (405, {})


def test_no_log_line_tells_of_a_visit_to_the_booth(
    client: Client, open_ballot: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link = open_ballot.link()
    client.get(link)
    client.post(link)
    client.get(link[:-3] + "AA/")
    review = client.post("/vote/review/", {"question_1": str(A)})
    client.post("/vote/cast/", {"slip": slip_in(review)})
    client.post("/vote/cast/", {"slip": slip_in(review)})
    said = "\n".join(record.getMessage() for record in caplog.records)
    for secret in ("/vote/", link[6:30], slip_in(review)[:20], tracker_in(review), "Rowan", "member0"):
        assert secret not in said


def test_a_fault_is_logged_without_the_link(
    client: Client, open_ballot: Scene, caplog: pytest.LogCaptureFixture, settings: LazySettings
) -> None:
    link = open_ballot.link()
    settings.BALLOT_LINK_KEY = None
    page = client.get(link)
    assert page.status_code == 500
    said = "\n".join(record.getMessage() + str(record.exc_info) for record in caplog.records)
    assert "booth: enter failed: " in said
    assert link[6:30] not in said


def test_nothing_of_the_booth_may_be_kept_by_a_browser(client: Client, open_ballot: Scene) -> None:
    for page in (
        client.get("/vote/"),
        client.get(open_ballot.link()),
        client.get("/vote/"),
        client.post("/vote/review/", {"question_1": str(A)}),
        client.post("/vote/review/", {}),
        client.get("/vote/nonsense/"),
    ):
        assert page["Cache-Control"] == "no-store, no-transform"
