from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest

from campaigns.consultations.answering import save_answer, start_reply, withdraw_reply
from campaigns.consultations.errors import (
    DecidedMeanwhile,
    NotForPublication,
    NotTheirWords,
    ReasonMissing,
)
from campaigns.consultations.history import history_of
from campaigns.consultations.models import Answer, Quote, Redaction, SafeguardingMark
from campaigns.consultations.moderating import (
    approve,
    as_seen,
    clear_safeguarding,
    mark_safeguarding,
    redact,
    redacted_text,
    refuse,
    restore,
)
from campaigns.consultations.quoting import propose_quote
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened, reply, text_of
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
RISKY = "My manager in Thornbeck said no, and Thornbeck is small."


def test_sana_approves_a_text(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    assert answer.moderation == "approved"
    entry = Entry.objects.get(action="answer.approved")
    assert (entry.subject, entry.by, entry.at, entry.detail) == (f"answer:{answer.pk}", sana, noon, {})


def test_words_are_taken_out_wherever_they_stand(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=RISKY)
    redact(text_of(consultation), words=["thornbeck"], reason="workplace", by=sana, at=noon)
    answer = text_of(consultation)
    assert answer.moderation == "redacted"
    assert answer.value == RISKY
    assert redacted_text(answer) == "My manager in [...] said no, and [...] is small."
    assert list(Redaction.objects.values_list("reason", "by", "at")) == [("workplace", sana.pk, noon)] * 2
    assert Entry.objects.get(action="answer.redacted").detail == {"reason": "workplace", "cuts": 2}


def test_words_that_are_not_there_are_refused(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=RISKY)
    with pytest.raises(NotTheirWords):
        redact(text_of(consultation), words=["Elsewhere"], reason="workplace", by=sana, at=noon)
    assert text_of(consultation).moderation == "unread"


@pytest.mark.parametrize("undo", [partial(refuse, reason="child"), restore], ids=["refuse", "restore"])
def test_a_refused_or_restored_text_takes_its_quotes_back(noon: datetime, undo: Callable[..., None]) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    undo(answer, by=sana, at=noon)
    assert Quote.objects.values_list("state", "recall").get() == ("recalled", "moderator")


def test_one_mistyped_name_among_others_lets_nothing_pass(noon: datetime) -> None:
    """Sana mistypes the second of two words: the text does not pass with that one in it."""
    consultation = opened(noon)
    reply(consultation, at=noon, change=RISKY)
    words = ["my manager", "", "Thornback"]
    with pytest.raises(NotTheirWords, match="this is not in the answer: “Thornback”"):
        redact(text_of(consultation), words=words, reason="person", by=moderator("sana"), at=noon)
    answer = text_of(consultation)
    assert (answer.moderation, answer.redactions.count()) == ("unread", 0)


def test_another_redaction_takes_earlier_quotes_back(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    redact(answer, words=["somebody"], reason="person", by=sana, at=noon)
    assert Quote.objects.get().state == "recalled"


def test_every_decision_can_be_undone(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=RISKY)
    redact(text_of(consultation), words=["Thornbeck"], reason="workplace", by=sana, at=noon)
    restore(text_of(consultation), by=sana, at=noon)
    assert text_of(consultation).moderation == "unread"
    assert Redaction.objects.count() == 0
    assert redacted_text(text_of(consultation)) == RISKY


def test_approving_a_redacted_text_keeps_its_cuts(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=RISKY)
    redact(text_of(consultation), words=["Thornbeck"], reason="workplace", by=sana, at=noon)
    approve(text_of(consultation), by=sana, at=noon)
    assert text_of(consultation).moderation == "redacted"


def test_a_text_that_was_not_sent_is_nobodys_business(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    save_answer(start_reply(consultation, at=noon), question="change", value=RISKY, at=noon)
    with pytest.raises(NotForPublication):
        approve(text_of(consultation), by=sana, at=noon)


def test_a_withdrawn_text_is_nobodys_business(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    code = reply(consultation, at=noon, change=RISKY)
    answer = text_of(consultation)
    withdraw_reply(code, at=noon)
    with pytest.raises(NotForPublication):
        refuse(answer, reason="child", by=sana, at=noon)


def test_only_free_text_is_moderated(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon)
    with pytest.raises(NotForPublication):
        approve(Answer.objects.get(question="worried"), by=sana, at=noon)


def test_somebody_at_risk_goes_to_the_safeguarding_queue_and_leaves_it(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    reply(consultation, at=noon, change=RISKY)
    answer = text_of(consultation)
    mark_safeguarding(answer, by=sana, at=noon)
    mark_safeguarding(answer, by=kit, at=noon)
    assert SafeguardingMark.objects.values_list("marked_by", "cleared_by").get() == (sana.pk, None)
    clear_safeguarding(answer, note="Rang the lead at noon.", by=kit, at=noon)
    assert SafeguardingMark.objects.values_list("cleared_by", "cleared_at").get() == (kit.pk, noon)
    mark_safeguarding(answer, by=kit, at=noon)
    assert SafeguardingMark.objects.values_list("marked_by", "cleared_by").get() == (sana.pk, None)


def test_a_text_is_refused_for_a_reason(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=RISKY)
    with pytest.raises(ReasonMissing, match="Choose why"):
        refuse(text_of(consultation), reason="boredom", by=sana, at=noon)
    refuse(text_of(consultation), reason="insult", by=sana, at=noon)
    assert text_of(consultation).moderation == "refused"
    assert Entry.objects.get(action="answer.refused").detail == {"reason": "insult"}


@pytest.mark.parametrize(
    "decision",
    [
        approve,
        restore,
        partial(refuse, reason="child"),
        partial(redact, words=["small"], reason="workplace"),
    ],
    ids=["approve", "restore", "refuse", "redact"],
)
def test_whoever_decides_second_is_told_and_changes_nothing(
    noon: datetime, decision: Callable[..., None]
) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    reply(consultation, at=noon, change=RISKY)
    seen = as_seen(text_of(consultation))
    redact(text_of(consultation), words=["Thornbeck"], reason="workplace", by=sana, at=noon, seen=seen)
    with pytest.raises(DecidedMeanwhile, match="Sana decided on this text while you read it: approved with"):
        decision(text_of(consultation), by=kit, at=noon, seen=seen)
    assert redacted_text(text_of(consultation)) == "My manager in [...] said no, and [...] is small."


def test_nobody_approves_what_the_member_wrote_meanwhile(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    code = reply(consultation, at=noon, change=HARMLESS)
    seen = as_seen(text_of(consultation))
    save_answer(code, question="change", value=RISKY, at=noon)
    with pytest.raises(DecidedMeanwhile, match="The member changed this text"):
        approve(text_of(consultation), by=sana, at=noon, seen=seen)
    assert text_of(consultation).moderation == "unread"


def test_the_history_says_who_decided_what_and_why_without_a_word(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    reply(consultation, at=noon, change=RISKY, consents=["campaign"])
    answer = text_of(consultation)
    mark_safeguarding(answer, by=kit, at=noon)
    redact(answer, words=["Thornbeck"], reason="workplace", by=sana, at=noon)
    propose_quote(answer, text="My manager in [...] said no", purpose="campaign", by=sana, at=noon)
    refuse(answer, reason="child", by=kit, at=noon)
    assert [(act.who, act.did, act.why) for act in history_of(answer)] == [
        ("Kit", "marked a free text for safeguarding", ""),
        ("Sana", "approved a free text with words taken out", "Names an employer, team or place"),
        ("Sana", "proposed a quote", ""),
        (
            "Kit",
            "refused to publish a free text",
            "A child or family could be recognised, whatever is taken out",
        ),
    ]


def test_a_mark_is_cleared_with_a_note_that_the_audit_log_does_not_hold(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=RISKY)
    mark_safeguarding(text_of(consultation), by=sana, at=noon)
    with pytest.raises(ReasonMissing, match="Write down what was done"):
        clear_safeguarding(text_of(consultation), note=" ", by=sana, at=noon)
    clear_safeguarding(text_of(consultation), note="Rang the lead.", by=sana, at=noon)
    assert SafeguardingMark.objects.values_list("note", "cleared_by").get() == ("Rang the lead.", sana.pk)
    assert Entry.objects.get(action="answer.safeguarding_cleared").detail == {}
