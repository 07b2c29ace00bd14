"""A name in a raw reply lives in one place only, whatever moderators do with it."""

from datetime import datetime

import pytest

from campaigns.consultations.answering import withdraw_reply
from campaigns.consultations.moderating import mark_safeguarding, redact
from campaigns.consultations.quoting import approve_quote, propose_quote
from tests.consultations.canary import tables_with
from tests.consultations.factories import moderator, opened, reply, text_of

pytestmark = pytest.mark.django_db
CANARY = "Quillemina"


def test_a_name_is_in_the_answer_alone_and_nowhere_once_it_is_withdrawn(noon: datetime) -> None:
    consultation, sana, kit = opened(noon), moderator("sana"), moderator("kit")
    text = f"I told {CANARY} to stay, because two people on a visit are better."
    code = reply(consultation, at=noon, change=text, consents=["campaign"])
    answer = text_of(consultation)
    mark_safeguarding(answer, by=sana, at=noon)
    redact(answer, words=[CANARY], reason="child", by=sana, at=noon)
    quote = propose_quote(answer, text="I told [...] to stay", purpose="campaign", by=sana, at=noon)
    approve_quote(quote, by=kit, at=noon)
    assert tables_with(CANARY) == ["consultations_answer"]
    withdraw_reply(code, at=noon)
    assert tables_with(CANARY) == []
    assert tables_with("to stay") == []


def test_no_table_holds_a_receipt_code(noon: datetime) -> None:
    code = reply(opened(noon), at=noon)
    assert tables_with(code) == []
    assert tables_with(code.replace("-", "")) == []
