from datetime import datetime, timedelta

import pytest
from django.utils import translation

from campaigns.consultations.answering import send_reply
from campaigns.consultations.consenting import consents_of, withdraw_consents
from campaigns.consultations.errors import UnknownCode
from campaigns.consultations.models import Consent, PublishedQuote, Quote, Reply
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.wordings import CURRENT, WORDINGS, choices
from tests.consultations.factories import HARMLESS, approved_text, moderator, opened, reply

pytestmark = pytest.mark.django_db


def test_nobody_may_be_quoted_who_did_not_say_so(noon: datetime) -> None:
    reply(opened(noon), at=noon)
    assert consents_of(Reply.objects.get()) == set()
    assert Consent.objects.count() == 0


def test_the_last_word_counts(noon: datetime) -> None:
    code = reply(opened(noon), at=noon, consents=["campaign", "press"])
    send_reply(code, consents=["press"], at=noon)
    assert consents_of(Reply.objects.get()) == {"press"}
    send_reply(code, consents=["press", "campaign"], at=noon)
    assert consents_of(Reply.objects.get()) == {"press", "campaign"}


def test_a_purpose_nobody_was_asked_about_is_ignored(noon: datetime) -> None:
    reply(opened(noon), at=noon, consents=["advertising"])
    assert Consent.objects.count() == 0


def test_a_withdrawn_consent_recalls_the_quote_even_after_the_close(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    code, answer = approved_text(consultation, by=sana, at=noon)
    quote = propose_quote(answer, text=HARMLESS, purpose="campaign", by=sana, at=noon)
    approve_quote(quote, by=kit, at=noon)
    assert PublishedQuote.objects.count() == 1
    withdraw_consents(code, at=consultation.closes + timedelta(days=30))
    assert PublishedQuote.objects.count() == 0
    assert Quote.objects.values_list("state", "recall").get() == ("recalled", "consent")
    assert Consent.objects.values_list("given", "source").last() == (False, "receipt code")


def test_a_consent_withdrawn_for_one_purpose_leaves_the_other(noon: datetime) -> None:
    consultation, sana = opened(noon), moderator("sana")
    code, answer = approved_text(consultation, by=sana, at=noon)
    send_reply(code, consents=["campaign", "press"], at=noon)
    for purpose in ("campaign", "press"):
        propose_quote(answer, text=HARMLESS, purpose=purpose, by=sana, at=noon)
    send_reply(code, consents=["campaign"], at=noon)
    assert list(Quote.objects.order_by("pk").values_list("purpose", "state")) == [
        ("campaign", "proposed"),
        ("press", "recalled"),
    ]


def test_consent_without_a_code_is_nobodys(noon: datetime) -> None:
    opened(noon)
    with pytest.raises(UnknownCode):
        withdraw_consents("0000-0000-0000-0000", at=noon)


@pytest.mark.parametrize("version", CURRENT.values())
def test_every_purpose_has_words_in_the_versions_of_today(version: str) -> None:
    assert set(WORDINGS[version]) == set(Consent.Purpose)


def test_who_read_welsh_words_is_noted_with_these(noon: datetime) -> None:
    consultation = opened(noon)
    reply(consultation, at=noon, consents=["press"])
    with translation.override("cy"):
        assert choices()[0][1].startswith("Cewch ddyfynnu fy ngeiriau")
        reply(consultation, at=noon, consents=["press"])
    assert list(Consent.objects.values_list("wording", flat=True)) == ["quote-1", "quote-1-cy"]
