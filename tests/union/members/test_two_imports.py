"""Two officers import at once: they take turns, and both reports are true."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event

import pytest
from django.db import connection, transaction

from tests.union.members.factories import BRAM, ROWAN, SANA, extract_of, small_union
from tests.waiting import wait_until_somebody_waits
from union.members import taking_turns
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


def test_who_waits_for_another_import_keeps_telling_that_it_is_there(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the lease of its job would end, and after three workers it would be given up as broken off."""
    small_union(at=noon)
    monkeypatch.setattr(taking_turns, "A_WHILE", "20ms")
    monkeypatch.setattr(taking_turns, "WHILES", 100_000)  # however long this machine takes
    told, told_often = [], Event()

    def tell(lines: int) -> None:
        told.append(lines)
        if len(told) == 3:
            told_often.set()

    def second() -> RollReport:
        try:
            return enrol_roll(extract_of(ROWAN, SANA).encode(), by=None, at=noon, progress=tell)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as officer:
        with transaction.atomic():
            enrol_roll(extract_of(ROWAN).encode(), by=None, at=noon)
            other = officer.submit(second)
            assert told_often.wait(60)
        assert other.result(timeout=60) == RollReport(added=1, unchanged=1)
    assert set(told) == {0}
