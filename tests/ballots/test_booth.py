"""The booth: Rowan opens a link, chooses, reviews, casts, and may change her mind on the way."""

import re
from datetime import datetime

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballots.booth.doors import COOKIE, WELSH_COOKIE
from ballots.models import RollEntry, StagedPaper
from ballots.receipts import public_signing_key
from tests.ballots import scenes
from tests.ballots.receipts import proves
from tests.ballots.scenes import A, B, Scene
from tests.once import told_once
from union.mail.models import Message

pytestmark = pytest.mark.django_db
BOOTH = ["/vote/", "/vote/review/", "/vote/cast/", "/vote/code/", "/vote/link/", "/vote/link/sent/"]


@told_once
def open_ballot(at: datetime) -> Scene:
    return scenes.opened(at)


def text_of(page: object) -> str:
    """The words of a page as somebody reads them."""
    content = page.content.decode()  # type: ignore[attr-defined]
    return " ".join(re.sub(r"<[^>]+>", " ", content.split("<main", 1)[1]).split())


def slip_in(page: object) -> str:
    found = re.search(r'name="slip" value="([^"]+)"', page.content.decode())  # type: ignore[attr-defined]
    assert found
    return found.group(1)


def tracker_in(page: object) -> str:
    found = re.search(r'class="tracker">([0-9A-Z]{10})<', page.content.decode())  # type: ignore[attr-defined]
    assert found
    return found.group(1)


def everything() -> tuple[object, ...]:
    """All that a vote could change."""
    roll = list(RollEntry.objects.order_by("pk").values_list("pk", "has_voted", "issue", "told"))
    return roll, StagedPaper.objects.count(), Message.objects.count()


def test_rowan_votes_from_the_link_in_four_pages(client: Client, open_ballot: Scene) -> None:
    paper = client.get(open_ballot.link(), follow=True)
    assert paper.redirect_chain == [("/vote/", 302)]
    review = client.post("/vote/review/", {"question_1": str(B)})
    tracker = tracker_in(review)
    assert "B: a flat £2,000 on each pay point" in text_of(review)
    assert not open_ballot.entry().has_voted
    receipt = client.post("/vote/cast/", {"slip": slip_in(review)})
    assert receipt.status_code == 200
    assert "Your vote is recorded" in text_of(receipt)
    assert tracker_in(receipt) == tracker
    assert open_ballot.entry().has_voted
    digest, signature = re.findall(r'class="digest">([^<]+)<', receipt.content.decode())
    assert proves(public_signing_key(), open_ballot.ballot.pk, digest, signature)
    assert [bytes(paper.digest).hex() for paper in StagedPaper.objects.all()] == [digest]


def test_the_link_becomes_a_cookie_of_half_an_hour_and_no_session(client: Client, open_ballot: Scene) -> None:
    answer = client.get(open_ballot.link())
    assert (answer.status_code, answer["Location"]) == (302, "/vote/")
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store, no-transform")
    cookie = answer.cookies[COOKIE]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        1800,
        "/vote/",
        True,
        "Lax",
    )
    welsh = answer.cookies[WELSH_COOKIE]
    assert (welsh["max-age"], welsh["path"], welsh["httponly"]) == (1800, "/cy/vote/", True)
    assert list(answer.cookies) == [COOKIE, WELSH_COOKIE]


