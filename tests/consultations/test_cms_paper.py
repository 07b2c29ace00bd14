"""Keying in the CMS: for who holds the permission, on one long page, without losing what was typed."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from campaigns.consultations.keying import make_batch
from campaigns.consultations.keying_forms import WholeForm
from campaigns.consultations.models import Answer, Consultation, KeyedReply, PaperBatch, Reply
from campaigns.consultations.questionnaire import Questionnaire
from tests.conftest import SignIn
from tests.consultations.everything import EVERYTHING
from tests.consultations.factories import HARMLESS, moderator
from tests.consultations.test_keying import keyed, keyer
from tests.once import told_once
from union.accounts.models import User

pytestmark = pytest.mark.django_db
FORM = {"number": "1", "worried-answer": "yes", "caseload-answer": "23", "change-answer": HARMLESS}


@told_once
def bea() -> User:
    return keyer()


@told_once
def batch(consultation: Consultation, bea: User, now: datetime) -> PaperBatch:
    return make_batch(consultation, channel="paper", forms=2, note="Drawer 2", by=bea, at=now)


@pytest.fixture
def desk(sign_in: SignIn, bea: User) -> Client:
    return sign_in(bea)


def test_bea_makes_a_batch_and_keys_two_forms(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    where = f"/cms/views/{consultation.pk}/paper/"
    assert "No batch yet." in desk.get(where).content.decode()
    page = desk.post(where, {"channel": "phone", "forms": "2", "note": "Monday evening"}, follow=True)
    made = PaperBatch.objects.get()
    assert page.redirect_chain == [(f"/cms/views/paper/{made.pk}/", 302)]
    assert "<strong>0 of 2 keyed.</strong>" in page.content.decode()
    key = f"/cms/views/paper/{made.pk}/key/"
    odd = desk.post(key, {**FORM, "caseload-answer": "230"}).content.decode()
    assert "230 cases: is that what was said?" in odd
    page = desk.post(key, {**FORM, "consents": ["campaign"]}, follow=True)
    assert page.redirect_chain == [(key, 302)]
    assert "Form 1 is saved." in page.content.decode()
    assert 'name="number" value="2"' in page.content.decode()
    shown = desk.post(key, {"number": "2", "worried-answer": "no"}, follow=True).content.decode()
    assert "<strong>2 of 2 keyed.</strong>" in shown
    assert desk.get(key)["Location"] == f"/cms/views/paper/{made.pk}/"
    shown = desk.post(f"/cms/views/paper/{made.pk}/finish/", follow=True).content.decode()
    assert "Finished by Bea" in shown
    assert Reply.objects.counted().filter(channel="phone").count() == 2


def test_what_only_a_click_could_choose_has_a_button_for_nothing() -> None:
    drawn = {
        q.asked.key: str(q["answer"]).count("Not answered")
        for q in WholeForm(Questionnaire(EVERYTHING)).questions
    }
    assert {key: times for key, times in drawn.items() if times} == {"role": 1, "worried": 1, "support": 2}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"caseload-answer": "lots"}, "Enter a number in figures"),
        ({"worried-answer": "perhaps"}, "Choose one of the answers in the list."),
        ({"number": "7"}, "This batch has forms 1 to 2."),
        ({"number": ""}, "This field is required."),
        ({"worried-answer": "", "caseload-answer": "", "change-answer": ""}, "Key at least one answer."),
        ({"consents": ["everything"]}, "Select a valid choice."),
    ],
)
def test_a_form_that_cannot_be_saved_is_shown_again_with_all_its_words(
    desk: Client, batch: PaperBatch, changes: dict[str, str], words: str
) -> None:
    page = desk.post(f"/cms/views/paper/{batch.pk}/key/", {**FORM, **changes})
    assert page.status_code == 200
    shown = page.content.decode()
    assert words in shown
    assert "Not saved yet." in shown
    assert {**FORM, **changes}["change-answer"] in shown
    assert Reply.objects.count() == 0


def test_a_number_out_of_the_usual_is_asked_about_once(desk: Client, batch: PaperBatch) -> None:
    where = f"/cms/views/paper/{batch.pk}/key/"
    odd = {**FORM, "caseload-answer": "230"}
    page = desk.post(where, odd).content.decode()
    assert "230 cases: is that what stands on the paper?" in page
    assert Reply.objects.count() == 0
    desk.post(where, {**odd, "as_it_is": "yes"})
    assert Answer.objects.get(question="caseload").value == "230"


def test_a_number_that_cannot_be_true_is_left_out_where_the_paper_says_so(
    desk: Client, batch: PaperBatch
) -> None:
    where = f"/cms/views/paper/{batch.pk}/key/"
    page = desk.post(where, {**FORM, "caseload-answer": "999999", "as_it_is": "yes"}).content.decode()
    assert "You entered 999,999. Look again: enter 1,000 or less." in page
    assert "Where a number that cannot be true stands on the paper, leave its box empty." in page
    assert 'value="999999"' in page
    assert Reply.objects.count() == 0
    desk.post(where, {**FORM, "caseload-answer": ""})
    assert Answer.objects.filter(question="caseload").count() == 0


def test_the_same_form_sent_twice_is_one_reply(desk: Client, batch: PaperBatch) -> None:
    where = f"/cms/views/paper/{batch.pk}/key/"
    desk.post(where, FORM)
    assert "Form 1 is keyed already." in desk.post(where, FORM).content.decode()
    assert Reply.objects.count() == 1


def test_bea_corrects_a_form_and_deletes_it(desk: Client, batch: PaperBatch, now: datetime) -> None:
    form = keyed(batch, at=now, worried="yes", change=HARMLESS, consents=("press",))
    where = f"/cms/views/paper/forms/{form.pk}/"
    shown = desk.get(where).content.decode()
    assert HARMLESS in shown
    assert 'value="press"' in shown
    page = desk.post(where, {**FORM, "caseload-answer": "x"}).content.decode()
    assert "Enter a number in figures" in page
    page = desk.post(where, {**FORM, "worried-answer": "no"}, follow=True).content.decode()
    assert "Form 1 is corrected." in page
    assert Answer.objects.get(question="worried").value == "no"
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    late = desk.post(where, {**FORM, "worried-answer": "unsure", "consents": "press", "seen": seen})
    both = late.content.decode()
    assert (late.status_code, "<dd>No</dd>" in both, "<dd>Not sure</dd>" in both) == (409, True, True)
    assert Answer.objects.get(question="worried").value == "no"
    assert (
        desk.post(where, {**FORM, "worried-answer": "no", "seen": seen}).status_code == 302
    )  # pressed twice
    assert 'value="" id="id_worried-answer_3">' in both
    desk.post(where, {**FORM, "worried-answer": ""})
    assert not Answer.objects.filter(question="worried").exists()  # a slip is taken back
    page = desk.post(f"{where}delete/", follow=True).content.decode()
    assert "Form 1 is deleted, with all its answers." in page
    assert KeyedReply.objects.count() == Reply.objects.count() == 0
    assert desk.get(where).status_code == 404


def test_a_receipt_is_shown_once(desk: Client, batch: PaperBatch, consultation: Consultation) -> None:
    desk.post(f"/cms/views/paper/{batch.pk}/key/", FORM)
    form = KeyedReply.objects.get()
    page = desk.post(f"/cms/views/paper/forms/{form.pk}/receipt/")
    assert "no-store" in page["Cache-Control"]
    code = page.content.decode().split('views-code">')[1][:19]
    assert len(code.replace("-", "")) == 16
    assert code not in desk.get(f"/cms/views/paper/{batch.pk}/").content.decode()


def test_after_seven_days_nothing_can_be_changed(
    desk: Client, consultation: Consultation, batch: PaperBatch, now: datetime
) -> None:
    form = keyed(batch, at=now)
    Consultation.objects.filter(pk=consultation.pk).update(
        opens=now - timedelta(days=20), closes=now - timedelta(days=7)
    )
    shown = desk.get(f"/cms/views/paper/{batch.pk}/").content.decode()
    assert "closed more than seven days ago" in shown
    for path in (f"{batch.pk}/key/", f"forms/{form.pk}/"):
        page = desk.post(f"/cms/views/paper/{path}", FORM).content.decode()
        assert "That time is over." in page
        assert HARMLESS in page
    for path in (f"forms/{form.pk}/delete/", f"forms/{form.pk}/receipt/"):
        assert "That time is over." in desk.post(f"/cms/views/paper/{path}", follow=True).content.decode()
    page = desk.get(f"/cms/views/{consultation.pk}/paper/").content.decode()
    assert ("No batch can be made now" in page, "Make the batch" in page) == (True, False)
    refused = desk.post(f"/cms/views/{consultation.pk}/paper/", {"channel": "paper", "forms": "1"})
    assert "That time is over." in refused.content.decode()


PAGES = ["{c}/paper/", "paper/{b}/", "paper/{b}/key/", "paper/forms/{f}/"]
ACTS = ["paper/{b}/finish/", "paper/forms/{f}/delete/", "paper/forms/{f}/receipt/"]


@pytest.mark.parametrize("path", [*PAGES, *ACTS])
def test_for_a_moderator_who_does_not_key_there_is_no_such_page(
    sign_in: SignIn, client: Client, batch: PaperBatch, now: datetime, path: str
) -> None:
    form = keyed(batch, at=now)
    where = "/cms/views/" + path.format(c=batch.consultation_id, b=batch.pk, f=form.pk)
    sana = sign_in(moderator("sana"))
    looked = sana.get(where) if path in PAGES else sana.post(where)
    assert looked.status_code == 404
    assert client.get(where)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ACTS)
def test_nothing_happens_by_looking(desk: Client, batch: PaperBatch, now: datetime, path: str) -> None:
    form = keyed(batch, at=now)
    where = "/cms/views/" + path.format(b=batch.pk, f=form.pk)
    assert desk.get(where).status_code == 405


def test_a_keyer_sees_where_to_key_and_no_free_text(
    desk: Client, consultation: Consultation, batch: PaperBatch
) -> None:
    index = desk.get("/cms/views/").content.decode()
    assert f"/cms/views/{consultation.pk}/paper/" in index
    assert "Texts waiting" not in index
    assert desk.get(f"/cms/views/{consultation.pk}/").status_code == 404
    assert "Free texts" not in desk.get(f"/cms/views/paper/{batch.pk}/").content.decode()
    assert desk.get(f"/cms/views/{consultation.pk + 1}/paper/").status_code == 404
