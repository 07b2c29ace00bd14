"""How many signings may come from one place."""

from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from petitions import limiting
from petitions.limiting import Guard, Workplace
from petitions.models import Limits, Petition, RateWindow, Signature, Stall, WorkplaceRange
from petitions.signing import sign
from tests.petitions.factories import open_petition, rowan

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
CITY_HALL = Workplace("City Hall", ip_network("192.0.2.0/24"))
HOME, OTHER_HOME = "198.51.100.7", "198.51.100.8"


def doubts(
    petition: Petition,
    times: int,
    *,
    at: datetime,
    guard: Guard | None = None,
    address: str = HOME,
    domain: str = "gmail.com",
    stall: Stall | None = None,
) -> list[str]:
    """What each of so many different people gives as a reason to look."""
    guard = guard or limiting.guard_of(petition)
    return [
        limiting.doubt(
            petition, guard=guard, address=address, email=f"{at:%H%M}.{n}@{domain}", stall=stall, at=at
        )
        for n in range(times)
    ]


def test_eleventh_in_a_minute_from_one_address_is_looked_at(noon: datetime) -> None:
    petition = open_petition(at=noon)
    assert doubts(petition, 11, at=noon) == [""] * 10 + ["many from one internet address"]
    assert doubts(petition, 1, address=OTHER_HOME, at=noon) == [""]
    assert doubts(petition, 1, at=noon + timedelta(minutes=1)) == [""]


def test_forty_first_in_an_hour_and_hundred_and_fifty_first_in_a_day(noon: datetime) -> None:
    petition = open_petition(at=noon)
    hour = [doubts(petition, 10, at=noon + timedelta(minutes=n)) for n in range(4)]
    assert hour == [[""] * 10] * 4
    assert doubts(petition, 1, at=noon + timedelta(minutes=4)) == ["many from one internet address"]
    later = [doubts(petition, 10, at=noon + timedelta(hours=1, minutes=7 * n)) for n in range(4)]
    assert later == [[""] * 10] * 4


def test_a_day_has_its_own_limit(noon: datetime) -> None:
    petition = open_petition(at=noon)
    guard = Guard(Limits(petition=petition, address_minute=999, address_hour=999))
    assert doubts(petition, 151, guard=guard, at=noon) == [""] * 150 + ["many from one internet address"]


def test_neighbours_in_one_ipv6_network_are_one_place(noon: datetime) -> None:
    petition = open_petition(at=noon)
    doubts(petition, 10, address="2001:db8:1:1::1", at=noon)
    assert doubts(petition, 1, address="2001:db8:1:1:ffff::2", at=noon) == ["many from one internet address"]
    assert doubts(petition, 1, address="2001:db8:1:2::1", at=noon) == [""]
    assert doubts(petition, 1, address="::ffff:198.51.100.7", at=noon) == [""]


def test_a_named_workplace_may_sign_six_hundred_times_an_hour(noon: datetime) -> None:
    petition = open_petition(at=noon)
    guard = Guard(Limits(petition=petition, workplace_hour=12), (CITY_HALL,))
    assert doubts(petition, 13, guard=guard, address="192.0.2.9", at=noon) == [""] * 12 + [
        "many from City Hall"
    ]


def test_a_place_with_a_long_name_is_held_like_any_other(noon: datetime) -> None:
    """The reason names it; a signing that did not fit in the table would be lost."""
    petition, network = open_petition(at=noon), ip_network("192.0.2.0/24")
    hall = Workplace(f"Mossop and Kirkhead Borough Council, {'Annexe ' * 12}".strip(), network)
    guard = Guard(Limits(petition=petition, workplace_hour=1, domain_hold=1), (hall,))
    trust = f"{'mossop-and-kirkhead-nhs-foundation-trust.' * 5}example"
    accents = ".".join([*["é" * 18] * 11, "example"])  # 217 letters; spelt as the name service does, more
    reasons = [
        doubts(petition, 2, guard=guard, address="192.0.2.9", at=noon)[-1],
        doubts(petition, 2, guard=guard, domain=trust, at=noon)[-1],
        doubts(petition, 2, guard=guard, domain=accents, at=noon)[-1],
    ]
    assert reasons[:2] == [f"many from {hall.name}", f"many from {trust}"]
    assert (len(hall.name), len(reasons[2])) == (120, 265)
    for number, reason in enumerate(reasons):
        sign(petition, signer=rowan(email=f"rowan.{number}@example.org"), doubt=reason, at=noon)
    for signature in Signature.objects.all():
        Signature._meta.get_field("held_reason").run_validators(signature.held_reason)


