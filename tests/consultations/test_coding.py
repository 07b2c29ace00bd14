"""Sorting texts: which ones coders see, what they may say, and what may be told of it."""

from datetime import datetime

import pytest

from campaigns.consultations.answering import save_answer, withdraw_reply
from campaigns.consultations.coding import (
    as_seen_by_coders,
    codable,
    code_texts,
    last_act,
    next_text,
    progress,
    theme_counts,
    undo_coding,
)
from campaigns.consultations.errors import NotForCoding
from campaigns.consultations.models import Answer, Coding, Consultation, Reply, Theme
from campaigns.consultations.moderating import approve, redact, redacted_text, refuse
from campaigns.consultations.responding import publish_outcome, write_outcome
from campaigns.consultations.theming import retire_theme, write_theme
from tests.consultations.canary import tables_with
from tests.consultations.factories import opened, reply, text_of
from tests.consultations.theme_scenes import approved, said_by
from tests.once import told_once
from union.accounts.models import User

pytestmark = pytest.mark.django_db


@told_once
def consultation(noon: datetime) -> Consultation:
    return opened(noon)


@told_once
def forms(consultation: Consultation, sana: User, noon: datetime) -> Theme:
    return write_theme(consultation, title="Fewer forms", by=sana, at=noon)


def seen(consultation: Consultation) -> list[str]:
    return [redacted_text(answer) for answer in codable(consultation, question="change")]


def test_coders_see_what_a_moderator_let_pass_with_its_cuts(
    consultation: Consultation, sana: User, noon: datetime
) -> None:
    approved(consultation, "Fewer forms.", by=sana, at=noon)
    [cut] = approved(consultation, "I told Robyn to stay.", by=sana, at=noon)
    redact(cut, words=["Robyn"], reason="child", by=sana, at=noon)
    [refused] = approved(consultation, "My manager again.", by=sana, at=noon)
    refuse(refused, reason="person", by=sana, at=noon)
    reply(consultation, at=noon, change="Nobody has read this.")
    [unmixed] = approved(consultation, "Waits to be mixed.", by=sana, at=noon)
    Reply.objects.filter(answers=unmixed).update(readable=False)
    assert seen(consultation) == ["Fewer forms.", "I told [...] to stay."]


def test_texts_come_one_after_the_other_and_skipped_ones_come_again(
    consultation: Consultation, sana: User, forms: Theme, noon: datetime
) -> None:
    one, two, three = approved(consultation, "One.", "Two.", "Three.", by=sana, at=noon)
    assert next_text(consultation, question="change") == one
    assert next_text(consultation, question="change", after=one.pk) == two
    code_texts([three.pk], themes=[forms], how="by_hand", by=sana, at=noon)
    assert next_text(consultation, question="change", after=two.pk) == one
    code_texts([one.pk, two.pk], themes=[], how="together", by=sana, at=noon)
    assert next_text(consultation, question="change") is None
    [row] = progress(consultation)
    assert (row.asked.key, row.done, row.total, row.by_hand) == ("change", 3, 3, 1)


def test_a_text_has_several_themes_or_none_and_the_last_word_counts(
    consultation: Consultation, sana: User, cleo: User, forms: Theme, noon: datetime
) -> None:
    pay = write_theme(consultation, title="Pay", by=sana, at=noon)
    [text] = approved(consultation, "Forms and pay.", by=sana, at=noon)

    def said() -> list[tuple[str | None, str]]:
        rows = Coding.objects.filter(answer=text).order_by("theme")
        return list(rows.values_list("theme__title", "how"))

    code_texts([text.pk], themes=[forms, pay], how="suggested", by=cleo, at=noon)
    assert said() == [("Fewer forms", "suggested"), ("Pay", "suggested")]
    code_texts([text.pk], themes=[], how="by_hand", by=cleo, at=noon)
    assert said() == [(None, "by_hand")]
    assert Coding.objects.get().on == noon.date()


def test_undo_takes_back_all_of_ones_own_last_act(
    consultation: Consultation, sana: User, cleo: User, forms: Theme, noon: datetime
) -> None:
    one, two, three = approved(consultation, "One.", "Two.", "Three.", by=sana, at=noon)
    code_texts([one.pk], themes=[forms], how="by_hand", by=sana, at=noon)
    act = code_texts([two.pk, three.pk], themes=[forms], how="together", by=cleo, at=noon)
    last = last_act(consultation, question="change", by=cleo)
    assert last is not None
    assert last.act == act
    assert undo_coding(act, by=sana) is None
    assert undo_coding(act, by=cleo) == two.pk
    assert list(Coding.objects.values_list("answer", flat=True)) == [one.pk]
    assert last_act(consultation, question="change", by=cleo) is None


