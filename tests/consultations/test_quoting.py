from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from campaigns.consultations.answering import send_reply
from campaigns.consultations.errors import ConsentMissing, NotForPublication, NotTheirWords, SamePerson
from campaigns.consultations.models import PublishedQuote, Quote
from campaigns.consultations.moderating import approve, redact
from campaigns.consultations.quoting import approve_quote, propose_quote, recall_quote
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened, reply, text_of
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_two_moderators_publish_a_quote(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    _, answer = approved_text(consultation, by=sana, at=noon)
    quote = propose_quote(answer, text="A limit on caseloads [...]", purpose="campaign", by=sana, at=noon)
    assert PublishedQuote.objects.count() == 0
    approve_quote(quote, by=kit, at=noon)
    published = PublishedQuote.objects.get()
    assert str(published) == "“A limit on caseloads [...]” a social worker in England"
    assert (published.first_approver, published.second_approver, published.approved_at) == (sana, kit, noon)
    assert list(Entry.objects.filter(action__startswith="quote").values_list("action", "by")) == [
        ("quote.proposed", sana.pk),
        ("quote.approved", kit.pk),
    ]


def test_nobody_approves_their_own_quote(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    with pytest.raises(SamePerson):
        approve_quote(quote, by=sana, at=noon)


@pytest.mark.any_database
def test_the_database_refuses_one_person_as_both_approvers(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    with pytest.raises(IntegrityError, match="quote_two_different_approvers"), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(second_approver=sana, approved_at=noon, state="published")


def test_an_answer_nobody_approved_is_not_quoted(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    reply(consultation, at=noon, change=HARMLESS, consents=["campaign"])
    with pytest.raises(NotForPublication):
        propose_quote(text_of(consultation), text=HARMLESS, purpose="campaign", by=sana, at=noon)


def test_a_quote_needs_consent_for_its_purpose(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    with pytest.raises(ConsentMissing):
        propose_quote(answer, text=HARMLESS, purpose="press", by=sana, at=noon)


def test_words_the_member_did_not_write_are_refused(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    with pytest.raises(NotTheirWords):
        propose_quote(answer, text="No limit on caseloads", purpose="campaign", by=sana, at=noon)


def test_words_that_were_taken_out_are_refused(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon)
    redact(answer, words=["somebody"], reason="person", by=sana, at=noon)
    with pytest.raises(NotTheirWords):
        propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)


def test_contact_details_are_never_quoted(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    _, answer = approved_text(consultation, by=sana, at=noon, change="Ring me on 07700 900123.")
    with pytest.raises(NotForPublication, match="The quote holds a telephone number"):
        propose_quote(answer, text="Ring me on 07700 900123.", purpose="campaign", by=sana, at=noon)


def test_what_changed_since_the_proposal_stops_the_approval(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    code, answer = approved_text(consultation, by=sana, at=noon)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    send_reply(code, consents=[], at=noon)
    with pytest.raises(NotForPublication):
        approve_quote(quote, by=kit, at=noon)
    assert PublishedQuote.objects.count() == 0


def test_consent_is_asked_again_at_the_approval(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    _, answer = approved_text(consultation, by=sana, at=noon)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    answer.reply.consents.all().delete()
    with pytest.raises(ConsentMissing):
        approve_quote(quote, by=kit, at=noon)


def test_a_recalled_quote_cannot_be_approved(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    _, answer = approved_text(consultation, by=sana, at=noon)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    recall_quote(quote, by=sana, at=noon)
    with pytest.raises(NotForPublication):
        approve_quote(quote, by=kit, at=noon)


def test_a_press_quote_is_not_for_campaign_pages(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    reply(consultation, at=noon, change=HARMLESS, consents=["press"])
    approve(text_of(consultation), by=sana, at=noon)
    quote = propose_quote(text_of(consultation), text=HARMLESS, purpose="press", by=sana, at=noon)
    approve_quote(quote, by=kit, at=noon)
    assert Quote.objects.get().state == "published"
    assert PublishedQuote.objects.count() == 0
