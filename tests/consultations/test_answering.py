from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from campaigns.consultations.answering import save_answer, send_reply, start_reply, withdraw_reply
from campaigns.consultations.codes import hash_of
from campaigns.consultations.errors import ConsultationClosed, NothingToSend, UnknownCode, UnsuitableAnswer
from campaigns.consultations.finding import find_reply
from campaigns.consultations.models import Answer, Consent, Consultation, Quote, Redaction, Reply
from campaigns.consultations.moderating import approve, redact
from campaigns.consultations.questionnaire import Choice
from campaigns.consultations.quoting import propose_quote
from tests.consultations.everything import ROLE, asking
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened, reply, text_of
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_rowan_answers_and_sends(noon: datetime) -> None:
    consultation = opened(noon)
    code = reply(consultation, at=noon, worried="no", caseload="23.5", change=HARMLESS, consents=["press"])
    sent = Reply.objects.get()
    assert (sent.state, sent.mode, sent.started_on, sent.sent_on) == (
        "sent",
        "public",
        noon.date(),
        noon.date(),
    )
    assert sent.code_hash == hash_of(code)
    assert list(sent.answers.order_by("pk").values_list("question", "value", "moderation")) == [
        ("worried", "no", "not_needed"),
        ("caseload", "23.5", "not_needed"),
        ("change", HARMLESS, "unread"),
    ]
    assert list(Consent.objects.values_list("purpose", "given", "wording", "source", "given_on")) == [
        ("press", True, "quote-1", "reply", noon.date())
    ]


def test_answering_writes_no_audit_entry(noon: datetime) -> None:
    consultation = opened(noon)
    before = Entry.objects.count()
    withdraw_reply(reply(consultation, at=noon), at=noon)
    assert Entry.objects.count() == before


def test_a_reply_keeps_no_time_finer_than_the_day() -> None:
    fields = [field.get_internal_type() for model in (Reply, Answer, Consent) for field in model._meta.fields]
    assert "DateTimeField" not in fields


