"""Papers come back: Ines and Bram count them apart, and what they agree on is counted with the box."""

import csv
from datetime import datetime
from io import StringIO

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.test import Client

from ballots import due, errors, marking, returning
from ballots.closing import close_ballot
from ballots.models import AgreedReturn, Ballot, Count, KeyedReturn, Method, State
from ballots.panels import panel_context
from ballots.piles import Pile, papers_of, read_piles, secret_of, write_piles
from ballots.tallying import count_ballot
from ballots.verify import describe, verify
from tests.ballots import scenes
from tests.ballots.scenes import ABSTAIN, A, B, Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/returns/"
FORM = f"{PAGE}1/paper/"


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


# --- the pages


def test_ines_and_bram_key_the_return_at_the_desk(sign_in: SignIn, scene: Scene) -> None:
    figures = {"option_1": "2", "option_2": "1", "option_3": "0", "spoilt": "1", "remark": ""}
    ines, bram = sign_in(scene.ines), sign_in(scene.bram)
    assert "<strong>1 of 1</strong> return missing." in ines.get(PAGE).content.decode()
    saved = ines.post(FORM, figures, follow=True).content.decode()
    assert "A second officer now keys the same return without seeing your figures." in saved
    assert 'value="2"' not in bram.get(FORM).content.decode()
    done = bram.post(FORM, figures, follow=True).content.decode()
    assert "Every return is complete." in done
    assert "Ines Okafor and Bram Teller counted the same." in done


def test_officers_who_differ_see_both_figures_once_both_have_keyed(sign_in: SignIn, scene: Scene) -> None:
    key(scene, scene.ines, a=1, b=2)
    bram = sign_in(scene.bram)
    for officer in (bram, sign_in(scene.ines)):
        assert "What each of you keyed" not in officer.get(FORM).content.decode()
    key(scene, scene.bram, a=2, b=2)
    page = bram.get(FORM).content.decode()
    assert "What each of you keyed" in page
    assert "<td>1: 1<br>2: 2</td>" in page
    assert "The figures differ" in bram.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"option_1": "x"}, "Enter a whole number for “A: RPI plus 2%”, such as 14."),
        (
            {"option_2": ""},
            "Enter the number of papers for “B: a flat £2,000 on each pay point”; 0 if there were none.",
        ),
        ({"option_1": "-1"}, "Enter 0 or more for “A: RPI plus 2%”."),
        ({"spoilt": "10000000"}, "That is more than any branch has for “Spoilt papers”."),
        ({"option_1": "9"}, "There are 11 papers here, but a mark for 4 members: count them again."),
    ],
)
def test_bad_figures_get_a_sentence_and_are_kept(
    sign_in: SignIn, scene: Scene, figures: dict[str, str], sentence: str
) -> None:
    typed = {"option_1": "1", "option_2": "1", "option_3": "0", "spoilt": "1", "remark": "rain"} | figures
    answer = sign_in(scene.ines).post(FORM, typed)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page, 'value="rain"' in page) == (422, True, True)
    assert KeyedReturn.objects.count() == 0


@pytest.mark.parametrize("address", [PAGE, FORM])
def test_an_officer_of_another_branch_finds_no_such_page(sign_in: SignIn, scene: Scene, address: str) -> None:
    assert sign_in(scene.orla).get(address).status_code == 404


def test_there_is_no_page_for_a_return_that_is_not_due(sign_in: SignIn, scene: Scene) -> None:
    ines = sign_in(scene.ines)
    pages = (f"{PAGE}1/meeting/", f"{PAGE}1/branch/", f"{PAGE}7/paper/")
    assert [ines.get(page).status_code for page in pages] == [404, 404, 404]


def test_other_methods_are_refused(sign_in: SignIn, scene: Scene) -> None:
    ines = sign_in(scene.ines)
    answers = (ines.post(PAGE), ines.put(FORM), ines.get(f"{PAGE}chase/"))
    assert [answer.status_code for answer in answers] == [405, 405, 405]


def test_figures_are_keyed_while_they_can_be(sign_in: SignIn, scene: Scene) -> None:
    ines = sign_in(scene.ines)
    assert "Key the figures<span" in ines.get(PAGE).content.decode()
    Ballot.objects.update(state=State.COUNTED)
    assert "the figures<span" not in ines.get(PAGE).content.decode()
    late = ines.post(FORM, {"option_1": "1", "option_2": "0", "option_3": "0", "spoilt": "0"})
    assert (late.status_code, "before its result is counted" in late.content.decode()) == (422, True)


def test_a_form_holds_what_oneself_has_keyed(sign_in: SignIn, scene: Scene) -> None:
    key(scene, scene.ines, a=3, b=1)
    key(scene, scene.bram, a=2, b=1)
    page = sign_in(scene.bram).get(FORM).content.decode()
    assert ('name="option_1" value="2"' in page, 'name="option_1" value="3"' in page) == (True, False)


def test_a_third_officer_sees_no_figures_before_keying(sign_in: SignIn, scene: Scene) -> None:
    key(scene, scene.ines, a=3, b=1)
    key(scene, scene.bram, a=2, b=1)
    carla = scenes.officer("carla@example.org", "Carla Reyes", scene.branch)
    assert "What each of you keyed" not in sign_in(carla).get(FORM).content.decode()
    key(scene, scene.bram, a=3, b=1)
    assert "What each of you keyed" not in sign_in(scene.bram).get(FORM).content.decode()


def test_a_ballot_without_papers_has_nothing_to_return(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.voted(at)
    page = sign_in(scene.ines).get(PAGE).content.decode()
    assert "No member was marked as voting on paper or at a meeting, so there is nothing to return." in page


def test_the_result_says_how_many_voted_by_hand_too_and_how_many_papers_were_spoilt(
    scene: Scene, client: Client
) -> None:
    for officer in (scene.ines, scene.bram):
        key(scene, officer, a=1, b=2, spoilt=1)
    scenes.count(scene)
    scenes.publish(scene)
    text = text_of(client.get("/ballots/njc-pay-claim-2022/"))
    assert "37.5% 15 of 40 members on the roll voted." in text
    assert (
        "15 votes were counted and no paper was rejected. "
        "Of these on paper or at meetings, counted by hand: 3. Spoilt papers, which were not counted: 1."
    ) in text
    report = verify(b"".join(client.get("/ballots/njc-pay-claim-2022/bundle.zip").streaming_content))
    assert "12 papers on the board, 0 of them rejected.\n15 votes, 3 of them by hand.\n" in describe(report)
    panel = render_to_string("ballots/_panel.html", panel_context(scene.ballot, at=scene.at))
    assert "Turnout 37.5%: 15 of 40 members." in panel
