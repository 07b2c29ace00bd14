from datetime import datetime, timedelta

import pytest

from petitions.counting import published_count, roll_up
from petitions.models import Tally, TallyDelta
from tests.petitions.factories import open_petition

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_deltas_become_cells_one_dimension_at_a_time(noon: datetime) -> None:
    petition, other = open_petition(at=noon), open_petition(at=noon, slug="other")
    for region, hour, of in [("YH", 0, petition), ("YH", 1, petition), ("", 1, petition), ("NW", 0, other)]:
        TallyDelta.objects.create(petition=of, n=1, region=region, hour=noon + timedelta(hours=hour))
    assert roll_up(at=noon) == 4
    assert roll_up(at=noon) == 0
    cells = Tally.objects.filter(petition=petition).order_by("dimension", "key")
    assert list(cells.values_list("dimension", "key", "n")) == [
        ("all", "", 3),
        ("branch", "", 3),
        ("constituency", "", 3),
        ("employer", "", 3),
        ("hour", "2022-03-15T12", 1),
        ("hour", "2022-03-15T13", 2),
        ("region", "", 1),
        ("region", "YH", 2),
        ("role", "", 3),
        ("source", "", 3),
    ]
    assert (published_count(petition), published_count(other)) == (3, 1)


def test_a_second_roll_up_adds_to_the_first(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for _ in range(2):
        TallyDelta.objects.create(petition=petition, n=1, region="YH", hour=noon)
        roll_up(at=noon)
    assert published_count(petition) == 2


def test_a_signature_taken_back_before_the_roll_up_leaves_no_cell(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for n in (1, -1):
        TallyDelta.objects.create(petition=petition, n=n, region="YH", hour=noon)
    assert roll_up(at=noon) == 2
    assert Tally.objects.count() == 0


def test_a_cell_that_nobody_is_left_in_goes(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for n in (1, -1):
        TallyDelta.objects.create(petition=petition, n=n, employer="Anytown Council", hour=noon)
        roll_up(at=noon)
    assert list(Tally.objects.values_list("dimension", "n")) == [("all", 0)]


def test_a_cell_that_nobody_is_left_in_goes_while_others_fill(noon: datetime) -> None:
    petition = open_petition(at=noon)
    TallyDelta.objects.create(petition=petition, n=1, employer="Anytown Council", hour=noon)
    roll_up(at=noon)
    for n, employer in ((-1, "Anytown Council"), (1, "Harbour Trust")):
        TallyDelta.objects.create(petition=petition, n=n, employer=employer, hour=noon)
    assert roll_up(at=noon) == 2
    employers = Tally.objects.filter(dimension="employer").values_list("key", "n")
    assert (list(employers), published_count(petition)) == ([("Harbour Trust", 1)], 1)


def test_more_deltas_than_one_batch_are_all_rolled_up(noon: datetime) -> None:
    petition = open_petition(at=noon)
    TallyDelta.objects.bulk_create(
        [TallyDelta(petition=petition, n=1, region="YH", hour=noon) for _ in range(2001)]
    )
    assert roll_up(at=noon) == 2001
    assert published_count(petition) == 2001


def test_a_petition_without_signatures_counts_none(noon: datetime) -> None:
    assert published_count(open_petition(at=noon)) == 0
