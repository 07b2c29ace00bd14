from datetime import datetime

import pytest

from campaigns.consultations.errors import ConsultationClosed, NothingToSend, UnsuitableAnswer
from campaigns.consultations.finding import find_reply
from campaigns.consultations.models import Answer, Consent, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.taking_in import Whole, take_in
from tests.consultations.factories import opened

pytestmark = pytest.mark.django_db


def test_whole_replies_are_kept_like_those_sent_page_by_page(noon: datetime) -> None:
    consultation = opened(noon)
    replies = [
        Whole({"worried": "yes", "caseload": " 23.50 ", "change": " Time to think. "}, ["campaign"]),
        Whole({"worried": "no", "change": ""}),
    ]
    first, second = take_in(consultation, replies, at=noon)
    found = find_reply(consultation, code=first)
    assert (found.state, found.sent_on, found.mode) == (Reply.State.SENT, noon.date(), "public")
    assert list(found.answers.order_by("pk").values_list("question", "value", "moderation")) == [
        ("worried", "yes", "not_needed"),
        ("caseload", "23.5", "not_needed"),
        ("change", "Time to think.", "unread"),
    ]
    assert list(Consent.objects.values_list("reply", "purpose", "given", "wording", "source")) == [
        (found.pk, "campaign", True, "quote-1", "reply")
    ]
    assert dict(find_reply(consultation, code=second).answers.values_list("question", "value")) == {
        "worried": "no"
    }


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"worried": "perhaps"}, UnsuitableAnswer),
        ({"worried": "yes", "shoes": "42"}, UnsuitableAnswer),
        ({"caseload": "23"}, NothingToSend),
        ({}, NothingToSend),
    ],
)
def test_one_faulty_reply_keeps_all_of_them_out(
    noon: datetime, given: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        take_in(opened(noon), [Whole({"worried": "yes"}), Whole(given)], at=noon)
    assert (Reply.objects.count(), Answer.objects.count()) == (0, 0)


def test_a_closed_consultation_takes_nothing_in(noon: datetime) -> None:
    consultation = opened(noon)
    close_consultation(consultation, by=None, at=noon)
    with pytest.raises(ConsultationClosed):
        take_in(consultation, [Whole({"worried": "yes"})], at=noon)
