"""What was corrected on a day is published the next, in numbers, with the new root of the roll."""

import json
from datetime import datetime, timedelta

import pytest

from ballots import due
from ballots.correcting import addenda_of, change_address, write_addenda
from ballots.merkle import root
from ballots.models import Ballot, State
from ballots.verify import verify
from tests.ballots import factories
from tests.ballots.correcting_scenes import added, changed, noor, struck
from tests.ballots.factories import a_branch, cast_by_many, ines, opened, while_open
from tests.ballots.zips import unzipped
from tests.once import told_once

pytestmark = pytest.mark.django_db


@told_once
def ballot(noon: datetime) -> Ballot:
    """A ballot of twelve, open since an hour after noon for a week."""
    return opened(a_branch(members=12), noon=noon)


@pytest.mark.any_database
def test_the_corrections_of_a_day_are_published_the_next_with_a_new_root(ballot: Ballot) -> None:
    noor()
    struck(ballot, "NW-001-00001")
    added(ballot)
    frozen_root = ballot.roll_root
    assert write_addenda(at=while_open(ballot)) == 0
    tomorrow = while_open(ballot) + timedelta(days=1)
    added(ballot, "NW-001-00001", at=tomorrow)
    assert [write_addenda(at=tomorrow) for _ in range(2)] == [1, 0]
    leaves = sorted(bytes(leaf) for leaf in ballot.roll.values_list("leaf", flat=True))
    first = {"number": 1, "day": "2022-03-15", "added": 1, "struck": 1, "restored": 0}
    assert addenda_of(ballot) == [first | {"root": root(leaves).hex()}]
    ballot.refresh_from_db()
    assert (ballot.roll_root, frozen_root != root(leaves).hex()) == (frozen_root, True)
    write_addenda(at=tomorrow + timedelta(days=1))
    second = {"number": 2, "day": "2022-03-16", "added": 0, "struck": 0, "restored": 1}
    assert addenda_of(ballot)[1] == second | {"root": root(leaves).hex()}


def test_a_ballot_that_closes_early_publishes_the_corrections_of_its_last_day(noon: datetime) -> None:
    ballot = opened(a_branch(members=12), noon=noon)
    struck(ballot, "NW-001-00001")
    Ballot.objects.update(state=State.CLOSED)
    assert write_addenda(at=while_open(ballot)) == 1
    assert due.STEPS.index(write_addenda) < due.STEPS.index(due.publish_approved)


def test_the_close_itself_publishes_what_waits(noon: datetime) -> None:
    """So that no evidence is made of a roll whose corrections are not told."""
    ballot = opened(a_branch(members=12), noon=noon)
    noor()
    added(ballot)
    factories.two_people(ballot, factories.Act.EARLY_CLOSE, at=while_open(ballot))
    assert factories.close_ballot(ballot, at=while_open(ballot))
    assert [addendum["added"] for addendum in addenda_of(ballot)] == [1]


def test_an_addendum_that_is_written_late_has_the_root_of_its_own_days(ballot: Ballot) -> None:
    """Noor is added on one day and Omar on the next, before the sweep came round."""
    noor()
    added(ballot)
    first_root = root(sorted(bytes(leaf) for leaf in ballot.roll.values_list("leaf", flat=True))).hex()
    noor(number="NW-001-00098", name="Omar Haddad", email="omar@example.org")
    tomorrow = while_open(ballot) + timedelta(days=1)
    added(ballot, "NW-001-00098", at=tomorrow)
    assert write_addenda(at=tomorrow) == 1
    assert [addendum["root"] for addendum in addenda_of(ballot)] == [first_root]
    assert write_addenda(at=tomorrow + timedelta(days=1)) == 1
    leaves = sorted(bytes(leaf) for leaf in ballot.roll.values_list("leaf", flat=True))
    assert addenda_of(ballot)[1]["root"] == root(leaves).hex() != first_root


def test_the_evidence_says_in_which_unit_the_roll_was_corrected(noon: datetime) -> None:
    ballot = opened(a_branch(members=40), noon=noon)
    noor()
    added(ballot)
    struck(ballot, "NW-001-00001")
    change_address(
        ballot, number="NW-001-00002", address="new@example.org", reason="moved", by=ines(a_branch()),
        at=while_open(ballot),
    )  # fmt: skip
    tomorrow = while_open(ballot) + timedelta(days=1)
    write_addenda(at=tomorrow)
    added(ballot, "NW-001-00001", at=tomorrow)
    noor(number="NW-001-00098", name="Omar Haddad", email="omar@example.org")
    added(ballot, "NW-001-00098", at=tomorrow)
    cast_by_many(ballot, 25)
    content = bytes(factories.published(ballot).bundle.content)
    assert verify(content).papers == 25
    manifest = unzipped(content)["manifest.json"]
    first, second = (addendum["root"] for addendum in addenda_of(ballot))
    assert json.loads(manifest)["addenda"] == [
        {
            "number": 1,
            "day": "2022-03-15",
            "root": first,
            "units": [{"name": "Branch NW-001", "added": 1, "struck": 1, "restored": 0, "electorate": 41}],
        },
        {
            "number": 2,
            "day": "2022-03-16",
            "root": second,
            "units": [{"name": "Branch NW-001", "added": 1, "struck": 0, "restored": 1, "electorate": 42}],
        },
    ]
    assert not any(
        word in manifest.decode() for word in ("Noor", "Haddad", "twice", "late_record", "NW-001-0")
    )


def test_changed_addresses_are_nobodys_business(ballot: Ballot) -> None:
    changed(ballot, "NW-001-00001", "new@example.org")
    assert write_addenda(at=while_open(ballot) + timedelta(days=2)) == 0
