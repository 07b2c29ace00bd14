"""Reminders after a day and after three, to those whose link still waits, and never a sixth letter."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from petitions import reminding
from petitions.confirming import confirm
from petitions.models import Petition, Signature, SignatureIdentity
from petitions.reminding import remind, remind_in_turn
from petitions.signing import Origin, sign
from petitions.withdrawing import withdraw
from tests.petitions.factories import link_to, open_petition, rowan
from union.mail.models import Lane, Message
from union.mail.sending import send_due

DAY = timedelta(hours=24)


@pytest.fixture
def petition(at: datetime) -> Petition:
    return open_petition(at=at - timedelta(days=40))


def reminders() -> list[tuple[str, int]]:
    rows = Message.objects.filter(kind="petition_reminder").order_by("pk")
    return list(rows.values_list("recipient", "version"))


def letters() -> list[tuple[int, int]]:
    return list(SignatureIdentity.objects.order_by("slot").values_list("letters", "reminders"))


@pytest.mark.any_database
@pytest.mark.django_db
def test_rowan_is_reminded_after_a_day_and_once_more_after_three(petition: Petition, at: datetime) -> None:
    sign(petition, signer=rowan(), at=at)
    sent = [remind(at=at + hours * timedelta(hours=1)) for hours in (23, 24, 25, 71, 72, 73, 400)]
    assert sent == [0, 1, 0, 0, 1, 0, 0]
    assert reminders() == [("rowan.ashby@example.org", 1), ("rowan.ashby@example.org", 2)]
    assert letters() == [(3, 2)]
    assert set(Message.objects.filter(kind="petition_reminder").values_list("lane", flat=True)) == {Lane.BULK}


@pytest.mark.django_db
def test_a_sweep_that_comes_late_sends_the_second_reminder_alone(petition: Petition, at: datetime) -> None:
    sign(petition, signer=rowan(), at=at)
    assert [remind(at=at + 4 * DAY), remind(at=at + 5 * DAY)] == [1, 0]
    assert (reminders(), letters()) == ([("rowan.ashby@example.org", 2)], [(2, 2)])


@pytest.mark.any_database
@pytest.mark.django_db
def test_a_couple_on_one_mailbox_gets_five_letters_and_no_sixth(petition: Petition, at: datetime) -> None:
    sign(petition, signer=rowan(), at=at)
    sign(petition, signer=rowan(name="Ash Ashby"), at=at)
    assert [remind(at=at + DAY), remind(at=at + 3 * DAY), remind(at=at + 3 * DAY)] == [2, 1, 0]
    assert letters() == [(3, 2), (2, 1)]
    sign(petition, signer=rowan(), at=at + 3 * DAY)
    assert Message.objects.count() == 5


@pytest.mark.django_db
def test_who_has_asked_again_and_again_is_not_reminded_beyond_five(petition: Petition, at: datetime) -> None:
    for _ in range(4):
        sign(petition, signer=rowan(), at=at)
    assert [remind(at=at + DAY), remind(at=at + 3 * DAY)] == [1, 0]
    assert letters() == [(5, 1)]


@pytest.mark.django_db
def test_nobody_is_reminded_who_has_confirmed_or_withdrawn_or_is_held(
    petition: Petition, at: datetime
) -> None:
    ids = [
        sign(petition, signer=rowan(email=f"ash{n}@example.org"), doubt="too quick" * (n == 2), at=at)
        for n in range(3)
    ]
    confirm(ids[0].signature_id, at=at)
    withdraw(ids[1].signature_id, at=at)
    assert (remind(at=at + DAY), reminders()) == (0, [])


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"state": "paused"}, 1),
        ({"state": "closing", "ended": timedelta(hours=-10)}, 1),
        ({"state": "closing", "ended": timedelta(hours=-49)}, 0),
        ({"state": "closed", "ended": timedelta(hours=-49)}, 0),
    ],
)
@pytest.mark.django_db
def test_reminders_go_out_as_long_as_the_link_works(
    petition: Petition, at: datetime, fields: dict[str, object], sent: int
) -> None:
    sign(petition, signer=rowan(), at=at)
    ended = fields.pop("ended", None)
    if isinstance(ended, timedelta):
        fields["closing_at"] = at + DAY + ended
    Petition.objects.update(**fields)
    assert remind(at=at + DAY) == sent


@pytest.mark.django_db
def test_after_thirty_days_the_link_is_dead_and_nobody_is_reminded(petition: Petition, at: datetime) -> None:
    sign(petition, signer=rowan(), at=at)
    assert [remind(at=at + timedelta(days=30)), remind(at=at + timedelta(days=29))] == [0, 1]


@pytest.mark.django_db
def test_reminders_are_written_in_batches(
    petition: Petition,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(reminding, "BATCH", 2)
    for n in range(5):
        sign(petition, signer=rowan(email=f"ash{n}@example.org"), at=at)
    assert remind(at=at + DAY) == 5
    assert len(set(reminders())) == 5
    with django_assert_num_queries(4):  # the petitions, who is due, and the savepoint around that
        remind(at=at + DAY)


@pytest.mark.django_db
def test_the_sweep_looks_for_them_once_in_ten_minutes(petition: Petition, at: datetime) -> None:
    for n in range(2):
        sign(petition, signer=rowan(email=f"ash{n}@example.org"), at=at + n * DAY)
    assert [remind_in_turn(at=at + DAY), remind_in_turn(at=at + 2 * DAY)] == [1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_reminder_has_link_and_code_and_is_not_sent_once_it_is_needless(petition: Petition) -> None:
    now = timezone.now()
    for name in ("rowan", "ash"):
        address = f"{name}@example.org"
        sign(petition, signer=rowan(email=address), at=now - DAY, origin=Origin(language="cy"))
    confirmed = Signature.objects.get(identity__email="ash@example.org")
    waiting = Signature.objects.get(identity__email="rowan@example.org")
    Message.objects.all().delete()
    assert remind(at=now) == 2
    confirm(confirmed.pk, at=now)
    assert send_due(at=now) == 1
    letter = mail.outbox[0]
    assert letter.to == ["rowan@example.org"]
    assert f"http://testserver/cy{link_to(waiting)}\n" in str(letter.body)
    assert f"http://testserver/cy{link_to(waiting)}not-me/\n" in str(letter.body)
