"""The life of a petition, by hand and by the clock."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from petitions import opening
from petitions.models import Petition
from petitions.opening import WrongState, keep_timetable
from tests.petitions.factories import open_petition
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def sana() -> User:
    return User.objects.create_user("moderator@example.org", name="Sana Mirza")


def draft(at: datetime, **fields: object) -> Petition:
    return open_petition(at=at, **{"state": "draft", "opened_at": None, **fields})


def moves() -> list[tuple[str, str, str | None]]:
    return [
        (entry.detail["from"], entry.detail["to"], entry.by.name if entry.by else None)
        for entry in Entry.objects.filter(action="petitions.moved").select_related("by")
    ]


def test_sana_opens_pauses_opens_again_and_closes(noon: datetime, sana: User) -> None:
    petition = draft(noon)
    opening.open_petition(petition, by=sana, at=noon)
    opening.pause(petition, by=sana, at=noon + timedelta(days=1))
    opening.open_petition(petition, by=sana, at=noon + timedelta(days=2))
    opening.close(petition, by=sana, at=noon + timedelta(days=3))
    row = Petition.objects.get()
    assert (row.state, row.opened_at, row.paused_at, row.closing_at) == (
        "closing",
        noon,
        noon + timedelta(days=1),
        noon + timedelta(days=3),
    )
    assert moves() == [
        ("draft", "open", "Sana Mirza"),
        ("open", "paused", "Sana Mirza"),
        ("paused", "open", "Sana Mirza"),
        ("open", "closing", "Sana Mirza"),
    ]


@pytest.mark.parametrize(
    ("verb", "state"),
    [
        (opening.open_petition, "open"),
        (opening.open_petition, "closing"),
        (opening.pause, "draft"),
        (opening.pause, "paused"),
        (opening.close, "draft"),
        (opening.close, "closing"),
        (opening.schedule, "open"),
    ],
)
def test_what_cannot_be_done_from_a_state_is_refused_and_leaves_no_trace(
    noon: datetime, sana: User, verb: Callable[..., None], state: str
) -> None:
    petition = open_petition(at=noon, state=state, closing_at=noon)
    with pytest.raises(WrongState):
        verb(petition, by=sana, at=noon)
    assert (Petition.objects.get().state, moves()) == (state, [])


def test_a_stale_copy_of_a_petition_cannot_open_it_again(noon: datetime, sana: User) -> None:
    stale = draft(noon)
    Petition.objects.update(state="closing", opened_at=noon, closing_at=noon)
    with pytest.raises(WrongState):
        opening.open_petition(stale, by=sana, at=noon)


def test_a_petition_cannot_open_after_its_closing_time(noon: datetime, sana: User) -> None:
    petition = draft(noon, closes_at=noon)
    with pytest.raises(WrongState, match="Its closing time has passed"):
        opening.open_petition(petition, by=sana, at=noon)


def test_scheduling_needs_an_opening_time_in_the_future(noon: datetime, sana: User) -> None:
    for opens_at in (None, noon):
        petition = draft(noon, slug=f"p-{opens_at is None}".lower(), opens_at=opens_at)
        with pytest.raises(WrongState, match="opening time in the future"):
            opening.schedule(petition, by=sana, at=noon)


def test_the_clock_opens_and_closes_a_petition_and_the_sweep_writes_it_down(
    noon: datetime, sana: User
) -> None:
    petition = draft(noon, opens_at=noon + timedelta(days=1), closes_at=noon + timedelta(days=5))
    opening.schedule(petition, by=sana, at=noon)
    seen = []
    for hours in (0, 24, 25, 5 * 24, 5 * 24 + 47, 5 * 24 + 48):
        at = noon + timedelta(hours=hours)
        petition.refresh_from_db()
        before = (petition.takes_signatures(at), petition.honours_confirmations(at))
        moved = keep_timetable(at=at)
        petition.refresh_from_db()
        assert (petition.takes_signatures(at), petition.honours_confirmations(at)) == before
        seen.append((moved, petition.state, *before))
    assert seen == [
        (0, "scheduled", False, False),
        (1, "open", True, True),
        (0, "open", True, True),
        (1, "closing", False, True),
        (0, "closing", False, True),
        (1, "closed", False, False),
    ]
    assert moves()[1:] == [
        ("scheduled", "open", None),
        ("open", "closing", None),
        ("closing", "closed", None),
    ]


def test_a_sweep_that_comes_late_goes_straight_to_closed(noon: datetime) -> None:
    open_petition(at=noon, closes_at=noon + timedelta(hours=1))
    assert keep_timetable(at=noon + timedelta(days=30)) == 1
    row = Petition.objects.get()
    assert (row.state, row.closing_at, row.closed_at) == (
        "closed",
        noon + timedelta(hours=1),
        noon + timedelta(days=30),
    )
