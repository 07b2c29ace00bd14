"""Petitions for other programs: the same figures as the pages."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from petitions.models import Constituency, Petition, Tally
from tests.petitions.factories import open_petition
from tests.petitions.reading import words
from union.members.models import Region

pytestmark = pytest.mark.django_db


def counted(petition: Petition, **cells: int) -> None:
    for cell, n in cells.items():
        dimension, _, key = cell.partition("_")
        Tally.objects.update_or_create(petition=petition, dimension=dimension, key=key, defaults={"n": n})


def test_the_list_has_what_is_public(client: Client, petition: Petition, at: datetime) -> None:
    for state in ("draft", "in_review"):
        open_petition(at=at, slug=state, state=state)
    counted(petition, all_=1341)
    (only,) = client.get("/api/petitions/").json()["petitions"]
    assert only.pop("opened_at").startswith(f"{at.year - 1}"[:3])
    assert only == {
        "slug": "ten-points",
        "title": "Back the ten-point plan",
        "demand": "Adopt the plan in full.",
        "decision_maker": "the Secretary of State",
        "welsh": None,
        "state": "open",
        "count": 1341,
        "goal": 500,
        "closes_at": None,
        "links": {
            "self": "http://testserver/api/petitions/ten-points/",
            "page": "http://testserver/petitions/ten-points/",
            "count": "http://testserver/petitions/ten-points/count.json",
            "embed": "http://testserver/petitions/ten-points/embed/",
        },
    }


def test_one_petition_says_where_people_sign_and_gives_nobody_away(
    client: Client, petition: Petition
) -> None:
    for code, name in [("YH", "Yorkshire"), ("NW", "North West"), ("SC", "Scotland")]:
        Region.objects.create(code=code, name=name)
    Constituency.objects.create(code="E1", name="Airedale", region="YH")
    counted(petition, all_=115, region_YH=70, region_NW=30, region_SC=9, region_=6, constituency_E1=40)
    places = client.get("/api/petitions/ten-points/").json()["places"]
    assert places.pop("as_of")
    assert places == {
        "nations": {
            "rows": [{"code": "England", "name": "England", "count": 100}],
            "unknown": 0,
            "others": 15,
        },
        "regions": {
            "rows": [
                {"code": "YH", "name": "Yorkshire", "count": 70},
                {"code": "NW", "name": "North West", "count": 30},
            ],
            "unknown": 0,
            "others": 15,
        },
        "constituencies": {
            "rows": [{"code": "E1", "name": "Airedale", "count": 40}],
            "unknown": 60,
            "others": 15,
        },
    }


def test_page_widget_count_and_api_show_one_number(client: Client, petition: Petition) -> None:
    counted(petition, all_=340)
    client.get("/petitions/ten-points/")
    counted(petition, all_=341)
    assert client.get("/petitions/ten-points/count.json").json()["count"] == 340
    assert client.get("/api/petitions/").json()["petitions"][0]["count"] == 340
    assert client.get("/api/petitions/ten-points/").json()["count"] == 340
    assert "340 people have signed" in words(client.get("/petitions/ten-points/embed/").content)
    cache.clear()
    assert client.get("/api/petitions/").json()["petitions"][0]["count"] == 341


def test_statements_do_not_grow_with_petitions(
    client: Client, petition: Petition, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        open_petition(at=at, slug=f"p{number}")
    counted(petition, constituency_E1=40)
    with django_assert_num_queries(1):
        client.get("/api/petitions/")
    with django_assert_num_queries(0):
        client.get("/api/petitions/")
    with django_assert_num_queries(9):
        client.get("/api/petitions/ten-points/")
    with django_assert_num_queries(0):
        client.get("/api/petitions/ten-points/")


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_still_being_written_is_not_there(client: Client, petition: Petition, state: str) -> None:
    Petition.objects.update(state=state)
    answer = client.get("/api/petitions/ten-points/")
    assert (answer.status_code, answer.json()) == (
        404,
        {"error": "There is no public petition at this address."},
    )


def test_welsh_words_come_along(client: Client, petition: Petition) -> None:
    Petition.objects.update(title_cy="Cefnogwch", demand_cy="Nawr.", decision_maker_cy="y Gweinidog")
    assert client.get("/api/petitions/ten-points/").json()["welsh"] == {
        "title": "Cefnogwch",
        "demand": "Nawr.",
        "decision_maker": "y Gweinidog",
    }


def test_petitions_can_only_be_read(client: Client, petition: Petition) -> None:
    assert client.post("/api/petitions/ten-points/").status_code == 405
