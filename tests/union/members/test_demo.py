"""The demo's people: as many as promised, reachable where promised, and the same when seeded again."""

from datetime import datetime, timedelta

import pytest
from django.db.models import Count
from pytest_django import DjangoAssertNumQueries
from wagtail import hooks

from tests.once import told_once
from union.audit.models import Entry
from union.members import demo
from union.members.models import Branch, Employer, Member, Region
from union.pay.models import PayPoint

pytestmark = pytest.mark.django_db


def test_the_demo_people_come_first_of_all_demo_content() -> None:
    assert hooks.get_hooks("demo_content")[0].__module__ == "union.members.wagtail_hooks"


@told_once
def hints(noon: datetime) -> object:
    """The demo's people, and what is said of them."""
    return demo.people(at=noon)


@pytest.mark.usefixtures("hints")
def test_the_demo_union_has_its_promised_people() -> None:
    assert Region.objects.count() == 12
    assert Branch.objects.count() == 120
    assert set(Region.objects.annotate(n=Count("branches")).values_list("n", flat=True)) == {10}
    assert Branch.objects.values("name").distinct().count() == 120
    assert PayPoint.objects.filter(scale__code="njc-2021-22").count() == 43
    assert Member.objects.count() == 10_000
    assert Employer.objects.count() == 60
    home = Member.objects.filter(branch__code="NW-001")
    assert (
        home.count() == home.active().reachable().filter(pay_point__scale__code="njc-2021-22").count() == 400
    )
    rowan = home.get(email="rowan.ashby@example.org")
    assert (rowan.name, rowan.pay_point.number if rowan.pay_point else 0) == ("Rowan Ashby", 21)


@pytest.mark.usefixtures("hints")
def test_the_demo_people_are_nobody_real() -> None:
    reachable = Member.objects.reachable()
    assert reachable.filter(email__endswith="@example.org").count() == reachable.count()
    assert reachable.values("email").distinct().count() == reachable.count()
    phones = Member.objects.exclude(mobile="")
    assert phones.filter(mobile__regex=r"^07700 900\d{3}$").count() == phones.count()
    assert Member.objects.filter(address__regex=r"^\d+ [^\n]+\n[^\n]+\nZZ\d \dZZ$").count() == 10_000
    missing = Member.objects.unreachable().count()
    assert 500 < missing < 650
    assert (
        0 < Member.objects.filter(status="lapsed").count() < Member.objects.filter(status="retired").count()
    )
    assert not Branch.objects.filter(members=None).exists()


def test_seeding_again_changes_nothing(
    noon: datetime, hints: object, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = Entry.objects.count()
    with django_assert_num_queries(3):
        assert demo.people(at=noon + timedelta(days=1)) == hints
    assert (Member.objects.count(), Entry.objects.count()) == (10_000, entries)
