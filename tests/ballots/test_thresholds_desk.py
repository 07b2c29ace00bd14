"""Ines says what the result is held against, on a page beside the five screens that few ballots open."""

from datetime import date, datetime

import pytest
from django.test import Client

from ballots import errors, setting_up
from ballots.drafting import set_question, set_thresholds
from ballots.models import Ballot, Question, Threshold
from ballots.thresholds import needed
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
DESK = "/desk/ballots/njc-pay-claim-2022/"
PAGE, CHECK = f"{DESK}thresholds/", f"{DESK}check/"
HALF = {
    "rows": "1",
    "label_1": "A quorum of half",
    "of_1": "turnout",
    "part_1": "50",
    "whole_1": "100",
    "note_1": "Branch rule 12.",
}
TWO_THIRDS = {
    "label_2": "Two thirds",
    "of_2": "share:1",
    "part_2": "2",
    "whole_2": "3",
    "note_2": "",
    "from_2": "2022-01-01",
    "until_2": "31/12/2022",
}


@told_once
def scene(at: datetime) -> Scene:
    return scenes.drafted(at, members=12)


@pytest.fixture
def ines(sign_in: SignIn, scene: Scene) -> Client:
    return sign_in(scene.ines)


def kept() -> list[tuple[object, ...]]:
    return list(
        Threshold.objects.values_list(
            "label", "basis", "question", "numerator", "denominator", "note", "valid_from", "valid_until"
        )
    )


def test_a_ballot_without_a_threshold_never_opens_the_page(ines: Client) -> None:
    text = text_of(ines.get(CHECK))
    assert "No threshold, as in most ballots. Add a threshold (optional)" in text
    assert "held against" not in ines.get(f"{DESK}preview/").content.decode()
    assert ines.post(PAGE, {"rows": "1", "whole_1": "100"})["Location"] == CHECK
    assert (kept(), Entry.objects.filter(action="ballot.thresholds_set").count()) == ([], 0)


def test_two_thresholds_are_added_one_after_the_other(ines: Client) -> None:
    assert ines.post(PAGE, {**HALF, "stay": "1"})["Location"] == PAGE
    assert 'value="A quorum of half"' in ines.get(PAGE).content.decode()
    assert ines.post(PAGE, {**HALF, **TWO_THIRDS, "rows": "2"})["Location"] == CHECK
    assert kept() == [
        ("A quorum of half", "turnout", None, 50, 100, "Branch rule 12.", None, None),
        ("Two thirds", "share", 1, 2, 3, "", date(2022, 1, 1), date(2022, 12, 31)),
    ]
    text = text_of(ines.get(CHECK))
    assert "A quorum of half At least 50% of the members on the roll vote. Branch rule 12." in text
    assert "Two thirds At least 2/3 of the votes are for the leading option." in text
    assert "<dt>Two thirds</dt>" in ines.get(f"{DESK}preview/").content.decode()


def test_one_is_taken_away_by_a_tick_and_one_by_emptying_it(ines: Client) -> None:
    ines.post(PAGE, {**HALF, **TWO_THIRDS, "rows": "2"})
    ines.post(PAGE, {**HALF, **TWO_THIRDS, "rows": "3", "remove_1": "on", "whole_3": "100"})
    assert [row[0] for row in kept()] == ["Two thirds"]
    ines.post(PAGE, {"rows": "2", "label_1": "", "whole_1": "100", "whole_2": "100"})
    assert kept() == []


def test_the_same_again_writes_nothing(ines: Client) -> None:
    ines.post(PAGE, HALF)
    before = Threshold.objects.get().pk
    ines.post(PAGE, HALF)
    assert Threshold.objects.get().pk == before
    assert Entry.objects.filter(action="ballot.thresholds_set").count() == 1


def test_the_colleague_agrees_to_it_and_members_read_it(sign_in: SignIn, ines: Client, scene: Scene) -> None:
    ines.post(PAGE, HALF)
    ines.post(f"{DESK}freeze/propose/")
    assert "A quorum of half" in text_of(sign_in(scene.bram).get(f"{DESK}freeze/approve/"))
    Ballot.objects.update(state="open", public_key=b"k", frozen_at=scene.at)
    text = text_of(Client().get("/ballots/njc-pay-claim-2022/"))
    assert "What the result is held against A quorum of half At least 50% of the members" in text
    welsh = text_of(Client().get("/cy/ballots/njc-pay-claim-2022/"))
    assert "O leiaf 50% o’r aelodau ar y gofrestr yn pleidleisio." in welsh