@pytest.mark.any_database
def test_saving_an_answer_costs_few_queries(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    code = start_reply(opened(noon), at=noon)
    with django_assert_num_queries(5):  # savepoint, reply, questions, answer, release
        save_answer(code, question="change", value="First.", at=noon)
    with django_assert_num_queries(4):  # the same with an update; the questions are kept
        save_answer(code, question="change", value="Second.", at=noon)


@pytest.mark.any_database
def test_saving_a_published_text_costs_few_queries(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sana = moderator("sana")
    code, answer = approved_text(opened(noon), by=sana, at=noon)
    redact(answer, words=["limit"], reason="person", by=sana, at=noon)
    propose_quote(answer, text="time to think", purpose="campaign", by=sana, at=noon)
    with django_assert_num_queries(12):  # as above; what stands, five for quotes, one for redactions, answer
        save_answer(code, question="change", value="Second.", at=noon)


@pytest.mark.any_database
def test_words_beside_an_option_cost_no_query_more(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asking(noon)
    code = start_reply(Consultation.objects.get(), at=noon)
    with django_assert_num_queries(6):  # savepoint, reply, questions, what stands, both answers, release
        save_answer(code, question="role", value="other", other="Team of one", at=noon)
    with django_assert_num_queries(5):
        save_answer(code, question="role", value="other", other="Team of two", at=noon)
    send_role_only(code, at=noon)
    with django_assert_num_queries(6):  # one more for whoever sent it: what is asked may have changed
        save_answer(code, question="role", value="other", other="Team of three", at=noon)


def test_an_answer_is_overwritten_and_an_empty_one_forgotten(noon: datetime) -> None:
    code = start_reply(opened(noon), at=noon)
    for value in ("20", "21", ""):
        save_answer(code, question="caseload", value=value, at=noon)
        assert list(Answer.objects.values_list("value", flat=True)) == ([value] if value else [])


def test_a_code_is_understood_however_it_is_typed(noon: datetime) -> None:
    consultation = opened(noon)
    code = start_reply(consultation, at=noon)
    save_answer(code.lower().replace("-", " "), question="worried", value="yes", at=noon)
    assert find_reply(consultation, code=code.replace("-", "")).answers.count() == 1


@pytest.mark.parametrize("value", ["perhaps", ""])
def test_an_answer_that_does_not_fit_is_refused(noon: datetime, value: str) -> None:
    code = start_reply(opened(noon), at=noon)
    with pytest.raises(UnsuitableAnswer):
        save_answer(code, question="worried", value=value, at=noon)
    assert Answer.objects.count() == 0


def test_an_answer_to_no_question_is_refused(noon: datetime) -> None:
    code = start_reply(opened(noon), at=noon)
    with pytest.raises(UnsuitableAnswer):
        save_answer(code, question="salary", value="1", at=noon)


def test_before_and_after_its_time_nothing_is_taken(noon: datetime) -> None:
    consultation = opened(noon)
    code = start_reply(consultation, at=noon)
    save_answer(code, question="worried", value="yes", at=noon)
    for moment in (consultation.opens - timedelta(seconds=1), consultation.closes):
        with pytest.raises(ConsultationClosed):
            start_reply(consultation, at=moment)
        with pytest.raises(ConsultationClosed):
            save_answer(code, question="worried", value="no", at=moment)
        with pytest.raises(ConsultationClosed):
            send_reply(code, consents=[], at=moment)
        with pytest.raises(ConsultationClosed):
            withdraw_reply(code, at=moment)
    assert list(Reply.objects.values_list("state", "answers__value")) == [("started", "yes")]


@pytest.mark.parametrize("code", ["", "7K2M", "0000-0000-0000-0000"])
def test_an_unknown_code_opens_nothing(noon: datetime, code: str) -> None:
    consultation = opened(noon)
    with pytest.raises(UnknownCode):
        save_answer(code, question="worried", value="yes", at=noon)
    with pytest.raises(UnknownCode):
        find_reply(consultation, code=code)


def test_a_code_opens_no_reply_to_another_consultation(noon: datetime) -> None:
    one, other = opened(noon), opened(noon, slug="other")
    with pytest.raises(UnknownCode):
        find_reply(other, code=start_reply(one, at=noon))


def test_an_empty_reply_is_not_sent(noon: datetime) -> None:
    code = start_reply(opened(noon), at=noon)
    with pytest.raises(NothingToSend, match="at least one question"):
        send_reply(code, consents=[], at=noon)


def test_a_reply_without_a_required_answer_is_not_sent(noon: datetime) -> None:
    code = start_reply(opened(noon), at=noon)
    save_answer(code, question="caseload", value="20", at=noon)
    with pytest.raises(NothingToSend, match="Did you go home worried"):
        send_reply(code, consents=["press"], at=noon)
    assert Consent.objects.count() == 0


def test_sending_again_keeps_the_first_day_and_changes_consents(noon: datetime) -> None:
    code = reply(opened(noon), at=noon, consents=["press"])
    send_reply(code, consents=["campaign"], at=noon + timedelta(hours=20))
    assert Reply.objects.get().sent_on == noon.date()
    assert list(Consent.objects.values_list("purpose", "given")) == [
        ("press", True),
        ("campaign", True),
        ("press", False),
    ]


def test_a_withdrawn_reply_is_gone_with_its_words(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    code, answer = approved_text(consultation, by=sana, at=noon)
    propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    withdraw_reply(code, at=noon)
    assert Answer.objects.count() == 0
    assert list(Quote.objects.values_list("state", "recall", "text", "answer")) == [
        ("recalled", "withdrawn", "", None)
    ]
    with pytest.raises(UnknownCode):
        find_reply(consultation, code=code)
    with pytest.raises(UnknownCode):
        save_answer(code, question="worried", value="no", at=noon)


def test_a_changed_text_waits_again_and_takes_its_quotes_back(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    code, answer = approved_text(consultation, by=sana, at=noon)
    redact(answer, words=["limit"], reason="person", by=sana, at=noon)
    propose_quote(answer, text="time to think", purpose="campaign", by=sana, at=noon)
    save_answer(code, question="change", value="Something else.", at=noon)
    assert text_of(consultation).moderation == "unread"
    assert Redaction.objects.count() == 0
    assert list(Quote.objects.values_list("state", "recall", "text")) == [("recalled", "edited", "")]


def test_the_same_text_saved_again_changes_nothing(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    code, answer = approved_text(consultation, by=sana, at=noon)
    propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    save_answer(code, question="change", value=f" {HARMLESS} ", at=noon)
    assert text_of(consultation).moderation == "approved"
    assert Quote.objects.get().state == "proposed"


@pytest.mark.any_database
def test_the_database_holds_one_answer_to_a_question(noon: datetime) -> None:
    reply(opened(noon), at=noon)
    with pytest.raises(IntegrityError, match="answer"):
        Answer.objects.create(
            reply=Reply.objects.get(), question="worried", value="no", moderation="not_needed"
        )


# --- words beside an option -------------------------------------------------------------------------------


def send_role_only(code: str, *, at: datetime) -> None:
    for question, value in (("worried", "1"), ("support", {"manager": "good", "team": "poor"})):
        save_answer(code, question=question, value=value, at=at)
    send_reply(code, consents=["campaign"], at=at)


def said(question: str = "role") -> dict[str, object]:
    rows = Answer.objects.filter(question__startswith=question)
    return dict(rows.values_list("question", "value"))


def test_words_beside_an_option_are_a_text_of_their_own(noon: datetime) -> None:
    code = start_reply(asking(noon), at=noon)
    save_answer(code, question="role", value="other", other=" Team  of one ", at=noon)
    assert list(Answer.objects.order_by("pk").values_list("question", "value", "moderation")) == [
        ("role", "other", "not_needed"),
        ("role__other", "Team of one", "unread"),
    ]


def test_they_go_when_the_option_is_not_chosen_any_more(noon: datetime) -> None:
    code = start_reply(asking(noon), at=noon)
    save_answer(code, question="tasks", value=["records", "other"], other="E-mails", at=noon)
    save_answer(code, question="tasks", value=["records"], other="E-mails", at=noon)
    assert said("tasks") == {"tasks": ["records"]}
    save_answer(code, question="tasks", value=["other"], other="E-mails", at=noon)
    save_answer(code, question="tasks", value=[], other="", at=noon)
    assert said("tasks") == {}


@pytest.mark.any_database
def test_there_is_room_for_the_words_beside_the_longest_key(noon: datetime) -> None:
    code = start_reply(asking(noon, [replace(ROLE, key="r" * 40)]), at=noon)
    save_answer(code, question="r" * 40, value="other", other="Team of one", at=noon)
    assert said("r") == {"r" * 40: "other", "r" * 40 + "__other": "Team of one"}


def test_only_the_first_option_that_asks_which_has_a_box(noon: datetime) -> None:
    two = (*ROLE.options, Choice("none", "None of these", asks_which=True))
    code = start_reply(asking(noon, [replace(ROLE, options=two)]), at=noon)
    save_answer(code, question="role", value="none", other="Team of one", at=noon)
    assert said() == {"role": "none"}


def test_words_that_do_not_fit_keep_the_choice_from_being_saved(noon: datetime) -> None:
    code = start_reply(asking(noon), at=noon)
    with pytest.raises(UnsuitableAnswer, match="take out 1 to keep to 200"):
        save_answer(code, question="role", value="other", other="a" * 201, at=noon)
    assert Answer.objects.count() == 0


def quoted_words(noon: datetime) -> str:
    """A reply with redacted and quoted words beside "another role"; its code."""
    sana = moderator("sana")
    code = start_reply(asking(noon), at=noon)
    save_answer(code, question="role", value="other", other="Duty lead in Ashby", at=noon)
    send_role_only(code, at=noon)
    words = Answer.objects.get(question="role__other")
    redact(words, words=["Ashby"], reason="workplace", by=sana, at=noon)
    words.refresh_from_db()
    propose_quote(words, text="Duty lead", purpose="campaign", by=sana, at=noon)
    return code


@pytest.mark.parametrize(
    ("value", "other", "left"),
    [
        ("other", "Duty lead", {"role": "other", "role__other": "Duty lead"}),
        ("other", "", {"role": "other"}),
        ("worker", "Duty lead in Ashby", {"role": "worker"}),
    ],
)
def test_changed_words_lose_their_redactions_and_quotes(
    noon: datetime, value: str, other: str, left: dict[str, object]
) -> None:
    code = quoted_words(noon)
    save_answer(code, question="role", value=value, other=other, at=noon)
    assert said() == left
    assert Redaction.objects.count() == 0
    assert list(Quote.objects.values_list("state", "recall", "text")) == [("recalled", "edited", "")]
    assert set(Answer.objects.filter(question="role__other").values_list("moderation", flat=True)) <= {
        "unread"
    }


def test_another_tick_leaves_the_words_and_their_quote_alone(noon: datetime) -> None:
    code = quoted_words(noon)
    save_answer(code, question="role", value="other", other="Duty lead in Ashby", at=noon)
    assert Quote.objects.get().state == "proposed"
    assert Redaction.objects.count() == 1


def test_forgetting_an_answer_costs_more_since_tables_that_hang_on_it_are_asked(
    noon: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    code = start_reply(asking(noon), at=noon)
    save_answer(code, question="team", value="Duty", at=noon)
    save_answer(code, question="role", value="other", other="Duty lead", at=noon)
    with django_assert_max_num_queries(9):
        save_answer(code, question="team", value="", at=noon)
    with django_assert_max_num_queries(10):
        save_answer(code, question="role", value="worker", at=noon)


# --- questions that are no longer asked -------------------------------------------------------------------


def worried_and_quoted(noon: datetime, *, sent: bool) -> str:
    """Rowan was worried and said why; with `sent`, a moderator quotes it."""
    code = start_reply(asking(noon), at=noon)
    save_answer(code, question="role", value="worker", at=noon)
    save_answer(code, question="worried", value="5", at=noon)
    save_answer(code, question="why", value=HARMLESS, at=noon)
    save_answer(code, question="support", value={"manager": "good", "team": "poor"}, at=noon)
    if sent:
        send_reply(code, consents=["campaign"], at=noon)
        why, sana = Answer.objects.get(question="why"), moderator("sana")
        approve(why, by=sana, at=noon)
        why.refresh_from_db()
        propose_quote(why, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    return code


def test_until_it_is_sent_an_answer_that_is_not_asked_waits_for_its_question(noon: datetime) -> None:
    code = worried_and_quoted(noon, sent=False)
    save_answer(code, question="worried", value="1", at=noon)
    assert said("why") == {"why": HARMLESS}
    save_answer(code, question="worried", value="4", at=noon)
    send_reply(code, consents=[], at=noon)
    assert said("why") == {"why": HARMLESS}


def test_at_sending_an_answer_that_is_not_asked_is_left_out(noon: datetime) -> None:
    code = worried_and_quoted(noon, sent=False)
    save_answer(code, question="worried", value="1", at=noon)
    send_reply(code, consents=[], at=noon)
    assert said("why") == {}


def test_in_a_sent_reply_it_goes_at_once_with_its_quote(noon: datetime) -> None:
    code = worried_and_quoted(noon, sent=True)
    save_answer(code, question="worried", value="1", at=noon)
    assert said("why") == {}
    assert list(Quote.objects.values_list("state", "recall", "text")) == [("recalled", "edited", "")]


def test_what_is_asked_now_has_to_be_answered_before_sending(noon: datetime) -> None:
    code = worried_and_quoted(noon, sent=False)
    save_answer(code, question="worried", value="1", at=noon)
    Answer.objects.filter(question="why").delete()
    save_answer(code, question="worried", value="4", at=noon)
    with pytest.raises(NothingToSend, match=r"Answer “What worried you\?”") as refused:
        send_reply(code, consents=[], at=noon)
    assert refused.value.question == "why"


def test_answers_to_nothing_that_is_asked_are_an_empty_reply(noon: datetime) -> None:
    code = start_reply(asking(noon), at=noon)
    save_answer(code, question="why", value=HARMLESS, at=noon)
    with pytest.raises(NothingToSend, match="at least one question"):
        send_reply(code, consents=[], at=noon)
    assert said("why") == {"why": HARMLESS}
