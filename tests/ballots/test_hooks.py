"""What ballots contribute to the house: work that is due, health, letters, demo content."""

import logging
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from wagtail import hooks

from ballots import demo, due
from ballots.awaiting import AWAITED
from ballots.eligibility import Rules, read_rules, who_is_unreachable
from ballots.linking import credential_from_token
from ballots.models import Ballot, State
from ballots.tasks import work
from ballots.verify import verify
from ballots.wagtail_hooks import audit_actions, boxes, health
from ballots.waking import wake_worker
from tests.ballots.factories import a_branch, an_officer, cast_by_many, closed, opened, while_open
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.health import Finding
from union.mail.models import Message
from union.mail.rendering import mail_kinds
from union.members.models import Member

pytestmark = pytest.mark.django_db


def test_every_step_is_in_the_sweep() -> None:
    assert set(due.STEPS) <= set(hooks.get_hooks("due"))


def test_letters_are_registered() -> None:
    assert [mail_kinds()[name].lane for name in ("ballot_invitation", "ballot_link_again")] == [
        "bulk",
        "interactive",
    ]


def test_health_is_well_on_an_open_ballot(noon: datetime) -> None:
    opened(a_branch(members=3), noon=noon)
    assert health(at=noon + timedelta(hours=2)) == [
        Finding("late closings", ok=True, detail="0"),
        Finding("traces of casting not wiped", ok=True, detail="0"),
        Finding("votes in the log of the database", ok=True, detail="none"),
    ]
    assert boxes(at=noon) == [Finding("boxes that would not open", ok=True, detail="none")]


def test_health_asks_for_no_box_of_a_ballot_by_returns(noon: datetime) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    Ballot.objects.update(branch=None, by_returns=True, public_key=None, wrapped_private_key=None)
    for state in (State.OPEN, State.CLOSED):
        Ballot.objects.update(state=state)
        found = boxes(at=ballot.closes_at)
        assert (found[-1].detail, found[-1].ok) == ("none", True)


def test_health_names_late_closings_and_locked_boxes_by_their_ids(noon: datetime) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    with override_settings(BALLOT_UNWRAP_KEY="another" * 8):
        late = ballot.closes_at + timedelta(minutes=6)
        found = health(at=late) + boxes(at=late)
    assert [(finding.ok, finding.detail) for finding in found] == [
        (False, "1"),
        (True, "0"),
        (True, "none"),
        (False, f"[{ballot.pk}]"),
    ]


def test_health_names_traces_that_were_not_wiped(noon: datetime) -> None:
    ballot = closed(opened(a_branch(members=3), noon=noon))
    assert [f.ok for f in health(at=ballot.closes_at + timedelta(minutes=4))] == [True, True, True]
    assert [f.ok for f in health(at=ballot.closes_at + timedelta(minutes=6))] == [True, False, True]


def test_health_of_the_web_process_does_not_try_boxes(noon: datetime) -> None:
    opened(a_branch(members=3), noon=noon)
    with override_settings(BALLOT_UNWRAP_KEY=""):
        assert len(health(at=noon)) == 3


def test_sweep_without_the_key_leaves_the_count_to_a_worker_that_has_it(noon: datetime) -> None:
    ballot = opened(a_branch(members=12), noon=noon)
    cast_by_many(ballot, 11)
    with override_settings(BALLOT_UNWRAP_KEY=""):
        assert due.close_due(at=ballot.closes_at) == 1
        assert due.count_due(at=ballot.closes_at) == 0
    assert due.count_due(at=ballot.closes_at) == 1


def test_task_does_what_is_due(noon: datetime) -> None:
    ballot = opened(a_branch(members=12), noon=noon)  # of 2022: long over
    work()
    ballot.refresh_from_db()
    assert ballot.state == State.COUNTED


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("broker_down")
def test_lost_broker_fails_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), transaction.atomic():
        wake_worker()
    assert [record.getMessage() for record in caplog.records] == [
        "no worker woken for ballots.tasks.work (OperationalError); the sweep will find it"
    ]


