"""What the platform notices by itself."""

from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from petitions import limiting
from petitions.alerting import look_around
from petitions.limiting import Guard, Workplace
from petitions.models import Alert, Limits, Petition, Signature, Tally
from petitions.signing import sign
from tests.petitions.factories import branch, member, open_petition, rowan
from union.members.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
OFFICE = Workplace("Office", ip_network("192.0.2.0/24"))


def signings(petition: Petition, count: int, *, domain: str, at: datetime) -> None:
    guard = Guard(Limits(petition=petition), (OFFICE,))
    for number in range(count):
        limiting.doubt(petition, guard=guard, address="192.0.2.1", email=f"{number}@{domain}", at=at)


def alerts() -> list[tuple[str, str, int]]:
    return list(Alert.objects.order_by("pk").values_list("kind", "subject", "n"))


def a_roll(**members: int) -> None:
    """So many members in each region; each region has one branch."""
    for code, count in members.items():
        home = branch(f"{code}-001")
        for number in range(count):
            member(number=f"{code}{number}", email="", branch=home)


def regions(petition: Petition, **counts: int) -> None:
    for code, n in counts.items():
        Tally.objects.create(petition=petition, dimension="region", key=code, n=n)
        Tally.objects.create(petition=petition, dimension="constituency", key=f"Only one in {code}", n=n)


def test_a_mail_domain_at_its_limit_is_noticed_once_a_day(noon: datetime) -> None:
    petition = open_petition(at=noon)
    signings(petition, 99, domain="works.example", at=noon)
    assert (look_around(at=noon), alerts()) == (0, [])
    signings(petition, 1, domain="works.example", at=noon)
    signings(petition, 120, domain="gmail.com", at=noon)
    assert (look_around(at=noon), look_around(at=noon)) == (1, 0)
    assert alerts() == [("domain", "works.example", 100)]
    signings(petition, 5, domain="works.example", at=noon)
    later = noon + timedelta(minutes=9)
    assert (look_around(at=later), alerts()) == (0, [("domain", "works.example", 105)])
    alert = Alert.objects.get()
    assert (alert.first_at, alert.last_at) == (noon, later)
    assert alert.detail == "105 signings within an hour from addresses at works.example."


def test_the_alert_limit_is_the_petitions_own(noon: datetime) -> None:
    petition = open_petition(at=noon)
    Limits.objects.create(petition=petition, domain_alert=7)
    signings(petition, 7, domain="works.example", at=noon)
    assert (look_around(at=noon), alerts()) == (1, [("domain", "works.example", 7)])


def test_an_hour_that_is_over_raises_nothing(noon: datetime) -> None:
    signings(open_petition(at=noon), 100, domain="works.example", at=noon)
    assert look_around(at=noon + timedelta(hours=1)) == 0


def test_a_region_more_than_five_times_its_share_is_noticed(noon: datetime) -> None:
    petition = open_petition(at=noon)
    a_roll(NW=9, YH=1)
    regions(petition, NW=49, YH=50)
    assert look_around(at=noon) == 0  # 99 signatures tell nothing yet
    Tally.objects.filter(key="NW").update(n=50)
    assert look_around(at=noon) == 0  # five times its share, not more
    Tally.objects.filter(key="YH").update(n=51)
    assert (look_around(at=noon), alerts()) == (1, [("region", "YH", 51)])
    assert "51 of 101 confirmed signatures come from the region YH" in Alert.objects.get().detail


def test_a_region_without_members_counts_as_a_hundredth(noon: datetime) -> None:
    petition = open_petition(at=noon)
    a_roll(NW=9)
    Region.objects.create(code="SC", name="Scotland")
    regions(petition, NW=95, SC=5)
    assert look_around(at=noon) == 0
    Tally.objects.filter(key="SC").update(n=6)
    assert (look_around(at=noon), alerts()) == (1, [("region", "SC", 6)])


def test_without_a_roll_there_is_no_share(noon: datetime) -> None:
    regions(open_petition(at=noon), YH=500)
    assert look_around(at=noon) == 0


def test_a_closed_petition_is_left_alone(noon: datetime) -> None:
    petition = open_petition(at=noon, state="closed", closing_at=noon, closed_at=noon)
    a_roll(NW=9, YH=1)
    regions(petition, NW=10, YH=500)
    assert look_around(at=noon) == 0


def test_twenty_held_within_an_hour_are_noticed(noon: datetime) -> None:
    petition = open_petition(at=noon)
    for number in range(20):
        signer = rowan(email=f"person.{number}@gmail.com")
        sign(petition, signer=signer, doubt="too quick", at=noon + timedelta(minutes=number))
    assert look_around(at=noon + timedelta(minutes=18)) == 0
    assert look_around(at=noon + timedelta(minutes=19)) == 1
    assert alerts() == [("held", "", 20)]
    assert look_around(at=noon + timedelta(hours=1, minutes=1)) == 0
    Signature.objects.update(signed_at=noon + timedelta(days=1))
    assert look_around(at=noon + timedelta(days=1, minutes=1)) == 1  # another day, another alert


def test_looking_around_takes_four_queries(
    noon: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    open_petition(at=noon)
    with django_assert_num_queries(3):
        look_around(at=noon)
    a_roll(NW=9)
    regions(Petition.objects.get(), NW=500)
    look_around(at=noon)
    with django_assert_num_queries(4):  # the shares of the roll are kept for an hour
        look_around(at=noon)
    cache.clear()
    with django_assert_num_queries(6):
        look_around(at=noon)


def test_the_database_knows_one_alert_a_day_and_who_has_seen_it(noon: datetime) -> None:
    petition = open_petition(at=noon)
    values = {"petition": petition, "day": timezone.localdate(noon), "detail": "x", "n": 1}
    times = {"first_at": noon, "last_at": noon}
    Alert.objects.create(kind="held", **values, **times)
    for wrong in ({"kind": "held"}, {"kind": "odd"}, {"kind": "counts", "seen_at": noon}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(**values, **times, **wrong)
