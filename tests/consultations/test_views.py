"""The pages under /views/: each works, and turns away the wrong person, method and state."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaigns.consultations import resending
from campaigns.consultations.answering import start_reply
from campaigns.consultations.holding import NAME
from campaigns.consultations.models import Answer, Consent, Consultation, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from tests.consultations.canary import state_of_the_database
from tests.consultations.factories import HARMLESS, SLUG, approved_text, draft, moderator, opened

pytestmark = pytest.mark.django_db
ROOT = f"/views/{SLUG}/"
RISKY = "Robyn was moved twice."


@pytest.fixture
def rowan(client: Client, consultation: Consultation) -> Client:
    """A browser in which a reply was started."""
    client.post(ROOT)
    return client


def answer(client: Client, key: str, value: str, **rest: str) -> str:
    """Continue on one question; where it leads, or an empty string when the page is shown again."""
    page = client.post(f"{ROOT}q/{key}/", {"answer": value, **rest})
    return page["Location"] if page.status_code == 302 else ""


def answer_all(client: Client) -> None:
    for key, value in [("worried", "yes"), ("caseload", "23.5"), ("change", HARMLESS)]:
        answer(client, key, value)


def close(consultation: Consultation) -> None:
    close_consultation(consultation, by=None, at=timezone.now())


# --- from the start to the receipt ------------------------------------------------------------------------


def test_rowan_goes_from_the_start_to_the_receipt(client: Client, consultation: Consultation) -> None:
    assert client.post(ROOT)["Location"] == f"{ROOT}q/worried/"
    assert answer(client, "worried", "yes") == f"{ROOT}q/caseload/"
    assert answer(client, "caseload", "23.5") == f"{ROOT}q/change/"
    assert answer(client, "change", HARMLESS) == f"{ROOT}check/"
    assert client.post(f"{ROOT}check/", {"consents": ["campaign"]})["Location"] == f"{ROOT}receipt/"
    assert Reply.objects.get().state == "sent"
    assert list(Consent.objects.values_list("purpose", flat=True)) == ["campaign"]
    receipt = client.get(f"{ROOT}receipt/").content.decode()
    assert "Your reply has been sent" in receipt
    assert "<li>Who reads your reply: <span>Two moderators.</span></li>" in receipt


def test_the_cookie_is_for_these_pages_only_and_not_for_scripts(rowan: Client) -> None:
    cookie = rowan.cookies[NAME]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        ROOT,
        True,
        "Lax",
        43200,
    )
    assert "sessionid" not in rowan.cookies


@pytest.mark.parametrize(
    "page", ["", "q/worried/", "check/", "receipt/", "return/", "withdraw/", "withdrawn/"]
)
def test_no_page_is_kept_by_a_browser_and_looking_changes_nothing(rowan: Client, page: str) -> None:
    answer_all(rowan)
    rowan.post(f"{ROOT}check/")
    rowan.get(ROOT)  # Wagtail writes the site's settings down at the very first visit
    before = state_of_the_database()
    shown = rowan.get(ROOT + page)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert rowan.head(ROOT + page).status_code == 200
    assert state_of_the_database() == before


# --- the start page ---------------------------------------------------------------------------------------


def test_the_start_page_says_what_one_should_know_first(client: Client, consultation: Consultation) -> None:
    page = client.get(ROOT).content.decode()
    for words in (
        consultation.purpose,
        "That we ask.",
        "Two moderators.",
        "Do not name a child",
        "nobody can recover",
    ):
        assert words in page


def test_a_draft_is_not_there(client: Client, now: datetime) -> None:
    draft(now)
    for page in ("", "q/worried/", "check/", "receipt/", "return/", "withdraw/", "withdrawn/"):
        assert client.get(ROOT + page).status_code == 404
    assert client.post(ROOT).status_code == 404


def test_what_has_not_begun_cannot_be_started(client: Client, now: datetime) -> None:
    opened(now + timedelta(days=3))
    assert "You can answer from" in client.get(ROOT).content.decode()
    assert client.post(ROOT).status_code == 409
    assert Reply.objects.count() == 0


def test_what_is_closed_says_so_and_cannot_be_started(client: Client, consultation: Consultation) -> None:
    close(consultation)
    page = client.get(ROOT).content.decode()
    assert "This consultation is closed." in page
    assert "Start now" not in page
    assert client.post(ROOT).status_code == 409
    assert Reply.objects.count() == 0


def test_the_start_page_shows_what_was_published(
    client: Client, consultation: Consultation, now: datetime
) -> None:
    sana, kit = moderator("sana"), moderator("kit")
    _, text = approved_text(consultation, by=sana, at=now)
    quote = propose_quote(text, text=HARMLESS, purpose="campaign", by=sana, at=now)
    assert HARMLESS not in client.get(ROOT).content.decode()
    approve_quote(quote, by=kit, at=now)
    assert HARMLESS in client.get(ROOT).content.decode()


def test_who_holds_a_reply_is_led_back_to_it(rowan: Client) -> None:
    assert "Go on with the reply on this device" in rowan.get(ROOT).content.decode()
    assert "Go on with the reply" not in Client().get(ROOT).content.decode()


# --- a question -------------------------------------------------------------------------------------------


def test_a_saved_answer_is_there_on_the_way_back(rowan: Client) -> None:
    answer(rowan, "caseload", "23.5")
    assert 'value="23.5"' in rowan.get(f"{ROOT}q/caseload/").content.decode()


def test_a_question_costs_few_queries(
    rowan: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):  # reply, questions, and the four of saving
        answer(rowan, "caseload", "23")


def test_a_required_question_is_asked_again(rowan: Client) -> None:
    page = rowan.post(f"{ROOT}q/worried/").content.decode()
    assert "Answer this question to go on." in page
    assert "<title>Error: " in page


@pytest.mark.parametrize("typed", ["twenty", "-1", "23.55", "1e400", "\x00"])
def test_a_number_that_is_none_is_kept_for_correction(rowan: Client, typed: str) -> None:
    page = rowan.post(f"{ROOT}q/caseload/", {"answer": typed})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert Answer.objects.count() == 0


def test_an_unusual_number_is_asked_about_and_taken_when_confirmed(rowan: Client) -> None:
    assert answer(rowan, "caseload", "230") == ""
    assert Answer.objects.count() == 0
    assert answer(rowan, "caseload", "230", as_it_is="yes") == f"{ROOT}q/change/"
    assert Answer.objects.get().value == "230"
    absurd = rowan.post(f"{ROOT}q/caseload/", {"answer": "999999", "as_it_is": "yes"}).content.decode()
    assert "You entered 999,999. Look again: enter 1,000 or less." in absurd
    assert 'value="999999"' in absurd
    assert Answer.objects.get().value == "230"


def test_a_text_that_seems_to_name_somebody_gets_a_hint_first(rowan: Client) -> None:
    page = rowan.post(f"{ROOT}q/change/", {"answer": RISKY}).content.decode()
    assert "“Robyn” looks like a name" in page
    assert RISKY in page
    assert Answer.objects.count() == 0
    assert answer(rowan, "change", RISKY, as_it_is="yes") == f"{ROOT}check/"
    assert Answer.objects.get().value == RISKY


def test_a_text_that_is_too_long_is_kept_for_shortening(rowan: Client) -> None:
    page = rowan.post(f"{ROOT}q/change/", {"answer": "a" * 201, "as_it_is": "yes"}).content.decode()
    assert "take out 1 to keep to 200." in page
    assert "a" * 201 in page
    assert Answer.objects.count() == 0


def test_a_form_beyond_all_measure_is_refused_in_words(rowan: Client) -> None:
    assert rowan.post(f"{ROOT}q/change/", {"answer": "a" * 1_100_000}).status_code == 400
    assert Answer.objects.count() == 0


def test_what_is_written_is_shown_as_text(rowan: Client) -> None:
    answer(rowan, "change", "<script>alert(1)</script>", as_it_is="yes")
    page = rowan.get(f"{ROOT}check/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_changing_an_answer_leads_back_to_the_check(rowan: Client) -> None:
    answer_all(rowan)
    assert rowan.post(f"{ROOT}q/worried/?check", {"answer": "no"})["Location"] == f"{ROOT}check/"


def test_a_question_that_was_never_asked_leads_to_the_start(rowan: Client) -> None:
    assert rowan.get(f"{ROOT}q/salary/")["Location"] == ROOT
    assert answer(rowan, "salary", "1") == ROOT


def test_without_the_code_nothing_is_saved_and_the_words_come_back(
    client: Client, consultation: Consultation
) -> None:
    assert client.get(f"{ROOT}q/change/")["Location"] == ROOT
    page = client.post(f"{ROOT}q/change/", {"answer": HARMLESS})
    assert page.status_code == 403
    assert "We have lost your place" in page.content.decode()
    assert HARMLESS in page.content.decode()
    assert Answer.objects.count() == 0


def test_a_browser_holds_the_code_for_twelve_hours(client: Client, consultation: Consultation) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(ROOT)
        clock.shift(timedelta(hours=11, minutes=59))
        assert client.get(f"{ROOT}q/worried/").status_code == 200
        clock.shift(timedelta(minutes=2))
        assert client.get(f"{ROOT}q/worried/").status_code == 302


def test_a_forged_cookie_opens_nothing(client: Client, consultation: Consultation, now: datetime) -> None:
    client.cookies[NAME] = start_reply(consultation, at=now)
    assert client.post(f"{ROOT}q/change/", {"answer": HARMLESS}).status_code == 403


def test_a_cookie_of_one_consultation_opens_no_other(rowan: Client, now: datetime) -> None:
    opened(now, slug="other")
    rowan.cookies[NAME]["path"] = "/"
    assert rowan.post("/views/other/q/change/", {"answer": HARMLESS}).status_code == 403


def test_after_the_close_nothing_is_saved_and_the_words_come_back(
    rowan: Client, consultation: Consultation
) -> None:
    close(consultation)
    assert rowan.get(f"{ROOT}q/change/")["Location"] == ROOT
    page = rowan.post(f"{ROOT}q/change/", {"answer": HARMLESS})
    assert page.status_code == 409
    assert HARMLESS in page.content.decode()
    assert Answer.objects.count() == 0


def test_one_machine_begins_three_thousand_replies_a_day_and_a_begun_one_goes_on(
    client: Client, consultation: Consultation
) -> None:
    """A conference shares one address and is let in; a flood is told so, and who has begun loses nothing."""
    assert resending.STARTS_A_DAY == 3000
    flood = "2001:db8:7:1::1"
    client.post(ROOT, REMOTE_ADDR=flood)
    for _ in range(resending.STARTS_A_DAY - 1):
        resending.knock_to_begin(flood, at=timezone.now())
    refused = Client().post(ROOT, REMOTE_ADDR="2001:db8:7:1::2")
    page = refused.content.decode()
    assert (refused.status_code, "Very many replies were begun today" in page) == (429, True)
    assert Reply.objects.count() == 1
    assert client.post(f"{ROOT}q/worried/", {"answer": "yes"}, REMOTE_ADDR=flood).status_code == 302
    assert Client().post(ROOT, REMOTE_ADDR="2001:db8:7:2::1").status_code == 302
