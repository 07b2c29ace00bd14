"""Half a year after the report nobody can find out who took part anonymously."""

from datetime import datetime, timedelta

import pytest

from campaigns.consultations.letting_go import forget_places
from campaigns.consultations.mixing import settle_due
from campaigns.consultations.models import Participation, Reply
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.reporting import report_consultation
from tests.consultations.factories import moderator
from tests.consultations.members import a_branch, answered, place_of, put_to_members

pytestmark = pytest.mark.django_db


def test_anonymous_places_go_and_replies_and_known_places_stay(noon: datetime) -> None:
    branch = a_branch(members=20)
    for mode in ("anonymous_verified", "confidential"):
        consultation = put_to_members(noon, mode=mode, branch=branch, slug=mode.replace("_", "-"))
        answered(place_of(consultation), at=noon)
        close_consultation(consultation, by=None, at=noon)
        settle_due(at=noon + timedelta(hours=1))
        report_consultation(consultation, summary="Soon.", by=moderator(mode), at=noon + timedelta(days=2))
    early, late = noon + timedelta(days=184), noon + timedelta(days=186)
    assert [gone.n for gone in forget_places(at=early, dry_run=False)] == [0]
    assert [gone.n for gone in forget_places(at=late, dry_run=True)] == [20]
    assert Participation.objects.count() == 40
    assert [gone.n for _ in range(2) for gone in forget_places(at=late, dry_run=False)] == [20, 0]
    assert set(Participation.objects.values_list("consultation__mode", flat=True)) == {"confidential"}
    assert Reply.objects.counted().count() == 2
