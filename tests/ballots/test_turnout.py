"""Turnout while a ballot runs: rough, once an hour, and no two looks at it show anybody's vote."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from ballots import due
from ballots.models import Ballot, RollEntry, State, TurnoutFigures, Unit
from ballots.turnout import (
    Place,
    RegionTurnout,
    Turnout,
    refresh_turnout,
    summed,
    told,
    turnout_by_region,
    turnout_of,
)
from tests.ballots import scenes
from tests.ballots.factories import a_branch, cast_by_many, closed, opened, while_open
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from union.accounts.models import Role, User
from union.disclosure import rounded_turnout
from union.members.models import Member, Region

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/pay-claim/turnout/"


def looked_at(ballot: Ballot, at: datetime) -> Turnout:
    """What somebody reads after the sweep of this time."""
    due.turnout_due(at=at)
    return turnout_of(Ballot.objects.get(pk=ballot.pk))


@given(st.lists(st.integers(0, 9), max_size=60))
def test_a_figure_that_moves_stands_for_five_people_at_least(arrivals: list[int]) -> None:
    base = marked = 0
    since = 0  # people since the figure last moved
    for arrived in arrivals:
        marked, since = marked + arrived, since + arrived
        after = told(base, marked)
        if rounded_turnout(after) != rounded_turnout(base):
            assert since >= 5
        since = 0 if after != base else since
        base = after
        shown = rounded_turnout(base)
        assert shown is None or 10 <= shown <= marked


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_a_sum_says_nothing_that_its_rows_do_not(marks: list[int]) -> None:
    rows = [Turnout(500, 400, rounded_turnout(count)) for count in marks]
    shown = [row.marked for row in rows if row.marked is not None]
    assert summed(rows).marked == (sum(shown) if shown else None)


def test_a_colleague_who_votes_moves_nothing(noon: datetime) -> None:
    ballot = opened(a_branch(members=40), noon=noon)
    at = while_open(ballot)
    cast_by_many(ballot, 14)
    assert looked_at(ballot, at).marked == 10
    cast_by_many(ballot, 1)  # the fifteenth: 10 would become 15
    assert looked_at(ballot, at + timedelta(hours=1)).marked == 10
    cast_by_many(ballot, 4)
    assert looked_at(ballot, at + timedelta(hours=2)).marked == 15


def test_after_the_close_the_last_hour_is_told_too_and_once(noon: datetime, client: Client) -> None:
    ballot = opened(a_branch(members=40), noon=noon)
    at = while_open(ballot)
    assert looked_at(ballot, at).marked is None
    cast_by_many(ballot, 22)
    assert looked_at(ballot, at).marked is None  # within the hour
    assert "Turnout so far Fewer than 10 members have voted." in text_of(
        client.get(ballot.get_absolute_url())
    )
    closed(ballot)
    for later in (timedelta(), timedelta(minutes=5), timedelta(days=2)):
        assert looked_at(ballot, ballot.closes_at + later).marked == 20
    assert TurnoutFigures.objects.get().taken_at == ballot.closed_at
    text = text_of(client.get(ballot.get_absolute_url()))
    assert "Turnout At least 20 of 40 members on the roll have voted." in text
    assert "while voting goes on" not in text


def test_two_looks_within_the_hour_are_the_same(noon: datetime) -> None:
    ballot = opened(a_branch(members=40), noon=noon)
    cast_by_many(ballot, 12)
    before = looked_at(ballot, noon.replace(hour=15, minute=1))
    cast_by_many(ballot, 20)
    assert looked_at(ballot, noon.replace(hour=15, minute=59)) == before
    assert looked_at(ballot, noon.replace(hour=16, minute=0)).marked == 30


def test_looking_counts_nothing_and_the_figures_keep_no_earlier_ones(noon: datetime) -> None:
    ballot = opened(a_branch(members=40), noon=noon)
    cast_by_many(ballot, 12)
    assert turnout_of(ballot) == Turnout(40, 40, None)
    for hour in range(3):
        refresh_turnout(ballot, at=while_open(ballot) + timedelta(hours=hour))
    assert TurnoutFigures.objects.count() == 1


def test_a_ballot_that_is_over_is_not_told_anew(noon: datetime) -> None:
    ballot = opened(a_branch(members=40), noon=noon)
    due.close_due(at=ballot.closes_at)
    assert due.turnout_due(at=ballot.closes_at) == 1  # the last time
    for state in (State.CLOSED, State.COUNTED, State.CERTIFIED, State.PUBLISHED):
        Ballot.objects.update(state=state)
        assert due.turnout_due(at=ballot.closes_at + timedelta(hours=2)) == 0


def test_a_clock_that_was_a_year_ahead_once_stops_no_figure(noon: datetime) -> None:
    ballot = opened(a_branch(members=60), noon=noon)
    at = while_open(ballot)
    cast_by_many(ballot, 12)
    assert looked_at(ballot, at + timedelta(days=365)).marked == 10  # nobody had set this server's clock
    cast_by_many(ballot, 10)
    assert looked_at(ballot, at).marked == 20
    TurnoutFigures.objects.update(taken_at=at + timedelta(days=365))
    cast_by_many(ballot, 13)
    closed(ballot)
    assert looked_at(ballot, ballot.closes_at).marked == 35
    assert TurnoutFigures.objects.get().taken_at == ballot.closed_at


@pytest.mark.any_database
def test_regions_are_sums_of_what_their_branches_show(noon: datetime) -> None:
    ballot = national(noon, branches=3, members=40)
    vote(ballot, {"B-000": 14, "B-001": 9, "B-002": 27})
    looked_at(ballot, while_open(ballot))
    [region] = turnout_by_region(Ballot.objects.get(pk=ballot.pk))
    assert region == RegionTurnout(
        "Region NW",
        [
            Place("Branch B-000", Turnout(40, 40, 10)),
            Place("Branch B-001", Turnout(40, 40, None)),
            Place("Branch B-002", Turnout(40, 40, 25)),
        ],
    )
    assert region.turnout == Turnout(120, 120, 35)
    assert turnout_of(Ballot.objects.get(pk=ballot.pk)).marked == 35


def test_members_without_an_address_are_on_the_roll_and_not_reachable(noon: datetime) -> None:
    ballot = national(noon, branches=1, members=40)
    Member.objects.filter(number__endswith="0").update(email="")
    looked_at(ballot, while_open(ballot))
    [region] = turnout_by_region(Ballot.objects.get(pk=ballot.pk))
    assert region.turnout == Turnout(40, 36, None)


# --- the page


def national(noon: datetime, *, branches: int, members: int) -> Ballot:
    """An open ballot of the nation, with that many branches of one region."""
    places = [a_branch(f"B-{number:03}", members=members) for number in range(branches)]
    ballot = opened(places[0], noon=noon)
    Unit.objects.filter(ballot=ballot).update(region="Region NW")
    for number, place in enumerate(places[1:], start=2):
        unit = Unit.objects.create(
            ballot=ballot, number=number, name=place.name, region="Region NW", electorate=members
        )
        unit.branches.add(place)
        RollEntry.objects.bulk_create(
            RollEntry(ballot=ballot, member=member, unit=unit, number=member.number, branch=place.name,
                      region="Region NW", link_id=member.pk, salt=b"s", leaf=b"l")
            for member in place.members.all()
        )  # fmt: skip
    Ballot.objects.update(branch=None, eligible=branches * members, reachable=branches * members)
    ballot.refresh_from_db()
    return ballot


def vote(ballot: Ballot, marks: dict[str, int]) -> None:
    for code, number in marks.items():
        entries = ballot.roll.filter(number__startswith=code).order_by("pk")[:number]
        RollEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(has_voted=True)


def holder(kind: Role.Kind, **scope: object) -> User:
    user = User.objects.create_user(f"{kind}@example.org", name=str(kind))
    Role.objects.create(user=user, kind=kind, **scope)
    return user


def test_an_officer_sees_the_own_branch_of_a_national_ballot_and_no_total_of_others(
    sign_in: SignIn, noon: datetime
) -> None:
    ballot = national(noon, branches=3, members=40)
    vote(ballot, {"B-000": 14, "B-001": 21, "B-002": 27})
    looked_at(ballot, while_open(ballot))
    officer = holder(Role.Kind.BRANCH_OFFICER, branch=a_branch("B-001"))
    client = sign_in(officer)
    assert "NJC pay claim 2022: turnout in your branches" in text_of(client.get("/desk/ballots/"))
    text = text_of(client.get(PAGE))
    assert "20 of 40 members of your branches have voted, at least." in text
    assert ("Branch B-001 20 40 40" in text, "B-000" in text, "B-002" in text) == (True, False, False)
    assert "120" not in text


def test_offices_and_scrutineers_see_all_and_a_region_its_own(sign_in: SignIn, noon: datetime) -> None:
    ballot = national(noon, branches=2, members=40)
    vote(ballot, {"B-000": 14, "B-001": 21})
    looked_at(ballot, while_open(ballot))
    elsewhere = Region.objects.create(code="SW", name="South West")
    people = [
        (holder(Role.Kind.NATIONAL_OFFICE), True),
        (holder(Role.Kind.SCRUTINEER), True),
        (holder(Role.Kind.REGIONAL_OFFICE, region=Region.objects.get(code="NW")), True),
    ]
    for user, sees in people:
        assert ("30 of 80 members" in text_of(sign_in(user).get(PAGE))) == sees
    sol = User.objects.create_user("sol@example.org")
    Role.objects.create(user=sol, kind=Role.Kind.REGIONAL_OFFICE, region=elsewhere)
    assert sign_in(sol).get(PAGE).status_code == 404


def test_a_draft_and_a_published_ballot_have_no_such_page(sign_in: SignIn) -> None:
    at = timezone.now()
    draft = scenes.drafted(at)
    page = "/desk/ballots/njc-pay-claim-2022/turnout/"
    assert sign_in(draft.ines).get(page).status_code == 404
    Ballot.objects.update(state="published", public_key=b"k")
    assert sign_in(draft.ines).get(page).status_code == 404


@pytest.mark.parametrize("branches", [1, 3, 120])
def test_a_hundred_branches_ask_the_database_no_more_than_one(
    sign_in: SignIn, noon: datetime, branches: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ballot = national(noon, branches=branches, members=2)
    with django_assert_num_queries(8):
        refresh_turnout(ballot, at=while_open(ballot))
    client = sign_in(holder(Role.Kind.NATIONAL_OFFICE))
    client.get("/desk/")
    with django_assert_num_queries(9):
        assert text_of(client.get(PAGE)).count("under 10") == branches + (branches > 1)
