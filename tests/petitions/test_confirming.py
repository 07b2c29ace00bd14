"""Confirming, withdrawing, and what the count makes of both."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from petitions.confirming import CONFIRM, NotConfirmable, Standing, confirm
from petitions.counting import published_count, roll_up
from petitions.models import Consent, Petition, Signature, SignatureIdentity, Tally, TallyDelta
from petitions.signing import Outcome, sign
from petitions.withdrawing import withdraw
from tests.petitions.factories import open_petition, rowan
from union.mail.models import Message
from union.statements import changed

OF_THE_PERSON = ("role", "employer", "union_member", "region", "constituency", "branch", "held_reason")
pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def rowans_signature(petition: Petition, *, at: datetime) -> uuid.UUID:
    sign(petition, signer=rowan(), at=at)
    return Signature.objects.get(petition=petition).pk


def test_rowan_confirms_and_one_delta_waits(noon: datetime) -> None:
    signature = rowans_signature(open_petition(at=noon), at=noon)
    confirm(signature, at=noon + timedelta(minutes=3))
    row = Signature.objects.get()
    assert (row.state, row.confirmed_at) == ("confirmed", noon + timedelta(minutes=3))
    assert list(TallyDelta.objects.values_list("n", "region", "hour")) == [(1, "YH", noon)]


def test_confirming_twice_counts_once(noon: datetime) -> None:
    petition = open_petition(at=noon)
    signature = rowans_signature(petition, at=noon)
    confirm(signature, at=noon)
    confirm(signature, at=noon + timedelta(days=90))
    assert Signature.objects.get().confirmed_at == noon
    roll_up(at=noon)
    assert published_count(petition) == 1


def test_of_two_who_read_it_pending_one_confirms_it(noon: datetime) -> None:
    pk = rowans_signature(open_petition(at=noon), at=noon)
    values = ["confirmed", noon, "YH", "", "", "", None, pk]
    assert [changed(CONFIRM, values) for _ in range(2)] == [1, 0]


def test_confirming_takes_three_statements(noon: datetime) -> None:
    signature = rowans_signature(open_petition(at=noon), at=noon)
    with CaptureQueriesContext(connection) as captured:
        confirm(signature, at=noon)
    sql = [q["sql"].split()[0] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert sql == ["SELECT", "UPDATE", "INSERT"]


@pytest.mark.parametrize(
    ("later", "standing"),
    [(timedelta(days=29, hours=23), None), (timedelta(days=30), Standing.EXPIRED)],
)
def test_a_link_lives_thirty_days(noon: datetime, later: timedelta, standing: Standing | None) -> None:
    at = noon.astimezone(UTC)  # thirty times 24 hours, whatever the clocks do in March
    signature = rowans_signature(open_petition(at=at), at=at)
    refused = None
    try:
        confirm(signature, at=at + later)
    except NotConfirmable as refusal:
        refused = refusal.standing
    assert refused == standing


@pytest.mark.parametrize(
    ("later", "standing"),
    [(timedelta(hours=48, minutes=59), None), (timedelta(hours=49), Standing.CLOSED)],
)
def test_confirmations_are_honoured_for_48_hours_after_the_close(
    noon: datetime, later: timedelta, standing: Standing | None
) -> None:
    petition = open_petition(at=noon, closes_at=noon + timedelta(hours=1))
    signature = rowans_signature(petition, at=noon)
    refused = None
    try:
        confirm(signature, at=noon + later)
    except NotConfirmable as refusal:
        refused = refusal.standing
    assert refused == standing


def test_a_purged_signature_is_an_expired_link(noon: datetime) -> None:
    with pytest.raises(NotConfirmable) as refused:
        confirm(uuid.uuid4(), at=noon)
    assert refused.value.standing == Standing.EXPIRED


@pytest.mark.parametrize(("state", "standing"), [("held", Standing.CHECKING), ("invalid", Standing.STRUCK)])
def test_a_held_or_struck_out_signature_cannot_be_confirmed(
    noon: datetime, state: str, standing: Standing
) -> None:
    signature = rowans_signature(open_petition(at=noon), at=noon)
    Signature.objects.update(state=state, held_reason="too quick")
    with pytest.raises(NotConfirmable) as refused:
        confirm(signature, at=noon)
    assert refused.value.standing == standing
    assert TallyDelta.objects.count() == 0


def test_it_was_not_rowan_before_confirming(noon: datetime) -> None:
    signature = rowans_signature(open_petition(at=noon), at=noon)
    assert withdraw(signature, at=noon) is True
    assert withdraw(signature, at=noon) is False
    assert (SignatureIdentity.objects.count(), Consent.objects.count(), TallyDelta.objects.count()) == (
        0,
        0,
        0,
    )
    with pytest.raises(NotConfirmable) as refused:
        confirm(signature, at=noon)
    assert refused.value.standing == Standing.WITHDRAWN


def test_rowan_takes_a_confirmed_name_off_and_the_count_follows_once(noon: datetime) -> None:
    petition = open_petition(at=noon)
    signature = rowans_signature(petition, at=noon)
    confirm(signature, at=noon)
    roll_up(at=noon)
    assert withdraw(signature, at=noon + timedelta(days=2)) is True
    assert withdraw(signature, at=noon + timedelta(days=2)) is False
    roll_up(at=noon)
    assert published_count(petition) == 0
    assert list(Tally.objects.values_list("n", flat=True).distinct()) == [0]


def test_of_rowan_who_withdrew_the_row_says_nothing_but_when(noon: datetime) -> None:
    ash = rowans_signature(open_petition(at=noon, slug="other"), at=noon)
    signature = rowans_signature(open_petition(at=noon), at=noon)
    confirm(signature, at=noon)
    told = dict.fromkeys(OF_THE_PERSON, "told")
    Signature.objects.update(invited_by=ash, **told)
    late = noon + timedelta(days=2)
    assert withdraw(signature, at=late) is True
    row = Signature.objects.get(pk=signature)
    assert (row.state, row.withdrawn_at, row.invited_by) == ("withdrawn", late, None)
    assert {field: getattr(row, field) for field in OF_THE_PERSON} == dict.fromkeys(OF_THE_PERSON, "")
    assert Signature.objects.filter(pk=ash, state="pending", invited_by=ash, **told).count() == 1
    assert list(SignatureIdentity.objects.values_list("signature", flat=True)) == [ash]
    assert set(Consent.objects.values_list("signature", flat=True)) == {ash}
    assert list(Message.objects.values_list("subject", flat=True)) == [f"signature:{ash}"]


def test_after_withdrawing_rowan_may_sign_again_and_counts_once(noon: datetime) -> None:
    petition = open_petition(at=noon)
    first = rowans_signature(petition, at=noon)
    confirm(first, at=noon)
    withdraw(first, at=noon)
    assert sign(petition, signer=rowan(), at=noon).outcome == Outcome.NEW
    confirm(Signature.objects.get(state="pending").pk, at=noon)
    roll_up(at=noon)
    assert published_count(petition) == 1


def test_the_second_person_stays_when_the_first_withdraws_and_the_first_may_come_back(noon: datetime) -> None:
    petition = open_petition(at=noon)
    first = rowans_signature(petition, at=noon)
    sign(petition, signer=rowan(name="Ash Ashby"), at=noon)
    withdraw(first, at=noon)
    assert sign(petition, signer=rowan(), at=noon).outcome == Outcome.NEW
    people = SignatureIdentity.objects.order_by("slot").values_list("name", "slot")
    assert list(people) == [("Rowan Ashby", 1), ("Ash Ashby", 2)]