def test_rules_are_read_strictly_and_told_in_words() -> None:
    rules = read_rules(
        {"sectors": ["Schools"], "joined_before": "2022-02-15", "pay_points": [1, 21], "employers": ["City"]}
    )
    assert rules == Rules(
        sectors=("Schools",), employers=("City",), joined_before=date(2022, 2, 15), pay_points=(1, 21)
    )
    assert rules.in_words() == [
        "Service group: Schools",
        "Employer: City",
        "Membership: active",
        "Joined before 15 February 2022",
        "Pay points 1 to 21",
    ]


def test_unreachable_members_are_listed_for_their_branch(noon: datetime) -> None:
    ballot = opened(a_branch(members=3), noon=noon)
    Member.objects.filter(number="NW-001-00002").update(email="")
    assert [member.number for member in who_is_unreachable(ballot)] == ["NW-001-00002"]


def test_every_audit_action_has_its_sentence(noon: datetime) -> None:
    ballot = opened(a_branch(members=12), noon=noon)
    cast_by_many(ballot, 11)
    due.pass_once(at=ballot.closes_at)
    assert set(Entry.objects.values_list("action", flat=True)) <= set(audit_actions())


def test_demo_holds_a_published_and_an_open_ballot_and_runs_twice(noon: datetime) -> None:
    """On a branch of 80, to be quick: all but Rowan have voted in the first ballot."""
    branch = a_branch(members=80)
    Member.objects.filter(number="NW-001-00007").update(email="rowan.ashby@example.org")
    for name in ("officer", "officer2"):
        an_officer(f"{name}@example.org", branch=branch)
    hints = demo.hold_ballots(at=noon)
    before = Entry.objects.count()
    assert demo.hold_ballots(at=noon) == hints
    assert Entry.objects.count() == before
    out, running = Ballot.objects.get(slug=demo.PUBLISHED), Ballot.objects.get(slug=demo.OPEN)
    assert (out.state, out.count.papers, running.state) == (State.PUBLISHED, 79, State.OPEN)
    assert (running.roll.filter(has_voted=True).count(), running.is_open(while_open(running))) == (60, True)
    assert verify(bytes(out.bundle.content)).papers == 79
    link = next(hint.where for hint in hints if hint.where.startswith("/vote/"))
    assert credential_from_token(link.split("/")[2]).ballot_id == running.pk


def test_demo_has_what_takes_several_people(noon: datetime) -> None:
    """Three scrutineers are asked, by letter; and a branch's officers for the figures of their branch."""
    branch = a_branch(members=80)
    for name in ("officer", "officer2"):
        an_officer(f"{name}@example.org", branch=branch)
    people = {"office": Role.Kind.NATIONAL_OFFICE} | dict.fromkeys(
        ("scrutineer", "scrutineer2", "scrutineer3"), Role.Kind.SCRUTINEER
    )
    for name, kind in people.items():
        Role.objects.create(user=User.objects.create_user(f"{name}@example.org", name=name), kind=kind)
    hints = demo.hold_ballots(at=noon)
    assert demo.hold_ballots(at=noon) == hints
    watched, returned = Ballot.objects.get(slug=demo.WATCHED), Ballot.objects.get(slug=demo.RETURNED)
    assert (watched.state, watched.appointments.count()) == (State.DRAFT, 3)
    assert (returned.state, returned.by_returns, returned.units.get().name) == (State.OPEN, True, branch.name)
    asked = Message.objects.filter(kind=AWAITED).values_list("recipient", flat=True)
    assert sorted(asked) == sorted(
        [*(f"{name}@example.org" for name in people if name != "office")]
        + ["officer2@example.org", "officer@example.org"] * 2  # for figures, and for the result of the first
    )


def test_demo_without_its_branch_makes_nothing(noon: datetime) -> None:
    assert (demo.hold_ballots(at=noon), Ballot.objects.count()) == ([], 0)
