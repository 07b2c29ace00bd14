"""Pages for all ten kinds of question: what is sent is kept, what is wrong comes back as it was typed."""

import logging
import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from campaigns.consultations.models import Answer, Consultation, Reply
from tests.consultations.everything import ADDRESS, EVERYTHING, KEPT, SENT, asking, send
from tests.consultations.factories import HARMLESS
from tests.once import told_once

pytestmark = pytest.mark.django_db
SKIPPED = {"why"}


@told_once
def consultation() -> Consultation:
    return asking(timezone.now())


@pytest.fixture
def rowan(client: Client, consultation: Consultation) -> Client:
    """A browser in which a reply was started."""
    client.post(ADDRESS)
    return client


def kept() -> dict[str, object]:
    return dict(Answer.objects.values_list("question", "value"))


def page_of(client: Client, key: str, **sent: str | list[str]) -> str:
    """The page of a question; with `sent`, as it comes back when that is not taken."""
    address = f"{ADDRESS}q/{key}/"
    page = client.post(address, sent) if sent else client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def answer_all(client: Client) -> None:
    for key in SENT:
        assert send(client, key)


# --- from question to question ----------------------------------------------------------------------------


def test_what_belongs_to_a_field_is_read_out_with_it(rowan: Client) -> None:
    told, drawn = {}, [asked for asked in EVERYTHING if asked.key not in SKIPPED]
    for asked in drawn:
        page = page_of(rowan, asked.key)
        hint = re.search(r'<div class="hint" id="id_answer_helptext">(.*?)</div>', page)
        described = hint and 'aria-describedby="id_answer_helptext"' in page and hint[1]
        told[asked.key] = (
            "You can leave this question out." in (described or ""),
            asked.unit in (described or ""),
        )
    assert told == {asked.key: (not asked.required, True) for asked in drawn}


def test_rowan_answers_every_kind_and_reads_it_back(rowan: Client) -> None:
    led_to = [send(rowan, key) for key in SENT]
    assert led_to == [*(f"q/{key}/" for key in list(SENT)[1:]), "check/"]
    assert kept() == KEPT
    rows = rowan.get(f"{ADDRESS}check/").context["rows"]
    assert [row.shown for row in rows] == [
        "Another role\n“Team of one”",
        "Case records\nSomething else\n“E-mails”",
        "5 / 5",
        "Nobody could visit in time.",
        "23 cases",
        "£15.50",
        "27 March 2019",
        "Court work",
        "From my manager: Good\nFrom my team: Poor",
        "1. Fewer cases\n2. Better pay",
    ]
    assert rowan.post(f"{ADDRESS}check/")["Location"] == f"{ADDRESS}receipt/"
    assert rowan.post(f"{ADDRESS}withdraw/")["Location"] == f"{ADDRESS}withdrawn/"
    assert kept() == {}


def test_whoever_chose_may_still_say_nothing(client: Client) -> None:
    """A radio button that was pressed cannot be let go, so there is another button for it."""
    asking(timezone.now(), [replace(asked, required=asked.kind == "single") for asked in EVERYTHING])
    client.post(ADDRESS)
    answer_all(client)
    words = "Take my answer out"
    assert [key for key in SENT if words in page_of(client, key)] == ["worried", "support"]
    assert client.post(f"{ADDRESS}q/support/?check", {"leave_out": "yes"})["Location"] == f"{ADDRESS}check/"
    assert client.post(f"{ADDRESS}q/worried/", {"leave_out": "yes"})["Location"] == f"{ADDRESS}q/cases/"
    assert words not in page_of(client, "worried") + page_of(client, "support")
    assert "There is a problem" in page_of(client, "role", leave_out="yes")
    assert kept().keys() == KEPT.keys() - {"worried", "support"}


def test_every_answer_is_there_on_the_way_back(rowan: Client) -> None:
    answer_all(rowan)
    for key, sent in SENT.items():
        page = page_of(rowan, key)
        for words in sent.values():
            for word in words if isinstance(words, list) else [words]:
                shown = {"£15.50": "15.50", "March": "3"}.get(word, word)
                assert re.search(rf'value="{shown}"|>{shown}</|>\n{re.escape(shown)}</textarea', page), (
                    key,
                    word,
                )
    assert send(rowan, "tasks", answer=["none"], other="") == "q/worried/"
    assert kept()["tasks"] == ["none"]