def test_the_cookie_is_only_sent_over_https_where_the_site_has_it(
    client: Client, open_ballot: Scene, settings: LazySettings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert client.get(open_ballot.link()).cookies[COOKIE]["secure"] is True


def test_the_paper_says_what_it_is_who_holds_the_key_and_what_each_option_gives_me(
    client: Client, open_ballot: Scene
) -> None:
    text = text_of(client.get(open_ballot.link(), follow=True))
    assert "Consultative ballot" in text
    assert "whoever runs that server could open the box" in text
    assert "Abstain" in text
    assert "At your pay point: £2,357 more a year, 9.8%" in text
    assert "At your pay point: £2,000 more a year, 8.3%" in text
    assert "Your pay point: 15 £24,054 a year, £12.47 an hour, full time" in text


def test_a_member_sees_her_own_hours_before_she_chooses(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    before = everything()
    paper = client.post("/vote/", {"hours": "18.5", "weeks": "44.2", "figures": "show"})
    text = text_of(paper)
    assert "At your pay point and hours: £999 more a year, 9.8%" in text
    assert "At your pay point and hours: £848 more a year, 8.3%" in text
    assert "£10,195 a year, £12.47 an hour, for 18.5 hours a week, 44.2 weeks a year" in text
    assert "At your pay point: £2,357 more a year, 9.8%" in text_of(client.get("/vote/"))
    assert everything() == before


def test_asking_for_figures_keeps_a_choice_that_was_made_and_not_sent(
    client: Client, open_ballot: Scene
) -> None:
    client.get(open_ballot.link())
    before = everything()
    paper = client.post("/vote/", {"question_1": str(B), "hours": "18.5", "weeks": "", "figures": "show"})
    html = paper.content.decode()
    assert re.findall(r'name="question_1" value="(\d)"[^>]* checked', html) == [str(B)]
    assert (paper.status_code, "There is a problem" in html, 'value="18.5"' in html) == (200, False, True)
    assert (everything(), set(client.cookies)) == (before, {COOKIE, WELSH_COOKIE, "csrftoken"})


def test_the_form_sends_hours_and_choices_together_and_no_address_has_either(
    client: Client, open_ballot: Scene
) -> None:
    html = client.get(open_ballot.link(), follow=True).content.decode()
    [form] = re.findall(r"<form.*?</form>", html.partition("<main")[2], re.DOTALL)
    assert re.findall(r' method="(\w+)" action="([^"]*)"', form) == [("post", "/vote/review/")]
    assert re.findall(r'name="figures" value="show" formaction="([^"]*)"', form) == ["/vote/#own-hours"]
    assert set(re.findall(r'name="(\w+)"', form)) == {
        "csrfmiddlewaretoken",
        "hours",
        "weeks",
        "figures",
        "question_1",
    }
    assert client.get("/vote/", {"hours": "18.5"}).content.decode().count('value="18.5"') == 0


def test_enter_presses_the_first_button_of_the_paper_which_goes_on(
    client: Client, open_ballot: Scene
) -> None:
    html = client.get(open_ballot.link(), follow=True).content.decode()
    inside = html.partition('<form id="paper"')[2].partition("</form>")[0]
    outside = re.findall(r'<button[^>]* form="paper"[^>]*>[^<]*', html)
    [first, language] = outside
    assert html.index(first) < html.index(language) < html.index('<form id="paper"')
    assert re.search(r">(.*)", first).group(1) == "Continue"  # type: ignore[union-attr]
    assert "formaction" not in first
    assert re.findall(r"<button[^>]*>([^<]*)", inside) == ["Show my figures", "Continue"]


def test_the_other_language_keeps_a_choice_that_was_made_and_not_sent(
    client: Client, open_ballot: Scene
) -> None:
    client.get(open_ballot.link())
    before = everything()
    sent = {"question_1": str(B), "hours": "18.5", "weeks": ""}
    welsh = client.post("/cy/vote/", sent | {"language": "cy"}).content.decode()
    back = client.post("/vote/", sent | {"language": "en-gb"}).content.decode()
    assert [re.findall(r'<html lang="([^"]+)"', page) for page in (welsh, back)] == [["cy"], ["en-GB"]]
    for page in (welsh, back):
        assert re.findall(r'name="question_1" value="(\d)"[^>]* checked', page) == [str(B)]
        assert 'name="hours" value="18.5"' in page
        assert 'class="error-summary"' not in page
    assert 'name="language" value="en-gb" formaction="/vote/"' in welsh
    assert 'name="language" value="cy" formaction="/cy/vote/"' in back
    assert everything() == before


def test_hours_stay_with_a_choice_that_is_missing_or_changed(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    hours = {"hours": "18.5", "weeks": "44.2"}
    missing = client.post("/vote/review/", hours)
    assert missing.status_code == 422
    assert "At your pay point and hours: £999 more a year, 9.8%" in text_of(missing)
    review = client.post("/vote/review/", {"question_1": str(B), **hours})
    carried = dict(re.findall(r'type="hidden" name="(hours|weeks)" value="([^"]+)"', review.content.decode()))
    assert carried == hours
    paper = client.post("/vote/", {"slip": slip_in(review), **carried})
    assert "At your pay point and hours: £999 more a year, 9.8%" in text_of(paper)
    assert re.search(r'value="2"[^>]* checked', paper.content.decode())


def test_hours_that_cannot_be_read_get_a_sentence_and_full_time(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    paper = client.post("/vote/", {"hours": "all day", "figures": "show"})
    assert (paper.status_code, 'value="all day"' in paper.content.decode()) == (200, True)
    assert "Hours a week are more than 0 and up to 37" in text_of(paper)
    assert "At your pay point: £2,357 more a year, 9.8%" in text_of(paper)


def test_looking_never_votes_and_never_spends_the_link(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    before = everything()
    for address in [open_ballot.link(), *BOOTH]:
        for _ in range(3):
            client.get(address)
            client.head(address)
    assert everything() == before
    assert client.get(open_ballot.link(), follow=True).status_code == 200


def test_head_answers_like_get(client: Client, open_ballot: Scene) -> None:
    got, head = client.get(open_ballot.link()), client.head(open_ballot.link())
    assert (head.status_code, head["Location"], head.content) == (302, got["Location"], b"")


def test_reviewing_stores_nothing_anywhere(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    before = everything()
    client.post("/vote/review/", {"question_1": str(A)})
    assert everything() == before
    assert set(client.cookies) <= {COOKIE, WELSH_COOKIE, "csrftoken"}


def test_going_back_to_change_a_choice_brings_the_choice_along(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    review = client.post("/vote/review/", {"question_1": str(B)})
    paper = client.post("/vote/", {"slip": slip_in(review)})
    assert re.search(r'value="2"[^>]* checked', paper.content.decode())
    assert not open_ballot.entry().has_voted


@pytest.mark.parametrize("sent", [{}, {"question_1": ""}, {"question_1": "9"}, {"question_1": "x"}])
def test_no_choice_or_a_strange_one_is_asked_for_again(
    client: Client, open_ballot: Scene, sent: dict[str, str]
) -> None:
    client.get(open_ballot.link())
    page = client.post("/vote/review/", sent)
    assert page.status_code == 422
    assert "There is a problem" in text_of(page)
    assert page.content.decode().count("<title>Error: ") == 1


def test_a_second_vote_is_told_that_the_first_is_recorded(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    first = slip_in(client.post("/vote/review/", {"question_1": str(A)}))
    second = client.post("/vote/review/", {"question_1": str(B)})
    client.post("/vote/cast/", {"slip": first})
    again = client.post("/vote/cast/", {"slip": slip_in(second)})
    assert again.status_code == 409
    assert "Your vote is already recorded" in text_of(again)
    assert StagedPaper.objects.count() == 1
    assert client.get("/vote/").status_code == 409


def test_the_next_member_at_the_same_device_is_shown_where_to_type_their_code(
    client: Client, open_ballot: Scene
) -> None:
    """A letter names /vote/, and the browser still knows whoever voted there half an hour ago."""
    client.get(open_ballot.link())
    client.post("/vote/cast/", {"slip": slip_in(client.post("/vote/review/", {"question_1": str(A)}))})
    page = client.get("/vote/")
    assert "Did somebody else vote on this device before you?" in text_of(page)
    assert 'href="/vote/code/"' in page.content.decode()


def test_pressing_the_button_twice_keeps_the_tracker(client: Client, open_ballot: Scene) -> None:
    client.get(open_ballot.link())
    review = client.post("/vote/review/", {"question_1": str(A)})
    client.post("/vote/cast/", {"slip": slip_in(review)})
    again = client.post("/vote/cast/", {"slip": slip_in(review)})
    assert tracker_in(again) == tracker_in(review)


def test_a_vote_after_the_close_is_told_when_it_closed_and_that_nothing_was_recorded(
    client: Client, open_ballot: Scene
) -> None:
    client.get(open_ballot.link())
    review = client.post("/vote/review/", {"question_1": str(A)})
    scenes.close(open_ballot)
    late = client.post("/vote/cast/", {"slip": slip_in(review)})
    assert late.status_code == 409
    closed = timezone.localtime(open_ballot.at)
    assert f"closed on {closed:%A} {closed.day} {closed:%B %Y} at" in text_of(late)
    assert "That was before its time" in text_of(late)
    assert "Your vote was not recorded." in text_of(late)
    assert not open_ballot.entry().has_voted
    assert client.get("/vote/").status_code == 409
    assert client.post("/vote/review/", {"question_1": str(A)}).status_code == 409


def test_nothing_the_committee_writes_becomes_markup(client: Client, open_ballot: Scene) -> None:
    open_ballot.ballot.questions.update(recommendation="<script>alert(1)</script>")
    page = client.get(open_ballot.link(), follow=True)
    assert "<script>alert" not in page.content.decode()


def test_a_vote_asks_the_database_little(client: Client, open_ballot: Scene) -> None:
    link = open_ballot.link()
    client.get(link, follow=True)  # settings of the site are kept from here on
    with CaptureQueriesContext(connection) as entering:
        client.get(link)
    with CaptureQueriesContext(connection) as choosing:
        client.get("/vote/")
    with CaptureQueriesContext(connection) as reviewing:
        review = client.post("/vote/review/", {"question_1": str(A)})
    with CaptureQueriesContext(connection) as casting:
        client.post("/vote/cast/", {"slip": slip_in(review)})
    assert [len(step) for step in (entering, choosing, reviewing, casting)] == [1, 1, 1, 6]
