"""The form for papers with several answers: Ines writes piles by the numbers of their options."""

from datetime import datetime

import pytest
from django.utils import timezone

from ballots import marking
from ballots.closing import close_ballot
from ballots.desk.return_forms import PILES, OptionsForm, PilesForm, return_form
from ballots.drafting import Choice, set_question
from ballots.freezing import freeze_ballot
from ballots.models import Act, KeyedReturn, Method
from ballots.opening import open_ballot, schedule_ballot
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.conftest import SignIn
from tests.once import told_once

pytestmark = pytest.mark.django_db
FORM = "/desk/ballots/njc-pay-claim-2022/returns/1/paper/"
PRIORITIES = [Choice("Pay"), Choice("Hours"), Choice("Leave, 50% of it")]


@told_once
def scene() -> Scene:
    """Closed, with a question to tick, one to rank, and four papers given out."""
    at = timezone.now()
    scene = scenes.drafted(at)
    draft: dict[str, object] = {"options": PRIORITIES, "by": scene.ines, "at": at}
    set_question(scene.ballot, number=2, text="Help?", kind="approval", most=2, **draft)  # type: ignore[arg-type]
    set_question(scene.ballot, number=3, text="First?", kind="ranked", **draft)  # type: ignore[arg-type]
    scenes.agreed(scene, Act.FREEZE)
    assert freeze_ballot(scene.ballot, at=at)
    assert schedule_ballot(scene.ballot, at=at)
    assert open_ballot(scene.ballot, at=at)
    for place in range(1, 5):
        marking.mark(scene.ballot, number=f"NW-001-000{place}", method=Method.PAPER, by=scene.ines, at=at)
    scene.ballot.refresh_from_db()
    assert close_ballot(scene.ballot, at=scene.ballot.closes_at)
    scene.ballot.refresh_from_db()
    return scene


def typed(**fields: str) -> dict[str, str]:
    """One pile of two papers, unless `fields` say otherwise."""
    pile = {"pile_1_1": "1", "pile_1_2": "3, 1", "pile_1_3": "3 > 1", "pile_1": "2"}
    return pile | {"spoilt": "0", "remark": ""} | fields


def test_ticks_are_put_in_order_and_rankings_keep_theirs(sign_in: SignIn, scene: Scene) -> None:
    answer = sign_in(scene.ines).post(FORM, typed(pile_3_1="2", pile_3_2="4", pile_3_3="4", pile_3="1"))
    assert answer.status_code == 302
    assert KeyedReturn.objects.get().piles == [
        {"answers": {"1": [1], "2": [1, 3], "3": [3, 1]}, "papers": 2},
        {"answers": {"1": [2], "2": [4], "3": [4]}, "papers": 1},
    ]
    page = sign_in(scene.ines).get(FORM).content.decode()
    assert 'name="pile_1_3" value="3 1"' in page


def test_bad_piles_get_one_sentence_and_are_kept(
    subtests: pytest.Subtests, scene: Scene, sign_in: SignIn
) -> None:
    ines = sign_in(scene.ines)
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({"pile_1_2": ""}, ["Write the choices of pile 1 for every question."]),
        ({"pile_1": ""}, ["Enter how many papers pile 1 has, or empty its choices."]),
        ({"pile_1": "x"}, ["Enter a whole number for “Pile 1: papers”, such as 14."]),
        ({"pile_1": "-1"}, ["Enter 0 or more for “Pile 1: papers”."]),
        ({"pile_2": "1"}, ["Write the choices of pile 2 for every question."]),
        ({"pile_1": "5"}, ["There are 5 papers here, but a mark for 4 members: count them again."]),
        ({"pile_1_2": "1 2 3"}, ["Answer each question in the way it asks, or choose to abstain."]),
        ({"pile_1_2": "9"}, ["Answer each question in the way it asks, or choose to abstain."]),
        ({"pile_1_2": "none"}, ["Answer each question in the way it asks, or choose to abstain."]),
        ({"pile_1_3": "1 1"}, ["Answer each question in the way it asks, or choose to abstain."]),
    ]
    for fields, sentences in cases:
        with subtests.test(fields=fields, sentences=sentences):
            answer = ines.post(FORM, typed(remark="rain", **fields))
            page = answer.content.decode()
            form = answer.context["form"]
            told = [str(error) for errors in form.errors.values() for error in errors]
            assert (answer.status_code, told, 'value="rain"' in page) == (422, sentences, True)
            assert not KeyedReturn.objects.exists()


def test_the_form_fits_the_questions(scene: Scene, sign_in: SignIn) -> None:
    form = return_form(None, ballot=scene.ballot, mine=None)
    assert isinstance(form, PilesForm)
    assert [name for name in form.fields if name.startswith(f"pile_{PILES}")] == [
        f"pile_{PILES}_1", f"pile_{PILES}_2", f"pile_{PILES}_3", f"pile_{PILES}",
    ]  # fmt: skip


def test_more_lines_are_added_and_nothing_typed_is_lost(sign_in: SignIn, scene: Scene) -> None:
    ines = sign_in(scene.ines)
    half = typed(pile_1_3="", pile_12="1", remark="rain", spoilt="x")
    longer = ines.post(FORM, half | {"more": "lines"})
    page = longer.content.decode()
    assert (longer.status_code, "There is a problem" in page) == (200, False)
    assert ['name="pile_24"' in page, 'name="pile_25"' in page] == [True, False]
    assert [word in page for word in ('value="3, 1"', 'value="rain"', 'value="x"')] == [True] * 3
    assert not KeyedReturn.objects.exists()
    last = {"pile_24_1": "2", "pile_24_2": "4", "pile_24_3": "4", "pile_24": "1"}
    assert ines.post(FORM, typed(**last)).status_code == 302
    assert [pile["papers"] for pile in KeyedReturn.objects.get().piles] == [2, 1]


def test_there_are_lines_for_ninety_piles_and_then_a_sentence(sign_in: SignIn, scene: Scene) -> None:
    page = sign_in(scene.ines).post(FORM, {"pile_90": "", "more": "lines"}).content.decode()
    assert ['name="pile_90"' in page, 'name="pile_91"' in page] == [True, False]
    assert "A return has at most 90 piles. Do you have more? Tell the ballot office" in page
    assert 'name="more"' not in page


def test_a_label_with_a_per_cent_sign_breaks_no_sentence() -> None:
    at: datetime = timezone.now()
    scene = scenes.drafted(at, members=3)
    set_question(scene.ballot, number=1, text="Which?", options=PRIORITIES, by=scene.ines, at=at)
    data = {"option_1": "0", "option_2": "0", "option_3": "-1", "option_4": "0", "spoilt": "0"}
    form = return_form(data, ballot=scene.ballot, mine=None)
    assert isinstance(form, OptionsForm)
    assert form.errors == {"option_3": ["Enter 0 or more for “Leave, 50% of it”."]}
