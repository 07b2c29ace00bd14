from collections import Counter
from datetime import datetime

import pytest

from petitions import demo
from petitions.counting import published_count
from petitions.models import Petition, Signature, TallyDelta, Telling
from union.demo import Hint

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_petition_with_some_hundred_signatures_and_makes_it_once(noon: datetime) -> None:
    hints = [
        Hint("Sign the petition, then confirm from the demo mail", "/petitions/protect-vulnerable-children/")
    ]
    assert demo.make(at=noon) == hints
    assert demo.make(at=noon) == hints
    petition = Petition.objects.get()
    assert (published_count(petition), TallyDelta.objects.count()) == (341, 0)
    assert Counter(Signature.objects.values_list("state", flat=True)) == {"confirmed": 341, "pending": 12}
    assert petition.takes_signatures(noon)
    assert (petition.speaks_welsh, petition.goal) == (True, 500)
    entries = petition.entries.public().order_by("-happened_on", "-pk")
    assert [(entry.kind, entry.tell, bool(entry.text_cy)) for entry in entries] == [
        ("milestone", True, True),
        ("update", True, True),
    ]
    assert [t.total for t in Telling.objects.order_by("pk")] == [14, 18]
