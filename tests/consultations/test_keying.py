"""Replies from paper and telephone: Bea keys a pile of forms."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from campaigns.consultations.answering import withdraw_reply
from campaigns.consultations.consenting import consents_of
from campaigns.consultations.errors import (
    BatchFinished,
    ConsultationClosed,
    FormTaken,
    NothingToSend,
    UnsuitableAnswer,
)
from campaigns.consultations.finding import find_reply
from campaigns.consultations.keying import (
    correct_reply,
    delete_reply,
    finish_batch,
    give_receipt,
    key_reply,
    make_batch,
    next_number,
)
from campaigns.consultations.models import Answer, Consent, Consultation, KeyedReply, PaperBatch, Reply
from campaigns.consultations.moderating import approve
from campaigns.consultations.opening import close_consultation, open_consultation
from campaigns.consultations.questionnaire import Asked, Choice
from campaigns.consultations.quoting import propose_quote
from campaigns.consultations.reading import by_channel
from tests.consultations.canary import tables_with
from tests.consultations.factories import CHANGE, HARMLESS, draft, moderator, opened, reply, text_of
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def keyer(name: str = "bea") -> User:
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    user.user_permissions.add(
        Permission.objects.get(content_type__app_label="consultations", codename="key_replies"),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    return user


def pile(consultation: Consultation, *, by: User, at: datetime, forms: int = 3) -> PaperBatch:
    return make_batch(consultation, channel="paper", forms=forms, note="North office, drawer 2", by=by, at=at)


def keyed(
    batch: PaperBatch, *, at: datetime, number: int = 1, consents: tuple[str, ...] = (), **answers: str
) -> KeyedReply:
    said = answers or {"worried": "yes"}
    return key_reply(batch, number=number, answers=said, consents=consents, by=batch.made_by, at=at)


def test_a_keyed_form_is_a_reply_that_counts_and_points_at_nobody(noon: datetime) -> None:
    consultation, bea = opened(noon), keyer()
    batch = pile(consultation, by=bea, at=noon)
    assert re.fullmatch(r"PB-[0-9A-HJKMNP-TV-Z]{4}", batch.code)
    keyed(
        batch, at=noon, worried="yes", caseload="23,5".replace(",", "."), change=HARMLESS, consents=("press",)
    )
    found = Reply.objects.counted().get()
    assert (found.channel, found.participation, found.readable, found.sent_on) == (
        "paper",
        None,
        True,
        noon.date(),
    )
    assert dict(found.answers.values_list("question", "value")) == {
        "worried": "yes",
        "caseload": "23.5",
        "change": HARMLESS,
    }
    assert text_of(consultation).moderation == "unread"
    assert list(Consent.objects.values_list("purpose", "given", "source")) == [("press", True, "paper")]


@pytest.mark.any_database
@pytest.mark.parametrize("mode", ["anonymous_verified", "confidential", "named"])
def test_in_every_mode_a_keyed_form_points_at_nobody(noon: datetime, mode: str) -> None:
    consultation, bea = opened(noon), keyer()
    Consultation.objects.filter(pk=consultation.pk).update(mode=mode)
    keyed(pile(consultation, by=bea, at=noon), at=noon)
    assert Reply.objects.values_list("mode", "participation").get() == (mode, None)


def test_the_telephone_is_told_from_paper_and_the_web(noon: datetime) -> None:
    consultation, bea = opened(noon), keyer()
    reply(consultation, at=noon)
    for channel in ("paper", "phone", "phone"):
        batch = make_batch(consultation, channel=channel, forms=1, by=bea, at=noon)
        keyed(batch, at=noon, consents=("campaign",))
    assert by_channel(consultation) == {"web": 1, "paper": 1, "phone": 2}
    assert sorted(Consent.objects.values_list("source", flat=True)) == ["paper", "phone", "phone"]


def test_what_is_required_on_the_web_may_be_blank_on_paper(noon: datetime) -> None:
    batch = pile(opened(noon), by=keyer(), at=noon)
    keyed(batch, at=noon, worried="", caseload="12")
    assert Answer.objects.values_list("question", "value").get() == ("caseload", "12")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"worried": ""}, NothingToSend),
        ({"worried": "perhaps"}, UnsuitableAnswer),
        ({"caseload": "many"}, UnsuitableAnswer),
        ({"weather": "wet"}, UnsuitableAnswer),
    ],
)
def test_what_cannot_be_an_answer_is_refused_and_nothing_is_kept(
    noon: datetime, answers: dict[str, str], error: type[Exception]
) -> None:
    batch = pile(opened(noon), by=keyer(), at=noon)
    with pytest.raises(error):
        keyed(batch, at=noon, **answers)
    assert Reply.objects.count() == 0


def test_an_answer_that_no_question_leads_to_is_left_out(noon: datetime) -> None:
    visits = Asked(
        key="visits",
        kind="single",
        label="Do you visit?",
        section="Work",
        options=(Choice("yes", "Yes"), Choice("no", "No")),
    )
    alone = Asked(
        key="alone",
        kind="number",
        label="How many alone?",
        section="Work",
        only_if="visits",
        only_if_answers=("yes",),
    )
    consultation = draft(noon, asked=(visits, alone, CHANGE))
    open_consultation(consultation, by=None, at=noon)
    consultation.refresh_from_db()
    batch = pile(consultation, by=keyer(), at=noon)
    keyed(batch, at=noon, visits="no", alone="7")
    assert dict(Answer.objects.values_list("question", "value")) == {"visits": "no"}


def test_each_form_is_keyed_once_and_within_the_batch(noon: datetime) -> None:
    batch = pile(opened(noon), by=keyer(), at=noon, forms=2)
    assert next_number(batch) == 1
    keyed(batch, at=noon, number=2)
    assert next_number(batch) == 1
    with pytest.raises(FormTaken, match="Form 2 is keyed already"):
        keyed(batch, at=noon, number=2)
    with pytest.raises(FormTaken, match="forms 1 to 2"):
        keyed(batch, at=noon, number=3)
    assert Reply.objects.count() == 1
    keyed(batch, at=noon, number=1)
    assert next_number(batch) is None


def test_a_finished_batch_takes_no_more_and_can_still_be_corrected(noon: datetime) -> None:
    bea = keyer()
    batch = pile(opened(noon), by=bea, at=noon)
    form = keyed(batch, at=noon)
    finish_batch(batch, by=bea, at=noon)
    finish_batch(batch, by=bea, at=noon)
    with pytest.raises(BatchFinished):
        keyed(batch, at=noon, number=2)
    correct_reply(form, answers={"worried": "no"}, consents=(), by=bea, at=noon)
    assert Answer.objects.get().value == "no"
    assert Entry.objects.get(action="paper.batch_finished").detail == {"forms": 3, "keyed": 1}


def test_a_correction_goes_to_the_moderator_again_and_takes_quotes_back(noon: datetime) -> None:
    consultation, bea, sana = opened(noon), keyer(), moderator("sana")
    form = keyed(
        pile(consultation, by=bea, at=noon), at=noon, change=HARMLESS, consents=("campaign", "press")
    )
    approve(text_of(consultation), by=sana, at=noon)
    quote = propose_quote(text_of(consultation), text=HARMLESS, purpose="campaign", by=sana, at=noon)
    said = {"change": "A limit on caseloads."}
    correct_reply(form, answers=said, consents=("press",), by=bea, at=noon)
    quote.refresh_from_db()
    assert (quote.state, quote.text) == ("recalled", "")
    assert text_of(consultation).moderation == "unread"
    assert consents_of(form.reply) == {"press"}


def test_a_deleted_form_leaves_nothing_and_its_number_is_free(noon: datetime) -> None:
    consultation, bea, sana = opened(noon), keyer(), moderator("sana")
    batch = pile(consultation, by=bea, at=noon)
    form = keyed(batch, at=noon, change="Quillemina said so.", consents=("campaign",))
    approve(text_of(consultation), by=sana, at=noon)
    propose_quote(text_of(consultation), text="Quillemina said so.", purpose="campaign", by=sana, at=noon)
    delete_reply(form, by=bea, at=noon)
    assert Reply.objects.count() == 0
    assert tables_with("Quillemina") == []
    assert next_number(batch) == 1


def test_forms_are_keyed_and_corrected_until_seven_days_after_the_close(noon: datetime) -> None:
    consultation, bea = opened(noon), keyer()
    batch = pile(consultation, by=bea, at=noon)
    form = keyed(batch, at=noon)
    closed = noon + timedelta(hours=1)
    close_consultation(consultation, by=None, at=closed)
    keyed(batch, at=closed + WEEK - timedelta(seconds=1), number=2)
    late = closed + WEEK
    for act in (
        lambda: keyed(batch, at=late, number=3),
        lambda: correct_reply(form, answers={"worried": "no"}, consents=(), by=bea, at=late),
        lambda: delete_reply(form, by=bea, at=late),
        lambda: give_receipt(form, by=bea, at=late),
        lambda: pile(consultation, by=bea, at=late),
    ):
        batch.consultation.refresh_from_db()
        with pytest.raises(ConsultationClosed, match="until seven days after"):
            act()
    assert Reply.objects.count() == 2


def test_a_button_pressed_twice_makes_one_batch(noon: datetime) -> None:
    consultation, bea = opened(noon), keyer()
    first = pile(consultation, by=bea, at=noon)
    assert pile(consultation, by=bea, at=noon + timedelta(seconds=9)) == first
    assert Entry.objects.filter(action="paper.batch_made").count() == 1
    others = [
        pile(consultation, by=bea, at=noon + timedelta(seconds=10)),
        pile(consultation, by=bea, at=noon, forms=4),
        pile(consultation, by=keyer("tess"), at=noon),
    ]
    keyed(first, at=noon)
    others.append(pile(consultation, by=bea, at=noon + timedelta(seconds=9), forms=3))
    assert len({first, *others}) == 4  # the last is the one of the tenth second


def test_a_draft_takes_no_batch(noon: datetime) -> None:
    with pytest.raises(ConsultationClosed):
        pile(draft(noon), by=keyer(), at=noon)


@pytest.mark.parametrize("mode", ["public", "anonymous_verified"])
def test_a_receipt_is_made_when_asked_and_only_the_last_one_works(noon: datetime, mode: str) -> None:
    consultation, bea = opened(noon), keyer()
    Consultation.objects.filter(pk=consultation.pk).update(mode=mode)
    form = keyed(pile(consultation, by=bea, at=noon), at=noon, change=HARMLESS)
    first, second = (give_receipt(form, by=bea, at=noon) for _ in range(2))
    assert tables_with(second.replace("-", "")) == []
    assert find_reply(consultation, code=second) == form.reply
    assert not Reply.objects.filter(code_hash=first).exists()
    withdraw_reply(second, at=noon)
    assert (KeyedReply.objects.get(), Reply.objects.get().state) == (form, "withdrawn")  # its pile is whole
    with pytest.raises(ConsultationClosed, match="the member withdrew it"):
        correct_reply(form, answers={"worried": "no"}, consents=(), by=bea, at=noon)


def test_the_audit_log_knows_the_form_and_no_answer(noon: datetime) -> None:
    bea = keyer()
    batch = pile(opened(noon), by=bea, at=noon)
    form = keyed(batch, at=noon, worried="unsure")
    delete_reply(form, by=bea, at=noon)
    entries = Entry.objects.filter(action__startswith="paper").values_list(
        "action", "subject", "by", "detail"
    )
    assert list(entries) == [
        ("paper.batch_made", f"paper_batch:{batch.pk}", bea.pk, {"forms": 3}),
        ("paper.keyed", f"paper_batch:{batch.pk}", bea.pk, {"form": 1}),
        ("paper.deleted", f"paper_batch:{batch.pk}", bea.pk, {"form": 1}),
    ]


@pytest.mark.any_database
def test_the_database_keeps_one_form_for_a_number(noon: datetime) -> None:
    batch = pile(opened(noon), by=keyer(), at=noon)
    keyed(batch, at=noon)
    other = keyed(batch, at=noon, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyedReply.objects.filter(pk=other.pk).update(number=1)
