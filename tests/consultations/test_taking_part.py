"""Rowan's link: exchanged once for a code where she is anonymous, and opened again where she is known."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings

from campaigns.consultations.answering import save_answer, send_reply, start_reply, withdraw_reply
from campaigns.consultations.codes import hash_of, new_code
from campaigns.consultations.errors import AlreadySent, ConsultationClosed, LinkUsed, NeedsLink, UnknownCode
from campaigns.consultations.finding import find_reply
from campaigns.consultations.linking import code_of_known
from campaigns.consultations.models import Answer, Consent, Consultation, Participation, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.reading import given_in
from campaigns.consultations.taking_part import is_used, take_part
from tests.consultations.canary import tables_with
from tests.consultations.members import a_branch, answered, begin, place_of, put_to_members
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


def asked(at: datetime, mode: str = "anonymous_verified") -> Consultation:
    return put_to_members(at, mode=mode, branch=a_branch(members=20))


def test_an_anonymous_link_is_exchanged_once_for_a_code_that_stands_nowhere(noon: datetime) -> None:
    rowan = place_of(asked(noon))
    code = begin(rowan, at=noon)
    reply = Reply.objects.get()
    rowan.refresh_from_db()
    assert (reply.participation_id, reply.readable, reply.code_hash) == (None, False, hash_of(code))
    assert (rowan.answered_on, is_used(rowan), reply.started_on) == (noon.date(), True, noon.date())
    with pytest.raises(LinkUsed, match="a lost code cannot be recovered"):
        begin(rowan, at=noon)
    assert (Reply.objects.count(), tables_with(code), tables_with(code.replace("-", ""))) == (1, [], [])


@pytest.mark.parametrize("mode", ["anonymous_verified", "confidential", "named"])
def test_nothing_begins_without_a_link_or_outside_the_days(noon: datetime, mode: str) -> None:
    consultation = asked(noon, mode)
    rowan = place_of(consultation)
    with pytest.raises(NeedsLink):
        start_reply(consultation, at=noon)
    for at in (consultation.opens - timedelta(minutes=1), consultation.closes):
        with pytest.raises(ConsultationClosed):
            begin(rowan, at=at)
    rowan.refresh_from_db()
    assert (Reply.objects.count(), rowan.answered_on) == (0, None)


def test_a_known_reply_outlives_a_change_of_the_key(noon: datetime, settings: LazySettings) -> None:
    rowan = place_of(asked(noon, "confidential"))
    before = answered(rowan, at=noon, change="Mine.")
    settings.VIEWS_LINK_KEY = "another-key-0123456789-0123456789-0123456789"
    after = begin(rowan, at=noon, from_desk=True)
    assert after != before
    assert given_in(find_reply(rowan.consultation, code=after))["change"] == "Mine."


@pytest.mark.parametrize("mode", ["confidential", "named"])
def test_a_known_members_link_opens_the_same_reply_again(noon: datetime, mode: str) -> None:
    consultation = asked(noon, mode)
    rowan = place_of(consultation)
    code = begin(rowan, at=noon)
    save_answer(code, question="worried", value="yes", at=noon)
    assert take_part(rowan, code=new_code(), at=noon) == code == code_of_known(rowan)
    reply = Reply.objects.get()
    rowan.refresh_from_db()
    assert (reply.participation, reply.readable, rowan.answered_on) == (rowan, True, None)
    send_reply(code, consents=[], at=noon + timedelta(hours=13))
    rowan.refresh_from_db()
    assert rowan.answered_on == noon.date() + timedelta(days=1)
    assert begin(place_of(consultation, 2), at=noon) != code
    with pytest.raises(AlreadySent, match="your own desk does"):
        begin(rowan, at=noon)
    assert begin(rowan, at=noon, from_desk=True) == code


def test_after_the_close_a_known_reply_is_read_from_the_desk_and_an_unsent_one_is_not(
    noon: datetime,
) -> None:
    consultation = asked(noon, "confidential")
    rowan, ash = place_of(consultation), place_of(consultation, 2)
    code = answered(rowan, at=noon)
    begin(ash, at=noon)
    close_consultation(consultation, by=None, at=noon)
    rowan, ash = place_of(consultation), place_of(consultation, 2)
    assert begin(rowan, at=noon, from_desk=True) == code
    with pytest.raises(AlreadySent):
        begin(rowan, at=noon)
    for from_desk in (False, True):
        with pytest.raises(ConsultationClosed):
            begin(ash, at=noon, from_desk=from_desk)


def test_a_known_reply_that_was_withdrawn_begins_anew_without_its_consents(noon: datetime) -> None:
    rowan = place_of(asked(noon, "confidential"))
    code = answered(rowan, at=noon, consents=["campaign"])
    withdraw_reply(code, at=noon)
    assert begin(rowan, at=noon) == code
    reply = Reply.objects.get()
    assert (reply.state, reply.sent_on, reply.withdrawn_on) == ("started", None, None)
    assert (Answer.objects.count(), Consent.objects.count()) == (0, 0)


def test_nothing_stays_of_an_anonymous_reply_that_is_withdrawn_and_the_link_stays_used(
    noon: datetime,
) -> None:
    rowan = place_of(asked(noon))
    code = answered(rowan, at=noon, consents=["campaign"])
    withdraw_reply(code, at=noon)
    assert (Reply.objects.count(), Answer.objects.count(), Consent.objects.count()) == (0, 0, 0)
    with pytest.raises(UnknownCode):
        find_reply(rowan.consultation, code=code)
    with pytest.raises(LinkUsed):
        begin(rowan, at=noon)


def test_taking_part_leaves_no_entry_in_the_audit_log(noon: datetime) -> None:
    rowan = place_of(asked(noon))
    before = Entry.objects.count()
    answered(rowan, at=noon)
    assert Entry.objects.count() == before
    assert Participation.objects.filter(answered_on__isnull=False).count() == 1
