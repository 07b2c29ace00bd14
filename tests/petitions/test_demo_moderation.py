"""What a moderator of the demo finds."""

from collections import Counter
from datetime import datetime

import pytest

from petitions import demo, demo_moderation, reasons
from petitions.models import Alert, Petition, Ruling, Signature
from tests.petitions.test_cms import staff
from union.demo import Hint

pytestmark = pytest.mark.django_db


def test_a_queue_an_alert_and_a_decision_made_once(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert demo_moderation.make(at=noon) == []
    monkeypatch.setattr(demo, "CONFIRMED", 3)
    monkeypatch.setattr(demo, "PENDING", 0)
    demo.make(at=noon)
    staff("moderator", "Moderators")
    petition = Petition.objects.get()
    hint = Hint(
        "Moderate doubtful signatures of the petition, as moderator@example.org",
        f"/cms/petitions/{petition.pk}/moderation/",
    )
    assert [demo_moderation.make(at=noon), demo_moderation.make(at=noon)] == [[hint], [hint]]
    states = Counter(Signature.objects.values_list("state", flat=True))
    assert states == {"confirmed": 6, "held": 30, "invalid": 5}
    assert (Ruling.objects.count(), Alert.objects.values_list("kind", "n").get()) == (1, ("held", 24))
    assert [voice.name for voice in reasons.voices(petition)] == ["", "Lowri Penrose"]
    assert reasons.unjudged(petition).count() == 1
