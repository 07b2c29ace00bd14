"""A ballot's page at the desk: what happened, what comes next, who has to act, and the log in words."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from ballots.agreeing import agree
from ballots.approving import propose
from ballots.desk.steps import decisions_of, other_acts, steps_for
from ballots.desk.timeline import history_of, timeline_of
from ballots.models import Act, Ballot, State
from ballots.shredding import expire
from ballots.voiding import void_ballot
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/"


def way(scene: Scene) -> list[str]:
    """The stages, those that are done with a full stop and the next with an arrow."""
    ballot = Ballot.objects.get(pk=scene.ballot.pk)
    decisions = list(ballot.approvals.order_by("pk"))
    stages = timeline_of(ballot, decisions=decisions, history=history_of(ballot))
    return [f"{'> ' if stage.next else ''}{stage.title}{'.' if stage.done else ''}" for stage in stages]


def test_the_way_from_draft_to_result(at: datetime) -> None:
    scene = scenes.drafted(at)
    assert way(scene) == ["Drawn up.", "> Fixed", "Opens", "Closes", "Counted", "Published"]
    scenes.agreed(scene, Act.FREEZE)
    scenes.freeze_ballot(scene.ballot, at=at)
    scenes.schedule_ballot(scene.ballot, at=at)
    assert way(scene) == ["Drawn up.", "Fixed.", "> Opens", "Closes", "Counted", "Published"]
    scenes.open_ballot(scene.ballot, at=at)
    assert way(scene) == ["Drawn up.", "Fixed.", "Opens.", "> Closes", "Counted", "Published"]
    scenes.close(scene)
    assert way(scene) == ["Drawn up.", "Fixed.", "Opens.", "Closes.", "> Counted", "Published"]
    scenes.count(scene)
    assert way(scene) == ["Drawn up.", "Fixed.", "Opens.", "Closes.", "Counted.", "> Published"]
    scenes.publish(scene)
    assert way(scene) == ["Drawn up.", "Fixed.", "Opens.", "Closes.", "Counted.", "Published."]


@pytest.mark.parametrize(("custody", "tells"), [("platform", False), ("scrutineers", True)])
def test_at_the_end_of_keeping_the_way_says_that_the_papers_are_destroyed(
    noon: datetime, sign_in: SignIn, custody: str, tells: bool
) -> None:
    scene = scenes.published(noon)
    later = noon + timedelta(days=400)
    expire(at=later, dry_run=False)
    assert way(scene)[5:] == ["Published.", "Papers destroyed."]
    ballot, history = Ballot.objects.get(), history_of(scene.ballot)
    ballot.custody = custody
    last = timeline_of(ballot, decisions=[], history=history)[-1]
    assert (last.when, "they destroy their sheets now" in last.who) == (later, tells)
    assert "Key of the box Destroyed with the papers" in text_of(sign_in(scene.ines).get(PAGE))


def test_a_ballot_that_was_agreed_on_late_opened_then(at: datetime) -> None:
    late = scenes.opened(at).ballot.opens_at + timedelta(hours=3)
    Ballot.objects.update(frozen_at=late)
    opened = timeline_of(Ballot.objects.get(), decisions=[], history=[])[2]
    assert (opened.title, opened.when) == ("Opens", late)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({}, "By itself, within minutes of the close, or of the last return of papers that were given out."),
        ({"custody": "scrutineers"}, "By the scrutineers, who meet after the close."),
        ({"by_returns": True}, "By itself, within minutes of the close."),
    ],
)
def test_the_way_says_who_counts(at: datetime, kept: dict[str, object], said: str) -> None:
    ballot = scenes.drafted(at).ballot
    for name, value in kept.items():
        setattr(ballot, name, value)
    assert [s.who for s in timeline_of(ballot, decisions=[], history=[]) if s.title == "Counted"] == [said]


def test_what_does_nothing_any_more_is_not_offered(sign_in: SignIn, at: datetime) -> None:
    scene, offered = scenes.opened(at), ("Corrections to the roll", "Letters by post", "Reminders")
    text = text_of(sign_in(scene.ines).get(PAGE))
    assert [words in text for words in offered] == [True] * 3
    scenes.close(scene)
    text = text_of(sign_in(scene.ines).get(PAGE))
    assert [words in text for words in offered] == [False] * 3


def test_a_void_ballot_ends_where_it_was_declared_void(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.scheduled(at)
    asked = propose(scene.ballot, Act.VOID, by=scene.ines, at=at, reason="Misprint.")
    void_ballot(agree(asked, by=scene.bram, at=at).ballot, at=at)
    assert way(scene)[-1] == "Declared void."
    text = text_of(sign_in(scene.ines).get(PAGE))
    assert "By Ines Okafor and Bram Teller. Misprint." in text
    assert "This ballot is void: Misprint." in text


def test_the_log_is_told_in_words_the_latest_first(at: datetime) -> None:
    scene = scenes.scheduled(at)
    assert [(deed.who, deed.did) for deed in history_of(scene.ballot)] == [
        ("The ballot", "was scheduled"),
        ("The ballot", "was fixed with its roll"),
        ("Bram Teller", "approved fixing the ballot"),
        ("Ines Okafor", "proposed fixing the ballot"),
        ("Ines Okafor", "wrote a question"),
        ("Ines Okafor", "drew up the ballot"),
    ]


def test_what_may_be_done_besides_is_offered_to_those_who_may(at: datetime) -> None:
    scene = scenes.opened(at)
    steps = steps_for(scene.ines, scene.ballot, decisions=[])
    assert [act for act, _ in other_acts(scene.ines, scene.ballot, steps)] == [
        "early_close",
        "extension",
        "pause",
        "void",
    ]
    assert other_acts(scene.orla, scene.ballot, []) == []
    propose(scene.ballot, Act.PAUSE, by=scene.ines, at=at, reason="The mail server is down.")
    steps = steps_for(scene.bram, scene.ballot, decisions=decisions_of(scene.ballot.slug))
    assert [(step.act, step.may_approve, step.is_proposer) for step in steps] == [(Act.PAUSE, True, False)]
    assert "pause" not in dict(other_acts(scene.bram, scene.ballot, steps))


@pytest.mark.usefixtures("clock_of_the_cache")
def test_the_page_asks_the_database_as_often_for_three_decisions_as_for_one(
    sign_in: SignIn, at: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scene = scenes.opened(at)
    ines = sign_in(scene.ines)
    ines.get("/desk/")
    with django_assert_num_queries(15):
        ines.get(PAGE)
    for act in (Act.PAUSE, Act.RESUME):
        agree(propose(scene.ballot, act, by=scene.ines, at=at, reason="A trial."), by=scene.bram, at=at)
    with django_assert_num_queries(15):
        assert text_of(ines.get(PAGE)).count("Reason: A trial.") == 2


def test_a_page_read_while_the_worker_closes_looks_again(sign_in: SignIn, at: datetime) -> None:
    """It never says that voting is open without asking again, although nobody is awaited any more."""
    scene = scenes.opened(at)
    scenes.agreed(scene, Act.EARLY_CLOSE)
    ines, worker = sign_in(scene.ines), [scenes.close_ballot]

    def meanwhile(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if '"ballots_approval"' in sql and worker:
            worker.pop()(Ballot.objects.get(), at=timezone.now())
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        answer = ines.get(PAGE)
    assert answer["Refresh"] == "5"
    assert "Voting is open" not in text_of(answer)
    assert Ballot.objects.get().state == State.CLOSED
