"""Two officers import at once: they take turns, and both reports are true."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection, transaction

from tests.union.members.factories import BRAM, ROWAN, SANA, extract_of, small_union
from tests.waiting import wait_until_somebody_waits
from union.members.enrolling import RollReport, enrol_roll
from union.members.models import Member

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_the_second_import_waits_and_finds_everybody_enrolled(noon: datetime) -> None:
    small_union(at=noon)
    data = extract_of(ROWAN, SANA, BRAM).encode()

    def second() -> RollReport:
        try:
            return enrol_roll(data, by=None, at=noon)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as officer:
        with transaction.atomic():
            assert enrol_roll(data, by=None, at=noon) == RollReport(added=3, new_employers=1)
            other = officer.submit(second)
            wait_until_somebody_waits()
        assert other.result(timeout=20) == RollReport(unchanged=3)
    assert Member.objects.count() == 3