def test_a_stall_has_a_limit_instead_of_its_phone(noon: datetime) -> None:
    """It is one number for the whole evening, on whichever evening the stall stands over midnight."""
    petition = open_petition(at=noon)
    guard = Guard(Limits(petition=petition, stall=12))
    for day in range(2):
        begin = noon + timedelta(days=day, hours=8)
        stall = Stall(pk=day, petition=petition, started_at=begin, ends_at=begin + timedelta(hours=8))
        said = doubts(petition, 6, guard=guard, stall=stall, at=begin)
        said += doubts(petition, 7, guard=guard, stall=stall, at=begin + timedelta(hours=7))
        assert said == [""] * 12 + ["many at one stall"]


def test_an_unusual_mail_domain_is_held_and_a_common_one_is_not(noon: datetime) -> None:
    petition = open_petition(at=noon)
    guard = Guard(Limits(petition=petition, domain_hold=3, address_minute=99))
    assert doubts(petition, 4, guard=guard, domain="example.org", at=noon)[2:] == [
        "",
        "many from example.org",
    ]
    for common in ("gmail.com", "protonmail.com", "aol.com"):
        assert doubts(petition, 4, guard=guard, domain=common, at=noon) == [""] * 4


def test_seventh_letter_of_a_day_to_one_mailbox_waits_whatever_the_petition(noon: datetime) -> None:
    reasons = []
    for number in range(7):
        petition = open_petition(at=noon, slug=f"petition-{number}")
        guard = limiting.guard_of(petition)
        mailbox = "ro.wan+x@googlemail.com" if number % 2 else "rowan@gmail.com"
        reasons.append(limiting.doubt(petition, guard=guard, address=HOME, email=mailbox, at=noon))
    assert reasons == [""] * 6 + ["many letters to one mailbox"]


def test_all_limits_are_counted_in_one_statement(noon: datetime) -> None:
    petition = open_petition(at=noon)
    guard = limiting.guard_of(petition)
    with CaptureQueriesContext(connection) as captured:
        doubts(petition, 1, guard=guard, domain="example.org", at=noon)
    assert len(captured) == 1
    assert RateWindow.objects.count() == 5


def test_windows_tell_no_address_and_no_mailbox(noon: datetime) -> None:
    doubts(open_petition(at=noon), 1, at=noon)
    rows = str(list(RateWindow.objects.values_list()))
    assert (HOME in rows, "1200.0" in rows) == (False, False)


def test_limits_and_workplaces_are_read_from_the_tables(noon: datetime) -> None:
    petition = open_petition(at=noon)
    Limits.objects.create(petition=petition, address_minute=1)
    WorkplaceRange.objects.create(name="City Hall", network="192.0.2.0/24")
    assert doubts(petition, 2, at=noon) == ["", "many from one internet address"]
    assert doubts(petition, 2, address="192.0.2.1", at=noon) == ["", ""]


def test_windows_are_forgotten_a_day_after_their_end(noon: datetime) -> None:
    doubts(open_petition(at=noon), 1, at=noon)
    assert limiting.forget_windows(at=noon + timedelta(hours=20)) == 0
    assert limiting.forget_windows(at=noon + timedelta(days=3)) == 4
    assert RateWindow.objects.count() == 0


def test_address_hash_groups_a_day_and_no_more(noon: datetime) -> None:
    today = limiting.address_hash(HOME, at=noon)
    assert today == limiting.address_hash(HOME, at=noon + timedelta(hours=3))
    assert len({today, limiting.address_hash(HOME, at=noon + timedelta(days=1))}) == 2
    assert len(today) == 32


@pytest.mark.parametrize("address", ["", "unknown", "not-an-address"])
def test_an_address_nobody_can_read_is_one_place(noon: datetime, address: str) -> None:
    assert (
        doubts(open_petition(at=noon), 11, address=address, at=noon)[-1] == "many from one internet address"
    )
