"""The pages under /views/: each works, and turns away the wrong person, method and state."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from campaigns.consultations.answering import start_reply
from campaigns.consultations.holding import NAME
from campaigns.consultations.models import Answer, Consent, Consultation, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from tests.consultations.canary import state_of_the_database
from tests.consultations.factories import HARMLESS, SLUG, approved_text, draft, moderator, opened
from tests.once import told_once

pytestmark = pytest.mark.django_db
ROOT = f"/views/{SLUG}/"
RISKY = "Robyn was moved twice."


@pytest.fixture(scope="module")
def now() -> datetime:
    return timezone.now()


@told_once
def consultation(now: datetime) -> Consultation:
    return opened(now)


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
    assert "Your reply has been sent" in client.get(f"{ROOT}receipt/").content.decode()


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


# --- check, receipt, return, withdraw ---------------------------------------------------------------------


def test_nothing_is_allowed_until_somebody_allows_it(rowan: Client) -> None:
    answer_all(rowan)
    assert rowan.get(f"{ROOT}check/").context["form"]["consents"].value() == []
    rowan.post(f"{ROOT}check/")
    assert Consent.objects.count() == 0


def test_an_empty_reply_is_not_sent(rowan: Client) -> None:
    page = rowan.post(f"{ROOT}check/").content.decode()
    assert "Answer at least one question before you send your reply." in page
    assert Reply.objects.get().state == "started"


def test_a_consent_nobody_offered_is_refused(rowan: Client) -> None:
    answer_all(rowan)
    assert rowan.post(f"{ROOT}check/", {"consents": ["advertising"]}).status_code == 200
    assert Reply.objects.get().state == "started"


def test_there_is_no_receipt_before_sending(rowan: Client) -> None:
    assert rowan.get(f"{ROOT}receipt/")["Location"] == f"{ROOT}check/"


def test_rowan_returns_on_another_device(rowan: Client, consultation: Consultation) -> None:
    answer_all(rowan)
    rowan.post(f"{ROOT}check/")
    code = rowan.get(f"{ROOT}receipt/").context["code"]
    elsewhere = Client()
    assert elsewhere.post(f"{ROOT}return/", {"code": code.lower()})["Location"] == f"{ROOT}check/"
    assert HARMLESS in elsewhere.get(f"{ROOT}check/").content.decode()


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "rubbish", "7" * 50])
def test_a_code_nobody_has_is_refused_in_words(client: Client, consultation: Consultation, code: str) -> None:
    page = client.post(f"{ROOT}return/", {"code": code})
    assert "We know no reply with this code." in page.content.decode()
    assert NAME not in client.cookies


def test_no_code_at_all_is_asked_for(client: Client, consultation: Consultation) -> None:
    assert "Enter your receipt code." in client.post(f"{ROOT}return/").content.decode()


def test_rowan_withdraws(rowan: Client) -> None:
    answer_all(rowan)
    rowan.post(f"{ROOT}check/")
    assert rowan.post(f"{ROOT}withdraw/")["Location"] == f"{ROOT}withdrawn/"
    assert Answer.objects.count() == 0
    assert rowan.cookies[NAME].value == ""
    assert rowan.get(f"{ROOT}check/")["Location"] == ROOT


def test_after_the_close_a_reply_can_be_read_but_not_withdrawn(
    rowan: Client, consultation: Consultation
) -> None:
    answer_all(rowan)
    rowan.post(f"{ROOT}check/", {"consents": ["campaign"]})
    close(consultation)
    page = rowan.get(f"{ROOT}check/").content.decode()
    assert HARMLESS in page
    assert "Stop quoting me" in page
    assert rowan.post(f"{ROOT}withdraw/").status_code == 409
    assert rowan.post(f"{ROOT}check/").status_code == 409
    assert Answer.objects.count() == 3


def test_who_comes_after_the_close_learns_that_saved_is_not_sent(
    rowan: Client, consultation: Consultation
) -> None:
    """Rowan saved every answer and never pressed the last button."""
    answer_all(rowan)
    code = rowan.get(f"{ROOT}q/worried/").content.decode().partition('class="tracker">')[2][:19]
    close(consultation)
    page = rowan.get(f"{ROOT}check/").content.decode()
    assert "<h1>Your reply was not sent</h1>" in page
    assert "it does not count and nobody reads it. Your answers are deleted 7 days after the close." in page
    assert "The union may not quote you" not in page
    late = rowan.post(f"{ROOT}q/change/", {"answer": HARMLESS})
    assert "Your reply as a whole was never sent, so it does not count." in late.content.decode()
    assert "Answers that you had sent before count" not in late.content.decode()
    Reply.objects.get().delete()  # as the nightly round does
    gone = Client().post(f"{ROOT}return/", {"code": code}).content.decode()
    assert "type them again. A reply that was not sent before the close is deleted." in gone


def test_after_the_close_consent_can_still_be_withdrawn(rowan: Client, consultation: Consultation) -> None:
    answer_all(rowan)
    rowan.post(f"{ROOT}check/", {"consents": ["campaign"]})
    close(consultation)
    assert rowan.post(f"{ROOT}stop-quoting/")["Location"] == f"{ROOT}check/"
    assert "The union may not quote you." in rowan.get(f"{ROOT}check/").content.decode()


def test_a_device_that_others_use_forgets_a_reply_and_its_code_still_opens_it(
    rowan: Client, consultation: Consultation
) -> None:
    answer_all(rowan)
    rowan.post(f"{ROOT}check/")
    receipt = rowan.get(f"{ROOT}receipt/").content.decode()
    assert "Forget my reply on this device" in receipt
    assert rowan.get(f"{ROOT}leave/").status_code == 405
    assert rowan.post(f"{ROOT}leave/")["Location"] == ROOT
    assert "Go on with the reply" not in rowan.get(ROOT).content.decode()
    assert rowan.get(f"{ROOT}check/")["Location"] == ROOT
    code = receipt.partition('class="tracker">')[2][:19]
    assert rowan.post(f"{ROOT}return/", {"code": code})["Location"] == f"{ROOT}check/"
    assert HARMLESS in rowan.get(f"{ROOT}check/").content.decode()


def test_going_on_comes_before_a_second_reply(rowan: Client) -> None:
    page = rowan.get(ROOT).content.decode()
    assert page.index("Go on with the reply on this device") < page.index("Start a new reply")
    assert "the one on this device then opens with its receipt code only" in page
    assert "Start now" not in page


@pytest.mark.parametrize("page", ["check/", "withdraw/", "stop-quoting/"])
def test_without_the_code_there_is_nothing_to_send(
    client: Client, consultation: Consultation, page: str
) -> None:
    assert client.post(ROOT + page).status_code == 403


@pytest.mark.parametrize("page", ["receipt/", "withdrawn/"])
def test_pages_to_read_take_nothing(rowan: Client, page: str) -> None:
    assert rowan.post(ROOT + page).status_code == 405


@pytest.mark.parametrize("page", ["", "q/worried/", "check/", "return/", "withdraw/", "stop-quoting/"])
def test_pages_are_not_deleted(rowan: Client, page: str) -> None:
    assert rowan.delete(ROOT + page).status_code == 405


def test_consent_is_not_withdrawn_by_looking(rowan: Client) -> None:
    assert rowan.get(f"{ROOT}stop-quoting/").status_code == 405


def test_a_form_from_elsewhere_is_refused(consultation: Consultation) -> None:
    assert Client(enforce_csrf_checks=True).post(ROOT).status_code == 403
