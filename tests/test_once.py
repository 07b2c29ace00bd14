"""What is told once stands for those who ask for it, and nothing a test does to it reaches another test.

Each test finds everything as it was told and then spoils it, so that in any order the next one would notice.
"""

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.once import told_once
from union.members.models import Branch, Region

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TOLD: list[str] = []


def codes() -> list[str]:
    return sorted(Branch.objects.values_list("code", flat=True))


@told_once
def north() -> Branch:
    """Northside, in a region of its own; it must be committed by itself, as a ballot's fixing is."""
    TOLD.append("north")
    cache.set("told", "north")
    with transaction.atomic(durable=True):
        region = Region.objects.create(code="NW", name="North West")
        return Branch.objects.create(code="NW-001", name="Northside", region=region)


@told_once
def harbour(north: Branch) -> Branch:
    """Harbour, in the same region; Northside has got another name."""
    Branch.objects.filter(pk=north.pk).update(name="Old Northside")
    return Branch.objects.create(code="NW-002", name="Harbour", region=north.region)


@told_once
def moor() -> Region:
    """The South West, which knows of no other."""
    return Region.objects.create(code="SW", name="South West")


def spoil() -> None:
    Branch.objects.update(name="Spoilt")
    Branch.objects.create(
        code="XX-001", name="Spoilt", region=Region.objects.create(code="XX", name="Spoilt")
    )
    cache.set("told", "spoilt")


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_each_finds_it_as_it_was_told(north: Branch, turn: int) -> None:
    assert (codes(), cache.get("told")) == (["NW-001"], None)
    assert (north.name, Branch.objects.get().name, north.region.name) == (
        "Northside",
        "Northside",
        "North West",
    )
    north.name = north.region.name = "Spoilt"
    north.save()
    spoil()
    assert connection.in_atomic_block


@pytest.mark.parametrize("turn", [1, 2])
def test_one_is_told_on_top_of_another(north: Branch, harbour: Branch, turn: int) -> None:
    assert codes() == ["NW-001", "NW-002"]
    assert (harbour.region, Branch.objects.get(code="NW-001").name) == (north.region, "Old Northside")
    spoil()


@pytest.mark.parametrize("turn", [1, 2])
def test_who_asks_for_the_first_alone_does_not_see_the_second(north: Branch, turn: int) -> None:
    assert (codes(), Branch.objects.get().name) == (["NW-001"], "Northside")
    spoil()


@pytest.mark.parametrize("turn", [1, 2])
def test_two_that_know_nothing_of_each_other_stand_together(north: Branch, moor: Region, turn: int) -> None:
    assert (codes(), sorted(Region.objects.values_list("code", flat=True))) == (["NW-001"], ["NW", "SW"])
    spoil()


@pytest.mark.parametrize("turn", [1, 2])
def test_who_asks_for_the_upper_one_alone_gets_it_told_anew(moor: Region, turn: int) -> None:
    assert (codes(), Region.objects.get()) == ([], moor)
    spoil()


@pytest.mark.parametrize("turn", [1, 2])
def test_who_asks_for_nothing_sees_nothing(turn: int) -> None:
    assert (codes(), Region.objects.count()) == ([], 0)
    Branch.objects.create(
        code="XX-001", name="Spoilt", region=Region.objects.create(code="XX", name="Spoilt")
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_who_commits_sees_nothing_and_leaves_nothing(turn: int) -> None:
    assert (codes(), connection.in_atomic_block) == ([], False)
    Branch.objects.create(
        code="XX-001", name="Spoilt", region=Region.objects.create(code="XX", name="Spoilt")
    )


def test_it_is_told_again_after_somebody_who_did_not_ask(north: Branch) -> None:
    assert codes() == ["NW-001"]
    spoil()


def test_it_was_told_no_more_often_than_it_was_taken_back() -> None:
    """Before the first three, before the three of two turns, and after those who did not ask."""
    assert len(TOLD) <= 2


def test_it_cannot_be_asked_for_when_a_test_has_begun(request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.UsageError, match="north is told once: ask for it by its name alone"):
        request.getfixturevalue("north")