def test_a_question_that_is_not_asked_is_passed_by_in_both_directions(rowan: Client) -> None:
    send(rowan, "role")
    assert send(rowan, "worried", answer="2") == "q/cases/"
    assert f'href="{ADDRESS}q/worried/">Back<' in page_of(rowan, "cases")
    assert rowan.get(f"{ADDRESS}q/why/")["Location"] == f"{ADDRESS}check/"
    assert "What worried you?" not in rowan.get(f"{ADDRESS}check/").content.decode()
    assert send(rowan, "worried", answer="4") == "q/why/"
    assert f'href="{ADDRESS}q/why/">Back<' in page_of(rowan, "cases")


def test_the_page_says_honestly_how_far_one_is(rowan: Client) -> None:
    assert "Question 1 of 10 at most" in page_of(rowan, "role")
    send(rowan, "worried", answer="2")
    assert "Question 4 of 9\n" in page_of(rowan, "cases")
    assert '<progress class="progress" max="9" value="4"' in page_of(rowan, "cases")
    send(rowan, "worried", answer="5")
    assert "Question 5 of 10\n" in page_of(rowan, "cases")
    assert "10 questions at most, one on each page." in rowan.get(ADDRESS).content.decode()


def test_a_changed_answer_leads_from_the_check_page_to_what_it_opened(rowan: Client) -> None:
    for key in SENT.keys() - SKIPPED:
        send(rowan, key, **({"answer": "1"} if key == "worried" else {}))
    changed = rowan.post(f"{ADDRESS}q/worried/?check", {"answer": "5"})
    assert changed["Location"] == f"{ADDRESS}q/why/?check"
    assert "Back to your answers" in rowan.get(changed["Location"]).content.decode()
    answered = rowan.post(changed["Location"], {"answer": HARMLESS})
    assert answered["Location"] == f"{ADDRESS}check/"
    assert rowan.post(f"{ADDRESS}q/worried/?check", {"answer": "4"})["Location"] == f"{ADDRESS}check/"


def test_sending_too_early_says_which_answer_is_missing_and_leads_there(rowan: Client) -> None:
    send(rowan, "role")
    page = rowan.post(f"{ADDRESS}check/").content.decode()
    assert (
        f'<a href="{ADDRESS}q/worried/?check">Answer “How worried did you go home?” before you send' in page
    )


def test_the_box_of_another_question_is_no_page(rowan: Client) -> None:
    assert rowan.get(f"{ADDRESS}q/role__other/")["Location"] == ADDRESS
    assert rowan.post(f"{ADDRESS}q/role__other/", {"answer": "x"})["Location"] == ADDRESS
    assert kept() == {}


def test_sections_head_the_questions_and_the_answers(rowan: Client) -> None:
    assert '<p class="eyebrow">Your day</p>' in page_of(rowan, "worried")
    headings = re.findall(r"<h2>(.*?)</h2>", rowan.get(f"{ADDRESS}check/").content.decode())
    assert headings[:3] == ["Your work", "Your day", "Your support"]


# --- what is wrong, doubtful or misplaced -----------------------------------------------------------------


# The question and what is sent to it; the sentence, what its link leads to, and what still stands there.
WRONG: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("role", {}, "Answer this question to go on.", "id_answer_0", ""),
    ("role", {"answer": "king"}, "Choose one of the answers in the list.", "id_answer_0", ""),
    (
        "role",
        {"answer": "other", "other": "x" * 201},
        "take out 1 to keep to 200.",
        "id_other",
        "x" * 201,
    ),
    ("tasks", {"answer": ["none", "visits"]}, "Choose “Nothing” by itself", "id_answer_0", "checked"),
    (
        "tasks",
        {"other": "Lunch"},
        "Choose “Something else” too, or empty",
        "id_answer_0",
        'value="Lunch"',
    ),
    ("worried", {"answer": "6"}, "Choose one of the answers in the list.", "id_answer_0", ""),
    ("why", {"answer": "x" * 501}, "take out 1 to keep to 500.", "id_answer", "x" * 501),
    ("cases", {"answer": "some"}, "Enter a number in figures, such as 23.", "id_answer", 'value="some"'),
    ("cases", {"answer": "2.5"}, "Enter a whole number, such as 23.", "id_answer", 'value="2.5"'),
    ("spent", {"answer": "a lot"}, "Enter an amount in pounds", "id_answer", 'value="a lot"'),
    (
        "since",
        {"answer_day": "31", "answer_month": "Feb", "answer_year": "2019"},
        "Enter a real date, such as 27 3 2026.",
        "id_answer_day",
        'value="Feb"',
    ),
    (
        "since",
        {"answer_day": "31", "answer_month": "Mai", "answer_year": ""},
        "Enter the day, the month and the year",
        "id_answer_year",
        'value="Mai"',
    ),
    ("team", {"answer": "x" * 121}, "take out 1 to keep to 120.", "id_answer", "x" * 121),
    (
        "support",
        {"answer_manager": "good"},
        "Choose an answer for “From my team”.",
        "id_answer_team_0",
        'value="good" id="id_answer_manager_0" checked',
    ),
    (
        "order",
        {"answer_pay": "1", "answer_cases": "1"},
        "Place 1 is given more than once: give each place to one answer only.",
        "id_answer_pay",
        "<option selected>1</option>",
    ),
    ("order", {"answer_pay": "4"}, "Choose a place from the list for each answer.", "id_answer_pay", ""),
]


