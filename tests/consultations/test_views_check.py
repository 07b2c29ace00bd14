"""Checking, sending, coming back, withdrawing: the last pages under /views/."""

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.consultations.holding import NAME
from campaigns.consultations.models import Answer, Consent, Consultation, Reply
from campaigns.consultations.reporting import report_consultation
from tests.consultations.factories import HARMLESS, SLUG, moderator
from tests.consultations.test_views import answer_all, close

pytestmark = pytest.mark.django_db
ROOT = f"/views/{SLUG}/"


@pytest.fixture
def rowan(client: Client, consultation: Consultation) -> Client:
    """A browser in which a reply was started."""
    client.post(ROOT)
    return client


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


def test_after_the_report_her_own_reply_leads_to_what_came_of_it(
    rowan: Client, consultation: Consultation
) -> None:
    answer_all(rowan)
    rowan.post(f"{ROOT}check/")
    close(consultation)
    link = f'<a href="{ROOT}">You said, we did</a>'
    assert link not in rowan.get(f"{ROOT}check/").content.decode()
    sana = moderator("sana")
    report_consultation(consultation, summary="We heard you.", by=sana, at=timezone.now())
    assert link in rowan.get(f"{ROOT}check/").content.decode()
    assert "We heard you." in rowan.get(ROOT).content.decode()


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