def test_what_cannot_be_sorted(consultation: Consultation, sana: User, forms: Theme, noon: datetime) -> None:
    [text] = approved(consultation, "Fewer forms.", by=sana, at=noon)
    reply(consultation, at=noon, change="Unread.")
    unread = Answer.objects.get(moderation="unread")
    [unmixed] = approved(consultation, "Waits to be mixed.", by=sana, at=noon)
    Reply.objects.filter(answers=unmixed).update(readable=False)
    other = opened(noon, slug="other")
    [elsewhere] = approved(other, "Elsewhere.", by=sana, at=noon)
    gone = write_theme(consultation, title="Gone", by=sana, at=noon)
    retire_theme(gone, by=sana, at=noon)
    wrong = write_theme(consultation, title="Wrong", question="other", by=sana, at=noon)
    for answers, themes in [
        ([], [forms]),
        ([text.pk, unread.pk], [forms]),
        ([text.pk, unmixed.pk], [forms]),
        ([text.pk, elsewhere.pk], [forms]),
        ([elsewhere.pk], [forms]),
        ([text.pk], [gone]),
        ([text.pk], [forms, wrong]),
    ]:
        with pytest.raises(NotForCoding):
            code_texts(answers, themes=themes, how="by_hand", by=sana, at=noon)
    assert not Coding.objects.exists()


def test_a_changed_text_waits_again_and_a_withdrawn_one_is_gone(
    consultation: Consultation, sana: User, forms: Theme, noon: datetime
) -> None:
    code = reply(consultation, at=noon, change="Fewer forms.")
    answer = text_of(consultation)
    Answer.objects.filter(pk=answer.pk).update(moderation="approved")
    code_texts([answer.pk], themes=[forms], how="by_hand", by=sana, at=noon)
    save_answer(code, question="change", value="More pay.", at=noon)
    assert [count.replies for count in theme_counts(consultation)] == [0]
    approve(answer, by=sana, at=noon)
    assert not Coding.objects.exists()
    assert next_text(consultation, question="change") == answer
    code_texts([answer.pk], themes=[forms], how="by_hand", by=sana, at=noon)
    withdraw_reply(code, at=noon)
    assert not Coding.objects.exists()


def test_a_theme_of_nine_is_not_told_nor_is_the_one_beside_it(
    consultation: Consultation, sana: User, cleo: User, forms: Theme, noon: datetime
) -> None:
    pay = write_theme(consultation, title="Pay", by=sana, at=noon)
    time = write_theme(consultation, title="Time", by=sana, at=noon)

    def told() -> list[tuple[str, int, bool]]:
        return [(count.theme.title, count.replies, count.publishable) for count in theme_counts(consultation)]

    for theme, members in [(forms, 12), (pay, 10), (time, 9)]:
        said_by(theme, members=members, words=f"{theme}.", moderator=sana, by=cleo, at=noon)
    assert told() == [("Fewer forms", 12, True), ("Pay", 10, False), ("Time", 9, False)]
    said_by(time, members=1, words="Time.", moderator=sana, by=cleo, at=noon)
    assert told() == [("Fewer forms", 12, True), ("Pay", 10, True), ("Time", 10, True)]
    refuse(Answer.objects.filter(value="Pay.")[0], reason="person", by=sana, at=noon)
    assert told()[1] == ("Pay", 9, False)


def test_a_name_that_was_taken_out_is_in_the_answer_alone_whatever_is_sorted(
    consultation: Consultation, sana: User, cleo: User, forms: Theme, noon: datetime
) -> None:
    [text] = approved(consultation, "I told Quillemina to stay.", by=sana, at=noon)
    redact(text, words=["Quillemina"], reason="child", by=sana, at=noon)
    code_texts([text.pk], themes=[forms], how="by_hand", by=cleo, at=noon)
    outcome = write_outcome(forms, kind="adopted", reason="One form.", by=sana, at=noon)
    publish_outcome(outcome, by=cleo, at=noon)
    assert tables_with("Quillemina") == ["consultations_answer"]


def test_of_two_coders_on_one_text_the_second_is_told_and_neither_loses_anything(
    consultation: Consultation, sana: User, cleo: User, forms: Theme, noon: datetime
) -> None:
    """Both opened the same text; Cleo's double click changes nothing, Sana is told."""
    [text] = approved(consultation, "Fewer forms.", by=sana, at=noon)
    before = as_seen_by_coders(text)
    for _press in range(2):
        code_texts([text.pk], themes=[forms], how="by_hand", by=cleo, at=noon, seen=before)
    with pytest.raises(NotForCoding, match=r"^Cleo.* sorted this text while you read it, into “Fewer"):
        code_texts([text.pk], themes=[], how="by_hand", by=sana, at=noon, seen=before)
    assert Coding.objects.get().by == cleo
    now = as_seen_by_coders(text)
    code_texts([text.pk], themes=[], how="by_hand", by=sana, at=noon, seen=now)
    assert Coding.objects.get().by == sana


def test_a_text_that_was_cut_while_a_coder_read_it_is_read_again(
    consultation: Consultation, sana: User, cleo: User, forms: Theme, noon: datetime
) -> None:
    [text] = approved(consultation, "Robyn wants fewer forms.", by=sana, at=noon)
    before = as_seen_by_coders(text)
    redact(text, words=["Robyn"], reason="child", by=sana, at=noon)
    with pytest.raises(NotForCoding, match="Read it again"):
        code_texts([text.pk], themes=[forms], how="by_hand", by=cleo, at=noon, seen=before)
    assert not Coding.objects.exists()