def test_what_is_wrong_comes_back_with_a_link_to_mend_it(rowan: Client) -> None:
    for key, sent, sentence, mended_at, still_there in WRONG:
        page = page_of(rowan, key, **(sent or {"answer": ""}))
        [link] = re.findall(r'<li><a href="#([^"]*)">(.*?)</a></li>', page)
        assert link[0] == mended_at, key
        assert sentence in link[1], key
        assert f'id="{mended_at}"' in page, key
        assert still_there in page, key
        assert "<title>Error: " in page, key
        assert kept() == {}, key


@pytest.mark.parametrize(
    ("key", "sent", "asked"),
    [
        ("cases", {"answer": "230"}, "230 cases: is that right?"),
        ("spent", {"answer": "£1,200"}, "£1200: is that right?"),
        ("team", {"answer": "Robyn Hale's team"}, "looks like a name"),
        ("role", {"answer": "other", "other": "I am with Robyn Hale"}, "“Robyn Hale” looks like a name"),
        ("tasks", {"answer": ["other"], "other": "Called 07700 900123"}, "looks like a telephone number"),
    ],
)
def test_what_is_doubtful_is_asked_about_before_it_is_saved(
    rowan: Client, key: str, sent: dict[str, Any], asked: str
) -> None:
    assert asked in page_of(rowan, key, **sent)
    assert kept() == {}
    assert rowan.post(f"{ADDRESS}q/{key}/", {**sent, "as_it_is": "yes"}).status_code == 302
    assert key in kept()


def test_words_beside_an_option_that_is_not_chosen_go(rowan: Client) -> None:
    send(rowan, "tasks", answer=["records"], other="E-mails")
    assert kept() == {"tasks": ["records"]}
    send(rowan, "role")
    send(rowan, "role", answer="worker")
    assert kept() == {"tasks": ["records"], "role": "worker"}


def test_words_of_an_editor_are_text_and_no_markup(client: Client) -> None:
    asking(timezone.now(), [replace(EVERYTHING[1], help_text="<b>All</b> & more")])
    client.post(ADDRESS)
    assert "&lt;b&gt;All&lt;/b&gt; &amp; more" in page_of(client, "tasks")


def test_without_the_code_what_was_sent_comes_back(client: Client, consultation: Consultation) -> None:
    for key in [question.key for question in EVERYTHING]:
        page = client.post(f"{ADDRESS}q/{key}/", SENT[key])
        assert page.status_code == 403, key
        words = {
            "role": ["Another role", "Team of one"],
            "tasks": ["Case records", "Something else", "E-mails"],
        }
        usual = [word for word in SENT[key].values() if isinstance(word, str) and word]
        expected = {**words, "support": ["Good", "Poor"], "order": ["2", "1"]}.get(key, usual)
        given_back = page.content.decode().partition("<blockquote")[2].partition("</b")[0]
        shown = re.findall(r'<p dir="auto">(.*?)</p>', given_back)
        assert shown == expected, key


GARBAGE = [
    {},
    {"answer": "\x00"},
    {"answer": ["a", "b", "\x00", "records"]},
    {"answer": "9" * 5000},
    {"answer": "\ud7ff\u202e\ufffe" * 100, "other": "\x00"},
    {"answer": "other", "other": "\x00"},
    {"answer": ["records"] * 50},
    {"answer_day": "\x00", "answer_month": "٣", "answer_year": "²²²²"},
    {"answer_day": "1" * 400, "answer_month": "1" * 400, "answer_year": "1" * 400},
    {"answer_manager": "\x00", "answer_team": "good", "answer_boss": "good"},
    {"answer_manager": ["good", "bad"], "answer_team": "worse"},
    {"answer_pay": "-1", "answer_cases": "0", "answer_rooms": "1e9"},
    {"answer_pay": "²", "answer_cases": "\x00"},
    {"answer": "{}", "question": "role", "reply": "1", "value": "x", "other": ["a", "b"]},
]


