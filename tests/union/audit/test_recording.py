from datetime import date, datetime

import pytest
from django.db import transaction

from union.accounts.models import User
from union.audit.models import Entry
from union.audit.recording import audit_actions, record


@pytest.mark.django_db
def test_act_of_an_officer_is_written_unchained(noon: datetime) -> None:
    ines = User.objects.create(email="ines@example.org", name="Ines Okafor")
    entry = record("kettle.filled", subject="kettle:1", by=ines, at=noon, detail={"cups": 4})
    entry.refresh_from_db()
    assert (entry.action, entry.subject, entry.by, entry.at) == ("kettle.filled", "kettle:1", ines, noon)
    assert (entry.detail, entry.keep_until) == ({"cups": 4}, date(2028, 3, 15))
    assert (entry.number, entry.hash) == (None, "")


@pytest.mark.django_db
def test_action_nobody_registered_is_refused(noon: datetime) -> None:
    with pytest.raises(ValueError, match=r"kettle\.dropped is in no app's audit_actions"):
        record("kettle.dropped", subject="kettle:1", by=None, at=noon)
    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_entry_outside_a_transaction_is_refused(noon: datetime) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("kettle.filled", subject="kettle:1", by=None, at=noon)


def test_actions_carry_a_sentence_for_people() -> None:
    assert audit_actions()["kettle.boiled"] == "brought the kettle to the boil"
