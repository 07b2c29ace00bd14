"""Who was written to is forgotten after thirty days, the letter after half a year; what is called off does
not leave.
"""

from datetime import datetime, timedelta

import pytest
from wagtail import hooks

from tests.union.mail.factories import ADA, BEN, CAT, news, state_of
from union.expiring import Expired
from union.mail import claiming, forgetting
from union.mail.models import Lane, Message, State
from union.mail.rendering import MailKind
from union.mail.sending import enqueue, recipient_hash

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=30)
SECOND = timedelta(seconds=1)


def line(n: int) -> list[Expired]:
    return [Expired("addresses of letters that have left", "30 days", n)]


def recipients() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("recipient", flat=True))


@pytest.mark.parametrize("state", [State.SENT, State.DEAD, State.SUPPRESSED, State.CANCELLED])
def test_address_of_a_letter_that_is_done_with_goes_after_thirty_days(noon: datetime, state: State) -> None:
    news("plan:1", at=noon, to=ADA)
    Message.objects.update(state=state)
    assert forgetting.expire_recipients(at=noon + DAYS, dry_run=False) == line(0)
    assert forgetting.expire_recipients(at=noon + DAYS + SECOND, dry_run=True) == line(1)
    assert recipients() == [ADA]
    assert forgetting.expire_recipients(at=noon + DAYS + SECOND, dry_run=False) == line(1)
    assert Message.objects.values_list("recipient", "recipient_hash").get() == ("", recipient_hash(ADA))
    assert forgetting.expire_recipients(at=noon + DAYS + SECOND, dry_run=False) == line(0)


@pytest.mark.parametrize("state", [State.QUEUED, State.RETRY, State.CLAIMED])
def test_address_of_a_letter_that_is_still_to_leave_stays(noon: datetime, state: State) -> None:
    news("plan:1", at=noon, to=ADA)
    Message.objects.update(state=state)
    assert forgetting.expire_recipients(at=noon + 10 * DAYS, dry_run=False) == line(0)
    assert recipients() == [ADA]


def test_only_the_old_letters_that_left_lose_their_address(noon: datetime) -> None:
    news("plan:1", at=noon, to=ADA)
    waiting, fresh = news("plan:1", at=noon, to=BEN), news("plan:1", at=noon + SECOND, to=CAT)
    Message.objects.exclude(pk=waiting.pk).update(state=State.SENT)
    assert forgetting.expire_recipients(at=fresh.queued_at + DAYS, dry_run=False) == line(1)
    assert recipients() == ["", BEN, CAT]


def test_letter_that_is_done_with_goes_after_half_a_year_unless_its_app_keeps_it(noon: datetime) -> None:
    half_a_year = timedelta(days=180)
    kept = MailKind("kept", Lane.SYSTEM, lambda message: None, keeps=True)
    with hooks.register_temporarily("mail_kind", lambda: [kept]):
        enqueue("kept", subject="plan:1", to=ADA, at=noon)
        gone, waiting = news("plan:1", at=noon, to=ADA), news("plan:1", at=noon, to=BEN)
        Message.objects.exclude(pk=waiting.pk).update(state=State.SENT)
        news("plan:1", at=noon + SECOND, to=CAT)
        Message.objects.filter(recipient=CAT).update(state=State.DEAD)
        old = [Expired("letters that have left", "180 days", 1)]
        assert forgetting.expire_letters(at=noon + half_a_year, dry_run=False)[0].n == 0
        assert forgetting.expire_letters(at=noon + half_a_year + SECOND, dry_run=True) == old
        assert Message.objects.filter(pk=gone.pk).exists()
        assert forgetting.expire_letters(at=noon + half_a_year + SECOND, dry_run=False) == old
    assert list(Message.objects.order_by("pk").values_list("kind", "recipient")) == [
        ("kept", ADA),
        ("news_interactive", BEN),
        ("news_interactive", CAT),
    ]


def test_who_asks_to_be_forgotten_is_forgotten_in_the_kinds_named_and_nobody_else_is(noon: datetime) -> None:
    news("plan:1", at=noon, to=ADA)
    news("plan:1", at=noon, to=BEN)
    news("plan:2", at=noon, to=ADA, lane="bulk")
    assert forgetting.forget("  Ada@Example.org ", kinds=["news_interactive"]) == 1
    assert list(Message.objects.order_by("pk").values_list("kind", "recipient")) == [
        ("news_interactive", BEN),
        ("news_bulk", ADA),
    ]


def test_letters_about_a_subject_go_in_the_kinds_named_whoever_got_them(noon: datetime) -> None:
    news("plan:1", at=noon, to=ADA)
    news("plan:1", at=noon, to=BEN)
    news("plan:2", at=noon, to=CAT)
    news("plan:1", at=noon, to=CAT, lane="bulk")
    assert forgetting.forget_about(["plan:1"], kinds=["news_interactive"]) == 2
    assert list(Message.objects.order_by("pk").values_list("kind", "subject", "recipient")) == [
        ("news_interactive", "plan:2", CAT),
        ("news_bulk", "plan:1", CAT),
    ]


def test_what_is_called_off_stays_but_for_what_a_worker_has_in_hand(noon: datetime) -> None:
    in_hand = news("plan:1", at=noon, to=ADA)
    claiming.claim("interactive", size=1, worker="one", at=noon)
    queued, again = news("plan:1", at=noon, to=BEN), news("plan:1", at=noon, to=CAT)
    sent, other_plan = news("plan:1", at=noon, version=2), news("plan:2", at=noon)
    other_kind = news("plan:1", at=noon, lane="bulk")
    Message.objects.filter(pk=again.pk).update(state=State.RETRY)
    Message.objects.filter(pk=sent.pk).update(state=State.SENT)
    assert claiming.call_off("news_interactive", "plan:1") == 2
    assert [state_of(letter) for letter in (in_hand, queued, again, sent, other_plan, other_kind)] == [
        State.CLAIMED,
        State.CANCELLED,
        State.CANCELLED,
        State.SENT,
        State.QUEUED,
        State.QUEUED,
    ]