def test_rubbish_is_answered_in_words(rowan: Client) -> None:
    for key in [question.key for question in EVERYTHING]:
        for sent in GARBAGE:
            page = rowan.post(f"{ADDRESS}q/{key}/", sent)
            assert page.status_code in {200, 302}, sent
            if page.status_code == 200:
                said = page.content.decode()
                assert "There is a problem" in said or "is that right?" in said or "looks like" in said
        assert rowan.get(f"{ADDRESS}check/").status_code == 200, key


NAMES = ["answer", "other", "as_it_is"] + [
    f"answer_{part}" for part in ("day", "month", "year", "manager", "team", "pay", "cases", "rooms", "x")
]
TYPED = st.one_of(
    st.sampled_from(["other", "records", "none", "good", "1", "2", "5", "yes", "27", "March", "2019"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([question.key for question in EVERYTHING]),
    st.dictionaries(st.sampled_from(NAMES), st.lists(TYPED, max_size=3)),
)
def test_whatever_is_sent_is_kept_or_comes_back(rowan: Client, key: str, sent: dict[str, list[str]]) -> None:
    page = rowan.post(f"{ADDRESS}q/{key}/", sent)
    assert page.status_code in {200, 302}
    assert rowan.get(f"{ADDRESS}q/role/").status_code == 200
    assert rowan.get(f"{ADDRESS}check/").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"answer=" + b"a" * 1_100_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"answer=records" for _ in range(2_001)), "application/x-www-form-urlencoded"),
        (b"--x", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_beyond_all_measure_is_refused_in_words(rowan: Client, body: bytes, kind: str) -> None:
    page = rowan.post(f"{ADDRESS}q/role/", body, content_type=kind)
    assert page.status_code in {200, 400}
    assert "<h1" in page.content.decode()
    assert kept() == {}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_bytes_that_are_no_form_are_asked_for_again(rowan: Client, kind: str) -> None:
    page = rowan.post(f"{ADDRESS}q/role/", b'{"answer": "worker", \xff\xfe', content_type=kind)
    assert page.status_code == 200
    assert "Answer this question to go on." in page.content.decode()


# --- what it costs, and where words may not be ------------------------------------------------------------


@pytest.mark.any_database
def test_a_page_and_a_save_cost_few_queries(
    rowan: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rowan.get(ADDRESS)  # Wagtail looks up the site once
    most = {
        "role": 8,
        "tasks": 7,
    }  # words beside an option: what stands; at first the questions
    for key in SENT:
        with django_assert_num_queries(most.get(key, 6)):  # reply, its answers, and the four of saving
            assert send(rowan, key)
    for key in SENT:
        with django_assert_num_queries(2):  # reply, its answers
            page_of(rowan, key)


def test_no_word_of_a_reply_is_in_an_address_a_log_or_a_session(
    rowan: Client, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "Quetzal"
    with caplog.at_level(logging.DEBUG):
        for key in SENT:
            for sent in ({"answer": canary}, {"answer": "other", "other": canary}):
                for extra in ({}, {"as_it_is": "yes"}):
                    page = rowan.post(f"{ADDRESS}q/{key}/", {**sent, **extra})
                    assert canary not in page.get("Location", "")
        rowan.get(f"{ADDRESS}check/")
    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert [record for record in ours if canary in record.getMessage()] == []
    assert Session.objects.count() == 0
    assert "sessionid" not in rowan.cookies
    assert all(canary not in cookie.value for cookie in rowan.cookies.values())


def test_a_reply_goes_on_in_the_other_language(rowan: Client) -> None:
    """Each language has a cookie of its own, since a cookie has one path."""
    paths = {rowan.cookies[name]["path"] for name in ("reply", "ateb")}
    assert paths == {ADDRESS, f"/cy{ADDRESS}"}
    del rowan.cookies["reply"]
    assert rowan.get(f"/cy{ADDRESS}q/role/").status_code == 200
    assert Reply.objects.count() == 1
