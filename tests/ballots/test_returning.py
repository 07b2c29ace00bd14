"""Papers come back: Ines and Bram count them apart, and what they agree on is counted with the box."""

import csv
from datetime import datetime
from io import StringIO

import pytest
from django.db import IntegrityError, transaction

from ballots import due, errors, marking, returning
from ballots.closing import close_ballot
from ballots.models import AgreedReturn, Ballot, Count, KeyedReturn, Method, State
from ballots.piles import Pile, papers_of, read_piles, secret_of, write_piles
from ballots.tallying import count_ballot
from tests.ballots import scenes
from tests.ballots.scenes import ABSTAIN, A, B, Scene
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db


@told_once
def scene(at: datetime) -> Scene:
    """Closed: twelve voted by link, and four of the forty were given a paper."""
    scene = scenes.voted(at, a=7, b=5, abstain=0)
    for place in range(1, 5):
        marking.mark(scene.ballot, number=f"NW-001-000{place}", method=Method.PAPER, by=scene.ines, at=at)
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    return scene


def key(
    scene: Scene, by: User, *, a: int = 0, b: int = 0, abstain: int = 0, spoilt: int = 0
) -> AgreedReturn | None:
    return returning.key_return(
        scene.ballot,
        unit=scene.ballot.units.get(),
        method=Method.PAPER,
        piles=[Pile({1: (A,)}, a), Pile({1: (B,)}, b), Pile({1: (ABSTAIN,)}, abstain)],
        spoilt=spoilt,
        by=by,
        at=scene.at,
    )


def test_two_officers_who_count_the_same_complete_the_return(scene: Scene) -> None:
    assert key(scene, scene.ines, a=1, b=2, spoilt=1) is None
    agreed = key(scene, scene.bram, b=2, a=1, spoilt=1)
    assert agreed is not None
    assert (agreed.first, agreed.second, agreed.papers, agreed.spoilt) == (scene.ines, scene.bram, 3, 1)
    # The audit log tells who keyed, and no figure.
    told = Entry.objects.filter(action="ballot.return_keyed").order_by("pk").values_list("by", "detail")
    assert list(told) == [
        (scene.ines.pk, {"unit": 1, "method": "paper", "agreed": False}),
        (scene.bram.pk, {"unit": 1, "method": "paper", "agreed": True}),
    ]


def test_papers_and_a_meeting_that_count_alike_complete_nothing(at: datetime) -> None:
    scene = scenes.voted(at, a=7, b=5, abstain=0)
    for number, method in (("NW-001-0001", Method.PAPER), ("NW-001-0002", Method.MEETING)):
        marking.mark(scene.ballot, number=number, method=method, by=scene.ines, at=at)
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    for by, method in ((scene.ines, Method.PAPER), (scene.bram, Method.MEETING)):
        one = [Pile({1: (A,)}, 1)]
        unit = scene.ballot.units.get()
        agreed = returning.key_return(
            scene.ballot, unit=unit, method=method, piles=one, spoilt=0, by=by, at=at
        )
        assert agreed is None
    assert returning.missing_returns(scene.ballot) == 2


def test_one_officer_alone_completes_nothing(scene: Scene) -> None:
    key(scene, scene.ines, a=1, b=2)
    assert key(scene, scene.ines, a=1, b=2) is None
    assert KeyedReturn.objects.count() == 1


def test_figures_that_differ_wait_until_one_is_corrected(scene: Scene) -> None:
    key(scene, scene.ines, a=1, b=2)
    assert key(scene, scene.bram, a=2, b=1) is None
    [line] = returning.returns_due(scene.ballot)
    assert line.differences == ["The counted papers differ."]
    assert key(scene, scene.bram, a=1, b=2) is not None


def test_a_correction_takes_the_agreement_back(scene: Scene) -> None:
    key(scene, scene.ines, a=1, b=2)
    key(scene, scene.bram, a=1, b=2)
    assert key(scene, scene.ines, a=2, b=2) is None
    assert returning.is_waiting_for_returns(scene.ballot)


def test_a_return_cannot_exceed_its_marks(scene: Scene) -> None:
    with pytest.raises(returning.TooManyPapers) as refusal:
        key(scene, scene.ines, a=2, b=2, spoilt=1)
    assert str(refusal.value) == "There are 5 papers here, but a mark for 4 members: count them again."


