"""What the house tells of a database that answers and takes nothing."""

from datetime import datetime

import pytest
from django.db import InternalError, connection, transaction

from config.wagtail_hooks import database_health
from union.accounts.models import User
from union.away import FULL, READ_ONLY, is_away
from union.health import Finding

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_a_database_that_can_only_be_read_is_a_finding_and_no_fault_of_ours(noon: datetime) -> None:
    """As a managed one is when its disk is full, and one that stands by for another."""
    assert database_health(at=noon) == [Finding("database", ok=True, detail="answers")]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    assert database_health(at=noon) == [Finding("database", ok=False, detail=READ_ONLY)]
    with pytest.raises(InternalError) as refused, transaction.atomic():
        User.objects.create_user("ada@example.org")
    assert is_away(refused.value)
    assert not is_away(InternalError("stack depth limit exceeded"))


def test_a_database_without_room_is_a_finding_while_it_answers(noon: datetime) -> None:
    """Pages are shown then; what needs a new page of a table is refused."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL temp_file_limit = '64kB'")
        assert database_health(at=noon) == [Finding("database", ok=False, detail=FULL)]
        cursor.execute("SET LOCAL temp_file_limit = -1")
    assert database_health(at=noon) == [Finding("database", ok=True, detail="answers")]
