"""Goals that step up when they are reached."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from petitions import telling
from petitions.milestones import reach, step_up, steps
from petitions.models import Entry, Petition, Tally, Telling
from tests.petitions.factories import open_petition
from tests.petitions.test_telling import queued, signer
from union.audit.models import Entry as Audit

pytestmark = pytest.mark.django_db


def test_the_next_goal_follows_from_the_count() -> None:
    for count, found in [
        (0, (0, 100)),
        (99, (0, 100)),
        (100, (100, 500)),
        (500, (500, 1_000)),
        (4_999, (1_000, 5_000)),
        (12_345, (10_000, 50_000)),
        (100_000, (100_000, 500_000)),
        (6_000_000, (5_000_000, 10_000_000)),
    ]:
        assert steps(beyond=count) == found, count


def counted(petition: Petition, n: int) -> None:
    Tally.objects.update_or_create(petition=petition, dimension="all", key="", defaults={"n": n})


def test_a_goal_that_is_reached_is_told_once_and_the_next_is_set(petition: Petition, at: datetime) -> None:
    signer(petition, "Amara", at=at)
    signer(petition, "Callum", at=at, agrees=False)
    counted(petition, 499)
    assert (step_up(at=at), Entry.objects.count()) == (0, 0)
    counted(petition, 512)
    assert [step_up(at=at), step_up(at=at)] == [1, 0]
    entry = Entry.objects.get()
    assert (entry.kind, entry.reached, entry.title, entry.title_cy, entry.by) == (
        "milestone",
        500,
        "500 people have signed",
        "Mae 500 o bobl wedi llofnodi",
        None,
    )
    assert Petition.objects.get().goal == 1_000
    telling.carry_on(at=at)
    assert queued() == ["amara@example.org"]
    assert list(Audit.objects.values_list("action", flat=True)) == [
        "petitions.goal_reached",
        "petitions.entry_written",
        "petitions.entry_published",
    ]


@pytest.mark.parametrize(
    ("goal", "count", "reached", "following"),
    [(100, 730, 500, 1_000), (300, 310, 300, 500), (700, 700, 700, 1_000), (1_000, 5_000, 5_000, 10_000)],
)
def test_a_goal_of_ones_own_and_a_jump_over_several_steps(
    at: datetime, goal: int, count: int, reached: int, following: int
) -> None:
    petition = open_petition(at=at, goal=goal)
    counted(petition, count)
    step_up(at=at)
    assert (Entry.objects.get().reached, Petition.objects.get().goal) == (reached, following)


def test_a_milestone_is_not_told_again_after_the_count_fell_and_rose(
    petition: Petition, at: datetime
) -> None:
    counted(petition, 500)
    step_up(at=at)
    Petition.objects.update(goal=500)  # comms set it back after withdrawals
    counted(petition, 501)
    assert step_up(at=at) == 1
    assert (Entry.objects.count(), Telling.objects.count(), Petition.objects.get().goal) == (1, 1, 1_000)


def test_a_petition_that_has_ended_steps_no_more(at: datetime) -> None:
    petition = open_petition(at=at, state="closed", closing_at=at)
    counted(petition, 900)
    assert (step_up(at=at), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("state", "goal", "text"),
    [
        ("open", 1_000, "Thank you to every one of you. The next goal is 1,000: pass it on to a colleague."),
        ("paused", 1_000, "Thank you to every one of you."),
        ("closing", 500, "Thank you to every one of you."),
    ],
)
def test_nobody_is_asked_to_pass_on_what_nobody_can_sign(
    at: datetime, state: str, goal: int, text: str
) -> None:
    """Who signed in time confirms for 48 hours more, and may reach a goal by it."""
    times = {"paused": {"paused_at": at}, "closing": {"closing_at": at}}.get(state, {})
    petition = open_petition(at=at, state=state, goal=100, **times)
    counted(petition, 730)
    assert [step_up(at=at), step_up(at=at)] == [1, 0]
    entry = Entry.objects.get()
    assert (entry.reached, entry.text, Petition.objects.get().goal) == (500, text, goal)
    assert ("rhannwch" in entry.text_cy) == (state == "open")


def test_the_page_shows_the_new_goal_at_once(client: Client, petition: Petition, at: datetime) -> None:
    assert client.get("/petitions/ten-points/count.json").json()["goal"] == 500
    counted(petition, 500)
    with TestCase.captureOnCommitCallbacks(execute=True):
        step_up(at=at)
    assert client.get("/petitions/ten-points/count.json").json()["goal"] == 1_000


def test_a_stale_look_reaches_nothing(petition: Petition, at: datetime) -> None:
    counted(petition, 500)
    step_up(at=at)
    assert (petition.goal, reach(petition, at=at)) == (500, False)
    Petition.objects.update(goal=500, state="closed", closing_at=at)
    assert (reach(petition, at=at), Entry.objects.count()) == (False, 1)


@pytest.mark.postgres
def test_nobody_who_signs_waits_while_a_goal_is_told(petition: Petition, at: datetime) -> None:
    """A signature holds the key of its petition, which a whole lock would keep from it."""
    Tally.objects.create(petition=petition, dimension="all", n=petition.goal)
    with CaptureQueriesContext(connection) as captured:
        assert step_up(at=at) == 1
    locks = [q["sql"].rpartition(" FOR ")[2] for q in captured.captured_queries if " FOR " in q["sql"]]
    assert locks == ["NO KEY UPDATE", 'UPDATE OF "petitions_entry"']