def test_papers_are_not_counted_before_the_close(at: datetime) -> None:
    running = scenes.voted(at)
    marking.mark(running.ballot, number="NW-001-0001", method=Method.PAPER, by=running.ines, at=at)
    with pytest.raises(errors.WrongMoment):
        key(running, running.ines, a=1)


def test_a_method_nobody_was_marked_for_has_no_return(scene: Scene) -> None:
    unit = scene.ballot.units.get()
    for method in (Method.MEETING, Method.BRANCH):
        with pytest.raises(returning.NothingToReturn):
            returning.key_return(
                scene.ballot, unit=unit, method=method, piles=[], spoilt=0, by=scene.ines, at=scene.at
            )


def test_an_officer_of_another_branch_keys_nothing(scene: Scene) -> None:
    with pytest.raises(errors.NotYours):
        key(scene, scene.orla, a=1)


def test_an_answer_that_was_not_offered_is_refused(scene: Scene) -> None:
    with pytest.raises(errors.BadAnswers):
        returning.key_return(
            scene.ballot,
            unit=scene.ballot.units.get(),
            method=Method.PAPER,
            piles=[Pile({1: (9,)}, 1)],
            spoilt=0,
            by=scene.ines,
            at=scene.at,
        )


def test_a_page_that_is_out_of_date_keys_nothing(scene: Scene) -> None:
    """The votes were counted after the officer's page had been read."""
    Ballot.objects.update(state=State.COUNTED)
    assert scene.ballot.state == State.CLOSED
    with pytest.raises(errors.WrongMoment):
        key(scene, scene.ines, a=1)


def test_who_works_for_one_branch_of_a_unit_does_not_key_for_both(scene: Scene) -> None:
    unit = scene.ballot.units.get()
    assert [returning.may_return(officer, unit) for officer in (scene.ines, scene.orla)] == [True, False]
    unit.branches.add(scene.orla.roles.get().branch)
    with pytest.raises(errors.NotYours):
        key(scene, scene.ines, a=1)
    Role.objects.create(user=scene.ines, kind=Role.Kind.BRANCH_OFFICER, branch=scene.orla.roles.get().branch)
    assert key(scene, scene.ines, a=1) is None


def test_an_agreement_takes_the_same_spoilt_papers(scene: Scene) -> None:
    key(scene, scene.ines, a=1, b=1)
    assert key(scene, scene.bram, a=1, b=1, spoilt=1) is None
    [line] = returning.returns_due(scene.ballot)
    assert line.differences == ["The spoilt papers differ."]
    assert returning.is_waiting_for_returns(scene.ballot)
    assert key(scene, scene.bram, a=1, b=1) is not None
    [line] = returning.returns_due(scene.ballot)
    assert (line.differences, returning.is_waiting_for_returns(scene.ballot)) == ([], False)


def test_a_third_officer_who_differs_takes_the_agreement_back(scene: Scene) -> None:
    carla = scenes.officer("carla@example.org", "Carla Reyes", scene.branch)
    key(scene, scene.ines, a=1)
    key(scene, scene.bram, a=1)
    assert key(scene, carla, a=2) is None
    assert returning.is_waiting_for_returns(scene.ballot)
    agreed = key(scene, scene.ines, a=1)
    assert agreed is not None
    assert {agreed.first, agreed.second} == {scene.ines, scene.bram}
    [line] = returning.returns_due(scene.ballot)
    assert (len(line.keyed), line.differences) == (3, [])


@pytest.mark.parametrize(
    ("again", "constraint"),
    [
        ({}, "return_keyed_once_by_one_person"),
        ({"method": "post", "keyed_by": "bram"}, "keyed_return_method_known"),
    ],
)
def test_the_database_takes_one_return_of_a_person_by_a_known_method(
    scene: Scene, again: dict[str, str], constraint: str
) -> None:
    key(scene, scene.ines, a=1)
    line = KeyedReturn.objects.get()
    line.pk, line.method = None, again.get("method", line.method)
    line.keyed_by = scene.bram if again else line.keyed_by
    with pytest.raises(IntegrityError, match="UNIQUE|" + constraint), transaction.atomic():
        line.save(force_insert=True)


def test_the_database_takes_agreements_by_a_known_method(scene: Scene) -> None:
    key(scene, scene.ines, a=1)
    agreed = key(scene, scene.bram, a=1)
    assert agreed is not None
    agreed.pk, agreed.method = None, "carrier"
    with pytest.raises(IntegrityError, match="agreed_return_method_known"), transaction.atomic():
        agreed.save(force_insert=True)


