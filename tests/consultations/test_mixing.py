"""Anonymous replies become readable only among others, and their codes open them before and after."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError

from campaigns.consultations.answering import save_answer, send_reply, withdraw_reply
from campaigns.consultations.codes import hash_of
from campaigns.consultations.consenting import consents_of, withdraw_consents
from campaigns.consultations.finding import find_reply
from campaigns.consultations.mixing import BATCH, POOL, mix_due, settle, settle_due
from campaigns.consultations.models import (
    Answer,
    Audience,
    Consent,
    Consultation,
    Participation,
    Redaction,
    Reply,
)
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.reading import given_in, texts, with_work
from campaigns.consultations.under_way import plan_due
from tests.consultations.factories import moderator, opened, reply
from tests.consultations.members import a_branch, answered, answered_by_many, begin, place_of, put_to_members

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=13)  # the next day


def asked(at: datetime, members: int = 60) -> Consultation:
    return put_to_members(at, branch=a_branch(members=members))


def answers_of(consultation: Consultation, numbers: range, *, at: datetime) -> list[str]:
    return answered_by_many(consultation, numbers, at=at, change="Text {}", consents=["press"])


def settled(consultation: Consultation, *, at: datetime) -> None:
    close_consultation(consultation, by=None, at=at)
    assert settle_due(at=at + timedelta(minutes=2)) == 1


def test_many_answers_written_together_are_those_that_members_send(noon: datetime) -> None:
    branch = a_branch(members=20)
    one_by_one, together = (put_to_members(noon, branch=branch, slug=slug) for slug in ("one", "together"))
    for n in (1, 3):
        answered(place_of(one_by_one, n), at=noon, change=f"Text {n}", consents=["press", "campaign"])
    codes = answered_by_many(together, (1, 3), at=noon, change="Text {}", consents=["press", "campaign"])
    assert written(together) == written(one_by_one)
    assert [given_in(find_reply(together, code=code))["change"] for code in codes] == ["Text 1", "Text 3"]


def written(consultation: Consultation) -> list[list[dict[str, object]]]:
    """All rows of what members sent and where they stand, without numbers, links and hashes."""
    own = {"id", "consultation_id", "version_id", "code_hash", "reply_id", "link_id"}
    replies = consultation.replies.order_by("pk")
    tables = [
        replies,
        Answer.objects.filter(reply__in=replies).order_by("pk"),
        Consent.objects.filter(reply__in=replies).order_by("pk"),
        Participation.objects.filter(consultation=consultation).order_by("member"),
    ]
    return [
        [{name: value for name, value in row.items() if name not in own} for row in table.values()]
        for table in tables
    ]


def test_nothing_is_readable_before_forty_are_in_and_then_twenty_are_chosen_at_random(noon: datetime) -> None:
    consultation = asked(noon)
    codes = answers_of(consultation, range(1, 40), at=noon)
    assert (mix_due(at=noon), Reply.objects.counted().count(), texts(consultation).count()) == (0, 0, 0)
    codes += answers_of(consultation, range(40, 41), at=noon)
    before = set(Reply.objects.values_list("pk", flat=True))
    assert (BATCH, POOL, mix_due(at=noon + LATER), mix_due(at=noon + LATER)) == (20, 20, 20, 0)
    mixed = list(Reply.objects.counted())
    assert len(mixed) == 20
    assert before.isdisjoint(reply.pk for reply in mixed)
    assert {(reply.started_on, reply.sent_on) for reply in mixed} == {(noon.date() + timedelta(days=1),) * 2}
    in_order = [hash_of(code) for code in codes]
    ranks = [in_order.index(reply.code_hash) for reply in sorted(mixed, key=lambda reply: reply.pk)]
    assert ranks != sorted(ranks)
    assert sorted(ranks) != list(range(20))  # not those who answered first
    assert (texts(consultation).count(), with_work()[0].sent) == (20, 20)


def test_every_reply_keeps_its_answers_its_consents_and_its_code(noon: datetime) -> None:
    consultation = asked(noon)
    codes = answers_of(consultation, range(1, 46), at=noon)
    withdraw_consents(codes[0], at=noon)
    assert mix_due(at=noon + LATER) == 25
    for n, code in enumerate(codes, 1):
        found = find_reply(consultation, code=code)
        assert given_in(found) == {"worried": "yes", "change": f"Text {n}"}
        assert consents_of(found) == ({"press"} if n > 1 else set())
    tomorrow = noon.date() + timedelta(days=1)
    mixed = Consent.objects.filter(reply__readable=True)
    assert set(mixed.values_list("given_on", flat=True)) == {tomorrow}
    assert Answer.objects.counted().filter(question="change", moderation="unread").count() == 25


def test_rowan_changes_and_withdraws_by_code_before_and_after_her_reply_is_mixed(noon: datetime) -> None:
    consultation = asked(noon)
    codes = answers_of(consultation, range(1, 45), at=noon)
    save_answer(codes[0], question="change", value="Before", at=noon)
    mix_due(at=noon)
    after = find_reply(consultation, code=codes[0])
    assert given_in(after)["change"] == "Before"
    for code in codes:
        save_answer(code, question="change", value="After", at=noon)
        send_reply(code, consents=[], at=noon)
    assert Counter(Answer.objects.filter(question="change").values_list("value", flat=True)) == {"After": 44}
    withdraw_reply(codes[0], at=noon)
    assert (Reply.objects.count(), Answer.objects.count()) == (43, 86)


def test_a_reply_found_just_before_it_is_mixed_still_shows_its_answers(noon: datetime) -> None:
    consultation = asked(noon)
    codes = answers_of(consultation, range(1, 61), at=noon)
    found = [find_reply(consultation, code=code) for code in codes]
    assert mix_due(at=noon) == 40
    assert {given_in(reply)["worried"] for reply in found} == {"yes"}
    assert {frozenset(consents_of(reply)) for reply in found} == {frozenset({"press"})}


def test_at_the_close_the_rest_is_mixed_and_what_was_not_sent_is_gone(noon: datetime) -> None:
    consultation = asked(noon)
    answers_of(consultation, range(1, 43), at=noon)
    begun = begin(place_of(consultation, 50), at=noon)
    save_answer(begun, question="change", value="Never sent", at=noon)
    assert (mix_due(at=noon), Reply.objects.counted().count()) == (22, 22)
    close_consultation(consultation, by=None, at=noon)
    assert settle_due(at=noon + timedelta(seconds=119)) == 0
    assert [settle_due(at=noon + timedelta(minutes=2)) for _ in range(2)] == [1, 0]
    assert (Reply.objects.count(), Reply.objects.counted().count(), texts(consultation).count()) == (
        42,
        42,
        42,
    )
    assert not Answer.objects.filter(value="Never sent").exists()
    assert settle(consultation, at=noon) is False


def test_three_replies_in_all_become_readable_together_at_the_close(noon: datetime) -> None:
    consultation = asked(noon)
    answers_of(consultation, range(1, 4), at=noon)
    assert mix_due(at=noon) == 0
    settled(consultation, at=noon)
    assert Reply.objects.counted().count() == 3


def test_replies_and_places_are_put_in_another_order_and_keep_only_that_somebody_answered(
    noon: datetime,
) -> None:
    consultation = asked(noon)
    answers_of(consultation, range(1, 31), at=noon - timedelta(hours=13))
    before = list(Participation.objects.order_by("pk").values_list("pk", "member", "link_id"))
    settled(consultation, at=noon)
    after = list(Participation.objects.order_by("pk").values_list("pk", "member", "link_id"))
    assert {pk for pk, *_ in before}.isdisjoint(pk for pk, *_ in after)
    assert [member for _, member, _ in before] != [member for _, member, _ in after]
    assert {(m, link) for _, m, link in before} == {(m, link) for _, m, link in after}
    said, begun = texts(consultation).order_by("reply"), [f"Text {number}" for number in range(1, 31)]
    assert [answer.value for answer in said] != begun
    assert {answer.value for answer in said} == set(begun)
    answered_on = Counter(Participation.objects.values_list("answered_on", flat=True))
    assert answered_on == {noon.date(): 30, None: 30}
    assert Audience.objects.get().settled_at == noon + timedelta(minutes=2)


@pytest.mark.django_db(transaction=True)
def test_settling_fails_rather_than_lose_what_hangs_on_an_unmixed_answer(noon: datetime) -> None:
    consultation = asked(noon)
    answers_of(consultation, range(1, 4), at=noon)
    answer = Answer.objects.filter(question="change")[0]
    Redaction.objects.create(answer=answer, start=0, end=1, reason="person", by=moderator("sana"), at=noon)
    close_consultation(consultation, by=None, at=noon)
    with pytest.raises(IntegrityError):
        settle_due(at=noon + LATER)
    assert (Reply.objects.count(), Redaction.objects.count(), Audience.objects.get().settled_at) == (
        3,
        1,
        None,
    )
    Redaction.objects.all().delete()
    assert settle_due(at=noon + LATER) == 1


def test_other_consultations_are_left_alone(noon: datetime) -> None:
    branch = a_branch(members=45)
    public = opened(noon, slug="public")
    code = reply(public, at=noon, change="Mine")
    known = put_to_members(noon, mode="confidential", branch=branch, slug="known")
    answered(place_of(known), at=noon)
    anonymous = put_to_members(noon, branch=branch)
    assert plan_due(at=noon) == 0
    answers_of(anonymous, range(1, 41), at=noon)
    before = list(Reply.objects.exclude(consultation=anonymous).order_by("pk").values())
    assert mix_due(at=noon) == 20
    settled(anonymous, at=noon)
    assert list(Reply.objects.exclude(consultation=anonymous).order_by("pk").values()) == before
    assert given_in(find_reply(public, code=code))["change"] == "Mine"
