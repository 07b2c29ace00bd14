"""Moderation in the CMS: Sana decides on texts, quotes and figures, never alone on what is published."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from campaigns.consultations.answering import withdraw_reply
from campaigns.consultations.models import (
    Answer,
    Consultation,
    Figure,
    Quote,
    Redaction,
    SafeguardingMark,
    Table,
)
from campaigns.consultations.moderating import (
    approve,
    as_seen,
    mark_safeguarding,
    redact,
    redacted_text,
    refuse,
)
from campaigns.consultations.quoting import recall_quote
from tests.conftest import SignIn
from tests.consultations.counted import release, somebody
from tests.consultations.factories import HARMLESS, approved_text, moderator, reply, text_of
from tests.consultations.moderation_scenes import RISKY, address, propose
from union.accounts.models import User
from union.members.models import Employer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(sign_in: SignIn, sana: User) -> Client:
    """Sana's browser."""
    return sign_in(sana)


def write_figure(desk: Client, consultation: Consultation, **changes: str) -> str:
    table = Table.objects.filter(consultation=consultation).first()
    data = {
        "cell": f"{table.pk if table else 0}//yes",
        "sentence": "went home worried",
        "decimals": "0",
        **changes,
    }
    return desk.post(address("{c}/figures/", consultation), data, follow=True).content.decode()


def enough_replies(consultation: Consultation, now: datetime) -> None:
    for number in range(20):
        reply(consultation, at=now, worried="yes" if number % 2 else "no")


def test_the_queue_flags_what_could_name_somebody(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    page = desk.get(address("{c}/", consultation)).content.decode()
    assert "a name" in page
    assert "exact age" in page
    shown = desk.get(address("answers/{a}/", consultation)).content.decode()
    assert '<mark title="a name">Robyn</mark>' in shown


def test_sana_takes_words_out_and_puts_them_back(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    where = address("answers/{a}/redact/", consultation)
    desk.post(where, {"flagged": ["Robyn"], "words": "aged 7\n", "reason": "child"})
    assert Redaction.objects.count() == 2
    shown = desk.get(address("answers/{a}/", consultation)).content.decode()
    assert "I told [...], [...], to stay." in shown
    desk.post(address("answers/{a}/restore/", consultation))
    assert text_of(consultation).moderation == "unread"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"words": "Elsewhere", "reason": "child"}, "None of these words is in the answer."),
        ({"words": "", "reason": "child"}, "None of these words is in the answer."),
        ({"words": "stay", "reason": "boredom"}, "Select a valid choice."),
        ({"words": "stay", "reason": ""}, "Choose why these words are taken out."),
        ({"words": "stay"}, "Choose why these words are taken out."),
    ],
)
def test_a_redaction_that_cannot_be_made_is_shown_again(
    desk: Client, consultation: Consultation, now: datetime, data: dict[str, str], words: str
) -> None:
    reply(consultation, at=now, change=RISKY)
    page = desk.post(address("answers/{a}/redact/", consultation), data)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert data["words"] in page.content.decode()
    assert text_of(consultation).moderation == "unread"


def test_a_text_of_which_nothing_would_be_left_is_not_called_fit_to_be_read(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change="Robyn Quill!")
    first = desk.post(address("answers/{a}/redact/", consultation), {"words": "Quill", "reason": "child"})
    assert (first.status_code, text_of(consultation).moderation) == (302, "redacted")
    page = desk.post(address("answers/{a}/redact/", consultation), {"words": "Robyn", "reason": "child"})
    assert "No word would be left. Choose “Do not publish any of it” below" in page.content.decode()
    assert Redaction.objects.count() == 1


def test_a_flagged_number_that_was_typed_against_a_word_is_taken_out_by_its_box(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change="Please ring07700900123today, all of you.")
    data = {"flagged": "07700900123", "words": "", "reason": "contact"}
    assert desk.post(address("answers/{a}/redact/", consultation), data).status_code == 302
    assert redacted_text(text_of(consultation)) == "Please ring[...]today, all of you."


