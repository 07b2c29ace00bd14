"""What moderation keeps no longer than it needs."""

from datetime import datetime, timedelta

import pytest

from petitions import letting_go, ruling
from petitions.confirming import confirm
from petitions.models import Alert, Consent, Petition, RuledSignature, Ruling, Signature, SignatureIdentity
from petitions.signing import sign
from tests.petitions.factories import rowan
from union.accounts.models import User
from union.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = timedelta(days=1)


def numbers(*, at: datetime, dry_run: bool = False) -> list[int]:
    return [line.n for line in letting_go.expire(at=at, dry_run=dry_run)]


def test_who_was_struck_out_unconfirmed_goes_when_it_cannot_be_undone(
    petition: Petition, at: datetime
) -> None:
    sana = User.objects.create_user("sana@example.org")
    sign(petition, signer=rowan(role="Nurse"), doubt="trap filled", at=at)
    kept = sign(petition, signer=rowan(name="Bo Lind", email="bo@example.org", role="Nurse"), at=at)
    confirm(kept.signature_id, at=at)
    made = ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="a script", at=at)
    assert numbers(at=at + 29 * DAY) == [0, 0, 0]
    later = at + 30 * DAY
    assert (numbers(at=later, dry_run=True), SignatureIdentity.objects.count()) == ([1, 2, 0], 2)
    assert (numbers(at=later), numbers(at=later)) == ([1, 2, 0], [0, 0, 0])
    assert SignatureIdentity.objects.values_list("name", flat=True).get() == "Bo Lind"
    assert sorted(Signature.objects.values_list("state", "role")) == [("invalid", ""), ("invalid", "Nurse")]
    assert (Consent.objects.exclude(signature=kept.signature_id).count(), Message.objects.count()) == (0, 1)
    assert (RuledSignature.objects.count(), Ruling.objects.get().n, made.n) == (0, 2, 2)


def test_alerts_are_kept_for_ninety_days(petition: Petition, at: datetime) -> None:
    Alert.objects.create(
        petition=petition, kind="held", day=at.date(), detail="x", n=20, first_at=at, last_at=at
    )
    assert numbers(at=at + 89 * DAY) == [0, 0, 0]
    assert (numbers(at=at + 90 * DAY), Alert.objects.count()) == ([0, 0, 1], 0)