def test_a_mistake_is_told_and_nothing_is_lost(ines: Client) -> None:
    for field, value, says in [
        ("label_1", "", "Threshold 1: write what members call it."),
        ("of_1", "", "Threshold 1: choose what it is taken of."),
        ("of_1", "share:7", "Threshold 1: choose one of the lines."),
        ("part_1", "", "Threshold 1: enter how many are needed."),
        ("part_1", "half", "Threshold 1: enter a whole number, such as 50, for “At least”."),
        ("part_1", "0", "Threshold 1: enter a number above nought for “At least”."),
        ("part_1", "101", "“A quorum of half” has to be a fraction above nought and up to one."),
        ("whole_1", "", "Threshold 1: enter out of how many."),
        ("whole_1", "99999999999", "Threshold 1: enter a smaller number for “Out of every”."),
        ("note_1", "x" * 301, "Threshold 1: keep the note to 300 characters."),
        ("from_1", "soon", "Enter a day such as 25/03/2026, or leave the field empty."),
        ("rows", "many", "Enter a whole number."),
    ]:
        page = ines.post(PAGE, {**HALF, "note_1": "Rule 12.", field: value})
        assert (page.status_code, says in text_of(page), kept()) == (422, True, []), field
        assert ('value="A quorum of half"' in page.content.decode()) == (field != "label_1"), field


def test_days_in_the_wrong_order_and_two_of_one_name(ines: Client) -> None:
    page = ines.post(PAGE, {**HALF, "from_1": "2022-02-01", "until_1": "2022-01-01"})
    assert "Threshold 1: choose a last day after the first." in text_of(page)
    page = ines.post(PAGE, {**HALF, **TWO_THIRDS, "rows": "2", "label_2": "A quorum of half"})
    says = "Two thresholds are called “A quorum of half”: give each its own name."
    assert (page.status_code, says in text_of(page), kept()) == (422, True, [])


def test_what_a_threshold_is_taken_of_follows_from_the_questions(ines: Client, scene: Scene) -> None:
    said = {"by": scene.ines, "at": scene.at}
    set_question(scene.ballot, number=1, text="Accept?", kind=Question.Kind.ACCEPT_REJECT, **said)  # type: ignore[arg-type]
    page = text_of(ines.get(PAGE))
    assert "Votes for “Accept”, of all votes counted" in page
    ranked = [scenes.Choice("Pay"), scenes.Choice("Hours")]
    set_question(scene.ballot, number=2, text="Order?", kind=Question.Kind.RANKED, options=ranked, **said)  # type: ignore[arg-type]
    page = text_of(ines.get(PAGE))
    assert ("for “Accept” in question 1" in page, "question 2" in page) == (True, False)
    set_question(scene.ballot, number=2, text="A demonstration?", kind=Question.Kind.YES_NO, **said)  # type: ignore[arg-type]
    bar = Threshold(label="x", basis="share", question=2, numerator=2, denominator=3)
    set_thresholds(scene.ballot, [bar], **said)  # type: ignore[arg-type]
    sentence = "At least 2/3 of the votes on question 2 are for “Yes”."
    assert sentence in text_of(ines.get("/desk/ballots/njc-pay-claim-2022/check/"))


def test_a_ballot_two_people_have_agreed_on_keeps_its_thresholds(ines: Client, scene: Scene) -> None:
    scenes.agreed(scene, scenes.Act.FREEZE)
    page = ines.post(PAGE, HALF)
    assert (page.status_code, "Two people have fixed this ballot" in text_of(page)) == (422, True)
    with pytest.raises(errors.NotYours):
        setting_up.hold_against(
            scene.ballot, [Threshold(label="x", basis="turnout", numerator=1, denominator=2)],
            by=scene.orla, at=scene.at,
        )  # fmt: skip


def test_two_of_one_name_are_refused_wherever_they_come_from(scene: Scene) -> None:
    twice = [Threshold(label="x", basis="turnout", numerator=1, denominator=2) for _ in range(2)]
    with pytest.raises(errors.FormIncomplete):
        set_thresholds(scene.ballot, twice, by=scene.ines, at=scene.at)


@pytest.mark.parametrize(("fraction", "words"), [((50, 100), "50%"), ((1, 3), "1/3"), ((1, 1), "100%")])
def test_a_fraction_in_words(fraction: tuple[int, int], words: str) -> None:
    assert needed(*fraction) == words