@pytest.mark.parametrize(("act", "state"), [("approve", "approved"), ("refuse", "refused")])
def test_sana_decides(desk: Client, consultation: Consultation, now: datetime, act: str, state: str) -> None:
    reply(consultation, at=now, change=HARMLESS)
    desk.post(address(f"answers/{{a}}/{act}/", consultation), {"why": "child"})
    assert text_of(consultation).moderation == state


def test_a_refusal_needs_its_reason(desk: Client, consultation: Consultation, now: datetime) -> None:
    reply(consultation, at=now, change=HARMLESS)
    page = desk.post(address("answers/{a}/refuse/", consultation))
    assert page.status_code == 200
    assert "Choose why no word of it is published." in page.content.decode()
    assert text_of(consultation).moderation == "unread"


def test_after_each_decision_comes_the_next_text_with_a_way_to_undo(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    for text in ("First of all, time.", "Second, pay.", "Third, two on a visit."):
        reply(consultation, at=now, change=text)
    first, second, third = Answer.objects.filter(question="change").order_by("pk")
    page = desk.post(f"/cms/views/answers/{first.pk}/approve/?question=change", follow=True)
    assert page.redirect_chain == [(f"/cms/views/answers/{second.pk}/?question=change&done={first.pk}", 302)]
    shown = page.content.decode()
    assert "Second, pay." in shown
    assert "The text before this one: <strong>approved</strong>" in shown
    assert f'action="/cms/views/answers/{first.pk}/restore/' in shown
    desk.post(f"/cms/views/answers/{first.pk}/restore/")
    assert Answer.objects.get(pk=first.pk).moderation == "unread"
    page = desk.post(f"/cms/views/answers/{third.pk}/refuse/", {"why": "off_topic"}, follow=True)
    assert page.redirect_chain[0][0].startswith(f"/cms/views/answers/{first.pk}/")


def test_undo_takes_nothing_back_that_another_moderator_decided_meanwhile(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    """Sana approved and went on; Kit took a name out of that text; Sana presses “Undo” in her old page."""
    for text in (RISKY, "Second, pay."):
        reply(consultation, at=now, change=text)
    first, _second = Answer.objects.filter(question="change").order_by("pk")
    page = desk.post(f"/cms/views/answers/{first.pk}/approve/", follow=True).content.decode()
    undo = page.partition(f'action="/cms/views/answers/{first.pk}/restore/')[2]
    seen = undo.partition('name="seen" value="')[2].partition('"')[0]
    kit = moderator("kit")
    redact(first, words=["Robyn"], reason="child", by=kit, at=now)
    page = desk.post(f"/cms/views/answers/{first.pk}/restore/", {"seen": seen}, follow=True).content.decode()
    assert "Kit decided on this text while you read it: approved with words taken out." in page
    assert (Redaction.objects.count(), Answer.objects.get(pk=first.pk).moderation) == (1, "redacted")


def test_the_last_text_stays_on_the_screen(desk: Client, consultation: Consultation, now: datetime) -> None:
    reply(consultation, at=now, change=HARMLESS)
    page = desk.post(address("answers/{a}/approve/", consultation), follow=True)
    assert page.redirect_chain == [(address("answers/{a}/?", consultation), 302)]
    assert "Approved: the text may be quoted. No other text waits here." in page.content.decode()


@pytest.mark.parametrize(
    ("act", "data"),
    [("approve", {}), ("refuse", {"why": "child"}), ("redact", {"words": "time", "reason": "child"})],
)
def test_the_second_of_two_moderators_is_told(
    desk: Client, consultation: Consultation, now: datetime, act: str, data: dict[str, str]
) -> None:
    reply(consultation, at=now, change=HARMLESS)
    seen = as_seen(text_of(consultation))
    approve(text_of(consultation), by=moderator("kit"), at=now)
    where = f"{address(f'answers/{{a}}/{act}/', consultation)}?flag=nothing"
    page = desk.post(where, {**data, "seen": seen}, follow=True)
    assert "Kit decided on this text while you read it: approved." in page.content.decode()
    assert page.context["sieve"].flag == "nothing"
    assert text_of(consultation).moderation == "approved"
    assert Redaction.objects.count() == 0


def test_an_employer_on_the_roll_is_flagged(desk: Client, consultation: Consultation, now: datetime) -> None:
    Employer.objects.create(name="Thornbeck County Council")
    reply(consultation, at=now, change="my manager at thornbeck said no")
    shown = desk.get(address("answers/{a}/", consultation)).content.decode()
    assert '<mark title="a named employer">thornbeck</mark>' in shown


def test_the_history_stands_on_its_own_page(
    desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    reply(consultation, at=now, change=RISKY)
    assert "Nobody has decided" in desk.get(address("answers/{a}/history/", consultation)).content.decode()
    refuse(text_of(consultation), reason="law", by=sana, at=now)
    shown = desk.get(address("answers/{a}/history/", consultation)).content.decode()
    assert "Refused to publish a free text" in shown
    assert "Publishing it could break the law or a court order" in shown
    assert "Robyn" not in shown


def test_moderators_see_how_many_replies_came_which_way(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now)
    shown = desk.get(f"/cms/views/{consultation.pk}/tables/").content.decode()
    assert "Replies that count: 1 on the web, 0 on paper, 0 by telephone." in shown


def test_somebody_at_risk_is_on_the_safeguarding_shelf_until_cleared(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    shelf = address("{c}/?shelf=safeguarding", consultation)
    desk.post(address("answers/{a}/safeguarding/", consultation))
    assert "Robyn" in desk.get(shelf).content.decode()
    where = f"/cms/views/safeguarding/{SafeguardingMark.objects.get().pk}/cleared/"
    desk.post(where)
    assert "Robyn" in desk.get(shelf).content.decode()
    note = {f"{SafeguardingMark.objects.get().pk}-note": "Rang the lead."}
    desk.post(where, note)
    assert "Robyn" not in desk.get(shelf).content.decode()
    assert SafeguardingMark.objects.get().cleared_by is not None


def test_the_safeguarding_mark_stands_on_the_answer(
    desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    reply(consultation, at=now, change=RISKY)
    mark_safeguarding(text_of(consultation), by=sana, at=now)
    assert "somebody may be at risk now" in desk.get(address("answers/{a}/", consultation)).content.decode()


def test_two_moderators_publish_a_quote_and_one_recalls_it(
    desk: Client, sign_in: SignIn, consultation: Consultation, now: datetime, sana: User
) -> None:
    approved_text(consultation, by=sana, at=now)
    propose(desk, consultation)
    assert (
        "Another moderator has to approve it."
        in desk.get(address("{c}/quotes/", consultation)).content.decode()
    )
    page = desk.post(address("quotes/{q}/approve/", consultation), follow=True).content.decode()
    assert "You proposed this quote, so somebody else has to approve it." in page
    sign_in(moderator("kit")).post(address("quotes/{q}/approve/", consultation))
    assert Quote.objects.get().state == "published"
    desk.post(address("quotes/{q}/recall/", consultation))
    assert Quote.objects.get().state == "recalled"


def test_the_reason_for_cutting_is_nobodys_until_somebody_chooses_it(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    page = desk.get(address("answers/{a}/", consultation)).content.decode()
    listed = re.search(r'<select name="reason".*?</select>', page, re.DOTALL)
    assert listed
    assert re.findall(r'<option value="(\w*)"( selected)?', listed[0])[0] == ("", " selected")


def test_a_quote_that_is_proposed_by_a_double_click_stands_once(
    desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    approved_text(consultation, by=sana, at=now)
    propose(desk, consultation)
    where = address("answers/{a}/quote/", consultation)
    page = desk.post(where, {"text": f" {HARMLESS}", "purpose": "campaign"}).content.decode()
    assert "These very words are proposed already" in page
    assert Quote.objects.count() == 1
    desk.post(address("quotes/{q}/recall/", consultation))
    propose(desk, consultation)
    assert list(Quote.objects.order_by("pk").values_list("state", flat=True)) == ["recalled", "proposed"]


@pytest.mark.parametrize("act", ["approve", "refuse", "redact", "safeguarding", "quote"])
def test_who_decides_on_a_text_that_was_withdrawn_meanwhile_is_told(
    desk: Client, consultation: Consultation, now: datetime, act: str
) -> None:
    code = reply(consultation, at=now, change=RISKY)
    where = address(f"answers/{{a}}/{act}/", consultation)
    withdraw_reply(code, at=now)
    told = desk.post(where, follow=True)
    assert told.redirect_chain == [("/cms/views/", 302)]
    page = told.content.decode()
    assert "The member took this text back while you read it, so nothing was saved." in page
    assert "ring the safeguarding lead now and say what you have read" in page


def test_twenty_quotes_stand_on_a_page_and_those_that_wait_come_first(
    desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    _code, answer = approved_text(consultation, by=sana, at=now)
    for number in range(22):
        quote = Quote.objects.create(
            answer=answer, consultation=consultation, text=f"Words {number:02}", attribution="Member",
            purpose="campaign", first_approver=sana, proposed_at=now + timedelta(minutes=number),
        )  # fmt: skip
        if number > 1:
            recall_quote(quote, by=sana, at=now)
    pages = [desk.get(address(f"{{c}}/quotes/?p={n}", consultation)).content.decode() for n in (1, 2)]
    shown = [re.findall(r"Words \d\d", page) for page in pages]
    assert (shown[0][:3], len(shown[0]), shown[1]) == (
        ["Words 01", "Words 00", "Words 21"],
        20,
        ["Words 03", "Words 02"],
    )
    assert "Page 1 of 2" in pages[0]


def test_a_quote_in_other_words_is_shown_again(
    desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    approved_text(consultation, by=sana, at=now)
    where = address("answers/{a}/quote/", consultation)
    page = desk.post(where, {"text": "Quite other words", "purpose": "campaign"}).content.decode()
    assert "Quote the member&#x27;s own words" in page
    assert "Quite other words" in page
    assert Quote.objects.count() == 0


def test_a_purpose_that_was_not_allowed_cannot_be_chosen(
    desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    approved_text(consultation, by=sana, at=now)
    desk.post(address("answers/{a}/quote/", consultation), {"text": HARMLESS, "purpose": "press"})
    assert Quote.objects.count() == 0


def test_one_writes_a_figure_another_releases_it(
    desk: Client, sign_in: SignIn, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=HARMLESS)
    enough_replies(consultation, now)
    release(consultation, "worried", at=now)
    assert "Somebody else has to release the figure." in write_figure(desk, consultation)
    page = desk.post(address("figures/{f}/release/", consultation), follow=True).content.decode()
    assert "You wrote this figure, so somebody else has to release it." in page
    sign_in(somebody("kit")).post(address("figures/{f}/release/", consultation))
    assert Figure.objects.get().released_at is not None
    desk.post(address("figures/{f}/withdraw/", consultation))
    assert Figure.objects.get().withdrawn_at is not None


def test_the_welsh_of_a_figure_is_asked_for_where_the_consultation_is_in_welsh(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=HARMLESS)
    enough_replies(consultation, now)
    release(consultation, "worried", at=now)
    page = address("{c}/figures/", consultation)
    assert 'name="sentence_cy"' not in desk.get(page).content.decode()
    Consultation.objects.update(in_welsh=True)
    assert 'name="sentence_cy"' in desk.get(page).content.decode()
    shown = write_figure(desk, consultation, sentence_cy="aeth adref yn poeni")
    assert '<span lang="cy">aeth adref yn poeni</span>' in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sentence": "39 of us"}, "Leave numbers out of the sentence"),
        ({"cell": "0//unsure"}, "Select a valid choice."),
        ({"sentence": ""}, "This field is required."),
    ],
)
def test_a_figure_that_cannot_be_written_is_shown_again(
    desk: Client, consultation: Consultation, now: datetime, changes: dict[str, str], words: str
) -> None:
    reply(consultation, at=now, change=HARMLESS)
    enough_replies(consultation, now)
    release(consultation, "worried", at=now)
    assert words in write_figure(desk, consultation, **changes)
    assert Figure.objects.count() == 0
