"""Reads of the roll."""

from collections.abc import Iterable
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from tests.union.members.factories import BRAM, ROWAN, SANA, extract_of, small_union
from union.members.enrolling import enrol_roll
from union.members.models import Member

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _three_people(noon: datetime) -> None:
    small_union(at=noon)
    enrol_roll(extract_of(ROWAN, SANA | {"status": "retired"}, BRAM).encode(), by=None, at=noon)


def numbers(people: Iterable[Member]) -> list[str]:
    return [member.number for member in people]


def test_active_and_reachable_people() -> None:
    assert numbers(Member.objects.active()) == ["TP1", "TP3"]
    assert numbers(Member.objects.reachable()) == ["TP1", "TP2"]
    assert numbers(Member.objects.unreachable()) == ["TP3"]
    assert numbers(Member.objects.active().reachable()) == ["TP1"]


def test_people_are_found_by_address_in_any_capitals() -> None:
    assert numbers(Member.objects.at_address(" Rowan.Ashby@EXAMPLE.org ")) == ["TP1"]
    assert numbers(Member.objects.at_address("nobody@example.org")) == []
    assert numbers(Member.objects.at_address("")) == []


def test_the_database_knows_only_three_states() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.filter(number="TP1").update(status="ghost")