def test_the_database_takes_one_agreement_for_a_return(scene: Scene) -> None:
    key(scene, scene.ines, a=1)
    agreed = key(scene, scene.bram, a=1)
    assert agreed is not None
    agreed.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        agreed.save(force_insert=True)


def test_the_database_wants_two_people(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedReturn.objects.create(
            ballot=scene.ballot,
            unit=scene.ballot.units.get(),
            method="paper",
            first=scene.ines,
            second=scene.ines,
            piles=[],
            papers=0,
            spoilt=0,
        )


# --- the count


def test_the_count_waits_for_papers_that_were_given_out(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    assert due.count_due(at=scene.at) == 0
    assert caplog.messages == []  # the sweep comes round every 30 seconds
    key(scene, scene.ines, a=3, spoilt=1)
    key(scene, scene.bram, a=3, spoilt=1)
    assert due.count_due(at=scene.at) == 1
    scene.ballot.refresh_from_db()
    assert scene.ballot.state == State.COUNTED


def test_nothing_is_counted_while_a_return_is_missing(scene: Scene) -> None:
    key(scene, scene.ines, a=3, spoilt=1)
    with pytest.raises(errors.WrongMoment, match="1 return of votes on paper or at meetings is missing"):
        count_ballot(scene.ballot, at=scene.at)
    assert not Count.objects.exists()


def test_a_return_that_is_corrected_while_the_votes_are_counted_is_not_passed_over(scene: Scene) -> None:
    key(scene, scene.ines, a=2, b=1)
    key(scene, scene.bram, a=2, b=1)

    def meanwhile(read: int) -> None:
        if read == 1:
            key(scene, scene.ines, a=1, b=2)
            key(scene, scene.bram, a=1, b=2)

    with pytest.raises(errors.WrongMoment, match="A return was corrected while the votes were counted"):
        count_ballot(scene.ballot, at=scene.at, progress=meanwhile)
    assert due.count_due(at=scene.at) == 1
    options = Count.objects.get().results["questions"][0]["options"]
    assert [option["votes"] for option in options] == [8, 7, 0]


def test_papers_are_counted_with_the_box_and_look_like_any_other(scene: Scene) -> None:
    key(scene, scene.ines, a=2, b=1, spoilt=1)
    key(scene, scene.bram, a=2, b=1, spoilt=1)
    count = count_ballot(scene.ballot, at=scene.at)
    results = count.results
    assert [option["votes"] for option in results["questions"][0]["options"]] == [9, 6, 0]
    assert {name: results[name] for name in ("marked", "papers", "counted", "rejected", "turnout")} == {
        "marked": 16,
        "papers": 12,
        "counted": 15,
        "rejected": 0,
        "turnout": "37.5",
    }
    assert results["returns"] == [
        {
            "unit": "Northside Local Government",
            "method": "paper",
            "marked": 4,
            "counted": 3,
            "spoilt": 1,
        }
    ]
    _, *lines = csv.reader(StringIO(bytes(count.votes_csv).decode()))
    assert (len(lines), {len(tracker) for _, tracker, _ in lines}) == (15, {10})


def test_trackers_of_papers_are_the_same_in_every_count_and_only_with_the_key() -> None:
    written = write_piles(
        [Pile({1: (B,)}, 2), Pile({1: (A,)}, 1), Pile({1: (B,)}, 1), Pile({1: (ABSTAIN,)}, 0)]
    )
    assert read_piles(written) == [Pile({1: (A,)}, 1), Pile({1: (B,)}, 3)]

    def trackers(secret: bytes) -> list[str]:
        papers = papers_of(written, form_hash="00" * 32, unit=1, method="paper", secret=secret)
        return [paper.tracker for paper in papers]

    first, second = secret_of(bytes(32)), secret_of(bytes([1] * 32))
    assert trackers(first) == trackers(first)
    assert len({*trackers(first), *trackers(second)}) == 8


def test_papers_of_two_units_or_methods_share_no_tracker() -> None:
    """Nor is the secret the key itself, from which every other secret of the ballot would follow."""
    written = write_piles([Pile({1: (A,)}, 3)])
    trackers = {
        paper.tracker
        for unit, method in ((1, "paper"), (1, "meeting"), (2, "paper"))
        for paper in papers_of(written, form_hash="00" * 32, unit=unit, method=method, secret=bytes(32))
    }
    assert len(trackers) == 9
    assert secret_of(bytes(32)) != bytes(32)
