"""The life of a petition, by hand and by the clock."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from petitions import opening
from petitions.models import Petition
from petitions.opening import WrongState, keep_timetable
from tests.once import told_once
from tests.petitions.factories import open_petition
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


@told_once
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


def test_what_cannot_be_done_from_a_state_is_refused_and_leaves_no_trace(noon: datetime, sana: User) -> None:
    for number, (verb, state) in enumerate(
        [
            (opening.open_petition, "open"),
            (opening.open_petition, "closing"),
            (opening.pause, "draft"),
            (opening.pause, "paused"),
            (opening.close, "draft"),
            (opening.close, "closing"),
            (opening.schedule, "open"),
        ]
    ):
        petition = open_petition(at=noon, slug=f"p{number}", state=state, closing_at=noon)
        with pytest.raises(WrongState):
            verb(petition, by=sana, at=noon)
        petition.refresh_from_db()
        assert (petition.state, moves()) == (state, []), (verb, state)


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


# --- before it opens, and after it has closed -------------------------------------------------------------


def test_kit_proposes_takes_it_back_and_proposes_again(noon: datetime, sana: User) -> None:
    petition = draft(noon)
    opening.propose(petition, by=sana, at=noon)
    opening.return_to_draft(petition, by=sana, at=noon)
    opening.propose(petition, by=sana, at=noon)
    assert [(was, to) for was, to, _ in moves()] == [
        ("draft", "in_review"),
        ("in_review", "draft"),
        ("draft", "in_review"),
    ]


def test_a_timetable_is_stopped_until_it_has_begun(noon: datetime, sana: User) -> None:
    petition = draft(noon, opens_at=noon + timedelta(hours=1))
    opening.schedule(petition, by=sana, at=noon)
    with pytest.raises(WrongState, match="Its opening time has passed"):
        opening.return_to_draft(petition, by=sana, at=noon + timedelta(hours=1))
    opening.return_to_draft(petition, by=sana, at=noon)
    assert Petition.objects.get().state == "draft"


def test_a_petition_is_handed_in_answered_concluded_and_archived(noon: datetime, sana: User) -> None:
    petition = open_petition(at=noon, state="closed", closing_at=noon)
    days = [noon + timedelta(days=n) for n in range(1, 5)]
    opening.hand_in(petition, by=sana, at=days[0])
    opening.note_answer(petition, by=sana, at=days[1])
    opening.conclude(petition, outcome="won", by=sana, at=days[2])
    opening.archive(petition, by=sana, at=days[3])
    row = Petition.objects.get()
    times = [row.handed_in_at, row.responded_at, row.concluded_at, row.archived_at]
    assert (row.state, row.outcome, times) == ("archived", "won", days)
    assert [to for _, to, _ in moves()] == ["handed_in", "responded", "concluded", "archived"]


def test_what_the_clock_has_closed_may_be_handed_in_before_a_sweep(noon: datetime, sana: User) -> None:
    petition = open_petition(at=noon, closes_at=noon + timedelta(days=1))
    late = noon + timedelta(days=4)
    opening.hand_in(petition, by=sana, at=late)
    row = Petition.objects.get()
    assert (row.state, row.closing_at, row.closed_at, row.handed_in_at) == (
        "handed_in",
        noon + timedelta(days=1),
        late,
        late,
    )


TIMES = ("handed_in_at", "responded_at", "concluded_at", "archived_at")
AFTERWARDS: dict[Callable[..., None], set[str]] = {
    opening.propose: {"draft"},
    opening.return_to_draft: {"in_review", "scheduled"},
    opening.hand_in: {"closed"},
    opening.note_answer: {"handed_in"},
    opening.archive: {"concluded"},
}


def test_each_move_is_made_from_its_own_states_only(noon: datetime, sana: User) -> None:
    times = dict.fromkeys(TIMES, noon)
    made: dict[Callable[..., None], set[str]] = {verb: set() for verb in AFTERWARDS}
    for number, (verb, state) in enumerate(product(AFTERWARDS, Petition.State.values)):
        petition = open_petition(
            at=noon, slug=f"p{number}", state=state, closing_at=noon, outcome="won", **times
        )
        with suppress(WrongState):
            verb(petition, by=sana, at=noon)
            made[verb].add(state)
    assert made == AFTERWARDS


def test_it_is_concluded_from_closed_handed_in_or_answered(noon: datetime, sana: User) -> None:
    times, outcomes = dict.fromkeys(TIMES, noon), {}
    for number, state in enumerate(Petition.State.values):
        petition = open_petition(
            at=noon, slug=f"p{number}", state=state, closing_at=noon, outcome="won", **times
        )
        with suppress(WrongState):
            opening.conclude(petition, outcome="refused", by=sana, at=noon)
        petition.refresh_from_db()
        outcomes[state] = petition.outcome
    ends = dict.fromkeys(("closed", "handed_in", "responded"), "refused")
    assert outcomes == dict.fromkeys(Petition.State.values, "won") | ends


def test_the_database_holds_a_time_for_every_state(subtests: pytest.Subtests, noon: datetime) -> None:
    cases: list[dict[str, object]] = [
        {"state": "handed_in", "handed_in_at": None},
        {"state": "responded", "responded_at": None},
        {"state": "concluded", "concluded_at": None},
        {"state": "concluded", "outcome": ""},
        {"state": "archived", "archived_at": None},
        {"outcome": "lost"},
    ]
    for fields in cases:
        with subtests.test(fields=fields), transaction.atomic(), pytest.raises(IntegrityError):
            open_petition(at=noon, **fields)


def test_a_petition_points_to_one_that_is_public_and_never_in_a_circle(noon: datetime, sana: User) -> None:
    first, second, third = (
        open_petition(at=noon, slug=slug, state="closed", closing_at=noon) for slug in ("a", "b", "c")
    )
    opening.name_successor(first, successor=second, by=sana, at=noon)
    opening.name_successor(second, successor=third, by=sana, at=noon)
    for wrong in (first, third, draft(noon, slug="d")):
        with pytest.raises(WrongState, match="Choose a petition that is public"):
            opening.name_successor(third, successor=wrong, by=sana, at=noon)
    running = open_petition(at=noon, slug="e")
    with pytest.raises(WrongState):
        opening.name_successor(running, successor=first, by=sana, at=noon)
    assert Entry.objects.filter(action="petitions.followed").count() == 2


def test_the_page_that_has_ended_leads_to_the_next_petition(client: Client, noon: datetime) -> None:
    follows = open_petition(at=noon, slug="once-more")
    open_petition(at=noon, state="closed", closing_at=noon, successor=follows)
    html = client.get("/petitions/ten-points/").content.decode()
    assert '<a class="button" href="/petitions/once-more/">' in html
