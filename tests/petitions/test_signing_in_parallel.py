"""One mailbox, many hands at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from campaigns.newsletters.models import Choice
from petitions.confirming import confirm
from petitions.counting import published_count, roll_up
from petitions.models import Petition, Signature, SignatureIdentity
from petitions.signing import Outcome, sign
from tests.newsletters.factories import newsletter, subscriber
from tests.petitions.factories import open_petition, rowan
from union.mail.models import Message

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HANDS = 32


def at_once(work: list[tuple[Petition, str, datetime]]) -> list[Outcome]:
    """Every signing in a thread and connection of its own, all released together."""
    gate = Barrier(len(work))

    def hand(job: tuple[Petition, str, datetime]) -> Outcome:
        petition, name, at = job
        try:
            connection.ensure_connection()
            gate.wait()
            return sign(petition, signer=rowan(name=name), at=at).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(hand, work))


def press_at_once(signatures: list[UUID], *, at: datetime) -> None:
    """The button of each letter, all pressed together."""
    gate = Barrier(len(signatures))

    def press(signature: UUID) -> None:
        try:
            connection.ensure_connection()
            gate.wait()
            confirm(signature, at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(signatures)) as pool:
        list(pool.map(press, signatures))


def test_one_person_signing_32_times_at_once_is_entered_once(noon: datetime) -> None:
    petition = open_petition(at=noon)
    outcomes = at_once([(petition, "Rowan Ashby", noon)] * HANDS)
    assert sorted(outcomes) == [Outcome.AGAIN] * (HANDS - 1) + [Outcome.NEW]
    assert SignatureIdentity.objects.values_list("slot", "letters").get() == (1, 5)
    assert Signature.objects.count() == 1
    assert Message.objects.count() == 5


def test_32_names_at_once_on_one_mailbox_are_two_people_at_most(noon: datetime) -> None:
    petition = open_petition(at=noon)
    outcomes = at_once([(petition, f"Rowan {'x' * number}", noon) for number in range(HANDS)])
    assert sorted(outcomes) == [Outcome.AGAIN] * (HANDS - 2) + [Outcome.NEW] * 2
    assert list(SignatureIdentity.objects.order_by("slot").values_list("slot", flat=True)) == [1, 2]
    assert Signature.objects.count() == 2
    assert Message.objects.count() == 5


def test_one_link_followed_32_times_at_once_counts_once(noon: datetime) -> None:
    petition = open_petition(at=noon)
    sign(petition, signer=rowan(), at=noon)
    signature = Signature.objects.get().pk
    press_at_once([signature] * HANDS, at=noon)
    roll_up(at=noon)
    assert published_count(petition) == 1


def test_eight_petitions_confirmed_at_once_from_one_mailbox_bring_its_news_once(noon: datetime) -> None:
    news = newsletter(for_signers=True)
    subscriber("rowan.ashby", newsletter(name="Pay news"), at=noon)
    petitions = [open_petition(at=noon, slug=f"petition-{number}") for number in range(8)]
    signer = rowan(consents=["union_campaigns"])
    signatures = [sign(petition, signer=signer, at=noon).signature_id for petition in petitions]
    press_at_once(signatures, at=noon)
    assert Signature.objects.filter(state="confirmed").count() == 8
    assert list(Choice.objects.filter(newsletter=news).values_list("given", "number")) == [(True, 1)]
