"""At close every accepted paper is in the box, in the order of digests, and stays there as it is."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from ballots import due, errors
from ballots.approving import approve, propose
from ballots.closing import close_ballot, wipe_traces
from ballots.models import Act, Ballot, BoxPaper, StagedPaper, State, TurnoutFigures
from ballots.opening import open_ballot
from tests.ballots.factories import (
    WHY_EARLY,
    a_branch,
    a_draft,
    bram,
    cast_by_many,
    closed,
    counted,
    frozen,
    ines,
    opened,
    two_people,
    while_open,
)
from tests.once import told_once
from union.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@told_once
def ballot(noon: datetime) -> Ballot:
    return opened(a_branch(members=30), noon=noon)


def digests(ballot: Ballot) -> list[str]:
    box = BoxPaper.objects.filter(ballot=ballot).order_by("digest")
    return [bytes(digest).hex() for digest in box.values_list("digest", flat=True)]


def test_close_moves_every_paper_and_leaves_other_ballots_alone(ballot: Ballot, noon: datetime) -> None:
    other = opened(a_branch("NW-002", members=5), noon=noon, slug="other")
    ours, theirs = cast_by_many(ballot, 20), cast_by_many(other, 4)
    sealed = dict(StagedPaper.objects.values_list("digest", "sealed"))
    closed(ballot)
    assert digests(ballot) == sorted(ours.values())
    staged = StagedPaper.objects.filter(ballot=other).values_list("digest", flat=True)
    assert sorted(bytes(digest).hex() for digest in staged) == sorted(theirs.values())
    assert StagedPaper.objects.count() == 4
    kept = dict(StagedPaper.objects.values_list("digest", "sealed"))
    assert kept | dict(BoxPaper.objects.values_list("digest", "sealed")) == sealed
    assert (ballot.state, ballot.closed_at) == (State.CLOSED, ballot.closes_at)


def test_close_before_its_time_is_refused(ballot: Ballot) -> None:
    cast_by_many(ballot, 3)
    assert not close_ballot(ballot, at=ballot.closes_at - timedelta(seconds=1))
    assert (Ballot.objects.get().state, StagedPaper.objects.count()) == (State.OPEN, 3)


def test_close_twice_is_once(ballot: Ballot) -> None:
    closed(ballot)
    assert not close_ballot(ballot, at=ballot.closes_at)
    assert Entry.objects.filter(action="ballot.closed").count() == 1


def test_two_people_close_early(ballot: Ballot) -> None:
    cast_by_many(ballot, 3)
    branch = ballot.branch
    assert branch
    proposal = propose(ballot, Act.EARLY_CLOSE, by=ines(branch), at=while_open(ballot), reason=WHY_EARLY)
    assert not close_ballot(ballot, at=while_open(ballot))
    approve(proposal, by=bram(branch), at=while_open(ballot))
    assert close_ballot(ballot, at=while_open(ballot))
    assert len(digests(ballot)) == 3
    proposal.refresh_from_db()
    assert proposal.done_at == while_open(ballot)
    assert ballot.why_closed_early == WHY_EARLY


def test_members_are_always_told_why_a_ballot_closes_early(ballot: Ballot) -> None:
    assert ballot.branch
    with pytest.raises(errors.ReasonMissing):
        propose(ballot, Act.EARLY_CLOSE, by=ines(ballot.branch), at=while_open(ballot), reason=" ")


def test_proposal_to_close_early_lapses_at_the_closing_time(ballot: Ballot) -> None:
    assert ballot.branch
    proposal = propose(
        ballot, Act.EARLY_CLOSE, by=ines(ballot.branch), at=while_open(ballot), reason=WHY_EARLY
    )
    closed(ballot)
    with pytest.raises(errors.NothingProposed):
        approve(proposal, by=bram(ballot.branch), at=ballot.closes_at)


def test_paused_ballot_closes_at_its_time(ballot: Ballot) -> None:
    Ballot.objects.update(state=State.PAUSED)
    closed(ballot)


def test_paper_in_the_box_is_never_changed(ballot: Ballot) -> None:
    cast_by_many(ballot, 3)
    closed(ballot)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        BoxPaper.objects.update(sealed=b"forged")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        BoxPaper.objects.update(kept_until=date(2022, 1, 1))


def test_paper_in_the_box_is_kept_until_its_date(noon: datetime) -> None:
    """The ballot of 2022 may be shredded today; one that closed today may not."""
    ballot = opened(a_branch(members=3), noon=noon)
    cast_by_many(ballot, 2)
    closed(ballot)
    today = datetime.now(tz=noon.tzinfo)
    running = opened(a_branch("NW-002", members=3), noon=today - timedelta(days=8), slug="now")
    cast_by_many(running, 2)
    closed(running)
    with pytest.raises(DatabaseError, match="kept until its date"), transaction.atomic():
        BoxPaper.objects.filter(ballot=running).delete()
    assert BoxPaper.objects.filter(ballot=ballot).delete()[0] == 2


def test_boxes_have_no_row_numbers_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE name IN ('ballots_stagedpaper', 'ballots_boxpaper')"
        )
        assert [row[0].split()[-2:] for row in cursor.fetchall()] == [["WITHOUT", "ROWID"]] * 2


def test_wipe_waits_for_the_end_of_a_transaction() -> None:
    assert not wipe_traces()


def test_sweep_takes_a_ballot_from_its_approval_to_its_result(noon: datetime) -> None:
    ballot = a_draft(a_branch(members=30), noon=noon)
    two_people(ballot, Act.FREEZE, at=noon)
    assert [due.freeze_approved(at=noon), due.open_due(at=noon)] == [1, 0]
    ballot.refresh_from_db()
    assert ballot.state == State.SCHEDULED
    assert [due.open_due(at=ballot.opens_at), due.invite_due(at=ballot.opens_at)] == [1, 30]
    ballot.refresh_from_db()
    cast_by_many(ballot, 20)
    assert [due.close_due(at=while_open(ballot)), due.count_due(at=while_open(ballot))] == [0, 0]
    assert [due.close_due(at=ballot.closes_at), due.count_due(at=ballot.closes_at)] == [1, 1]
    ballot.refresh_from_db()
    two_people(ballot, Act.PUBLICATION, at=ballot.closes_at)
    assert [due.publish_approved(at=ballot.closes_at), due.pass_once(at=ballot.closes_at)] == [1, 20]
    assert due.pass_once(at=ballot.closes_at) == 0  # the twenty who voted have been told
    ballot.refresh_from_db()
    assert ballot.state == State.PUBLISHED


def test_ballot_that_fails_holds_up_no_other(noon: datetime) -> None:
    broken, sound = (opened(a_branch(f"NW-00{n}", members=12), noon=noon, slug=f"ballot-{n}") for n in (1, 2))
    for ballot in (broken, sound):
        cast_by_many(ballot, 11)
        closed(ballot)
    Ballot.objects.filter(pk=broken.pk).update(wrapped_private_key=b"x" * 60)
    assert due.count_due(at=sound.closes_at) == 1
    assert sorted(Ballot.objects.values_list("slug", "state")) == [
        ("ballot-1", "closed"),
        ("ballot-2", "counted"),
    ]


def test_a_step_that_fails_for_one_ballot_is_told_once_the_others_had_theirs(noon: datetime) -> None:
    """Figures of the first cannot be read: the sweep says so, and every ballot closes at its time."""
    broken, sound = (opened(a_branch(f"NW-00{n}", members=3), noon=noon, slug=f"ballot-{n}") for n in (1, 2))
    TurnoutFigures.objects.create(ballot=broken, taken_at=noon, rows={"1": None})
    with pytest.raises(AttributeError):
        due.turnout_due(at=while_open(sound))
    assert TurnoutFigures.objects.get(ballot=sound).taken_at == while_open(sound)
    with pytest.raises(AttributeError):
        due.pass_once(at=sound.closes_at)
    assert {ballot.closed_at for ballot in Ballot.objects.all()} == {sound.closes_at}


def test_ballot_never_opens_twice(noon: datetime) -> None:
    ballot = frozen(a_branch(members=3), noon=noon)
    assert not open_ballot(ballot, at=ballot.opens_at)  # frozen, not yet scheduled
    assert not open_ballot(counted(opened(a_branch(), noon=noon, slug="b")), at=noon + timedelta(days=9))
