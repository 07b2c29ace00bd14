"""How a petition was counted, for everybody to see."""

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.test import Client, TestCase
from pytest_django import DjangoAssertNumQueries

from petitions import ruling
from petitions.confirming import confirm
from petitions.counting import roll_up
from petitions.integrity import Figures, figures
from petitions.models import Petition, Signature, Tally
from petitions.signing import sign
from petitions.withdrawing import withdraw
from tests.petitions.factories import rowan
from tests.petitions.reading import words
from union.accounts.models import User

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def signed(petition: Petition, number: int, *, at: datetime, doubt: str = "") -> Signature:
    signer = rowan(email=f"person.{number}@example.org")
    return Signature.objects.get(pk=sign(petition, signer=signer, doubt=doubt, at=at).signature_id)


def test_the_panel_says_what_became_of_every_signature(
    client: Client, petition: Petition, at: datetime
) -> None:
    people = [signed(petition, number, at=at) for number in range(6)]
    for signature in people[:5]:
        confirm(signature.pk, at=at)
    signed(petition, 8, at=at, doubt="too quick")
    sana = User.objects.create_user("sana@example.org")
    struck = Signature.objects.filter(pk__in=[people[0].pk, people[1].pk])
    ruling.invalidate(petition, struck, by=sana, reason="a script", at=at)
    withdraw(people[2].pk, at=at)
    Tally.objects.create(petition=petition, dimension="source", key="paper", n=7)
    roll_up(at=at)
    found = figures(petition, confirmed=1341)
    assert found == Figures(1341, paper=7, held=1, removed=2, withdrawn=1, off_paper=0)
    text = words(client.get(petition.get_absolute_url()).content)
    assert "Confirmed 2 (7 of them on paper)" in text
    assert "Waiting for a check by a person 1 Struck out by moderators 2" in text
    assert "Taken back by their signers 1" in text


def test_a_ruling_is_seen_on_the_page_at_once(client: Client, petition: Petition, at: datetime) -> None:
    signed(petition, 1, at=at, doubt="too quick")
    assert "Struck out by moderators 0" in words(client.get(petition.get_absolute_url()).content)
    sana = User.objects.create_user("sana@example.org")
    with TestCase.captureOnCommitCallbacks(execute=True):
        ruling.invalidate(petition, Signature.objects.all(), by=sana, reason="a script", at=at)
    assert "Struck out by moderators 1" in words(client.get(petition.get_absolute_url()).content)


def test_the_panel_costs_nothing_while_it_is_kept(
    client: Client, petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(petition.get_absolute_url())
    with django_assert_num_queries(0):
        client.get(f"/petitions/{petition.slug}/count.json")
    cache.clear()
    with django_assert_num_queries(6):
        client.get(f"/petitions/{petition.slug}/count.json")


def test_every_hour_is_public_and_adds_up(
    client: Client, petition: Petition, noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Petition.objects.update(opened_at=noon)
    for number, later in enumerate([0, 0, 26]):
        confirm(signed(petition, number, at=noon).pk, at=noon + later * HOUR)
    withdraw(signed(petition, 9, at=noon).pk, at=noon)
    roll_up(at=noon)
    answer = client.get("/petitions/ten-points/hours.csv")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ten-points-hours.csv"'
    assert (
        answer.headers["Cache-Control"]
        == "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
    )
    assert ("Set-Cookie" in answer.headers, "Vary" in answer.headers) == (False, False)
    assert list(csv.reader(StringIO(answer.content.decode()))) == [
        ["hour (UTC)", "confirmed in this hour", "confirmed so far"],
        ["2022-03-15 12:00", "2", "2"],
        ["2022-03-16 14:00", "1", "3"],
    ]
    with django_assert_num_queries(1):
        client.get("/petitions/ten-points/hours.csv")


def test_the_hours_of_a_draft_are_nobodys_and_nothing_is_posted(client: Client, petition: Petition) -> None:
    assert client.post("/petitions/ten-points/hours.csv").status_code == 405
    assert client.get("/petitions/no-such/hours.csv").status_code == 404
    Petition.objects.update(state="draft")
    assert client.get("/petitions/ten-points/hours.csv").status_code == 404
