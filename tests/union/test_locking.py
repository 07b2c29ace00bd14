"""Who comes while somebody else is at it leaves it alone, and does it the next time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests.union.members.factories import small_union
from union.audit import chaining
from union.audit.recording import record
from union.members.letting_go import expire_lapsed
from union.members.models import Branch, Member
from union.members.taking_turns import ROLL_LOCK

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@contextmanager
def held_elsewhere(lock: int) -> Iterator[None]:
    """Another process has it."""
    elsewhere = connection.copy()
    try:
        with elsewhere.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
            yield
            # Said aloud: a connection that is closed lets go a moment later.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
    finally:
        elsewhere.close()


def test_the_night_deletes_nobody_while_an_extract_is_written(noon: datetime) -> None:
    small_union(at=noon)
    left = {"status": "lapsed", "lapsed_on": noon.date(), "joined": noon.date()}
    Member.objects.create(number="TP2", name="Sana Malik", branch=Branch.objects.earliest("code"), **left)
    with held_elsewhere(ROLL_LOCK):
        assert [line.n for line in expire_lapsed(at=noon + timedelta(days=400), dry_run=False)] == [0]
        assert Member.objects.count() == 1
    assert [line.n for line in expire_lapsed(at=noon + timedelta(days=401), dry_run=False)] == [1]
    assert Member.objects.count() == 0


def test_nobody_numbers_the_log_while_somebody_else_does(noon: datetime) -> None:
    record("roll.imported", subject="roll", by=None, at=noon)
    with held_elsewhere(chaining.SEALING_LOCK):
        assert chaining.seal() == 0
    assert chaining.seal() == 1
