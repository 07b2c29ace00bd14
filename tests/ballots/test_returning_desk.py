"""The pages on which Ines and Bram key what they counted, and what the result says of it."""

from datetime import datetime

import pytest
from django.template.loader import render_to_string
from django.test import Client

from ballots import marking
from ballots.chasing import CHASE, chase_returns
from ballots.closing import close_ballot
from ballots.models import Ballot, KeyedReturn, Method, State
from ballots.panels import panel_context
from ballots.verify import describe, verify
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.ballots.test_returning import key
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.mail.models import Message
from union.members.models import Branch

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


def test_ines_and_bram_key_the_return_at_the_desk(sign_in: SignIn, scene: Scene) -> None:
    figures = {"option_1": "2", "option_2": "1", "option_3": "0", "spoilt": "1", "remark": ""}
    ines, bram = sign_in(scene.ines), sign_in(scene.bram)
    assert "<strong>1 of 1</strong> return missing." in ines.get(PAGE).content.decode()
    saved = ines.post(FORM, figures, follow=True).content.decode()
    assert "A second officer now keys the same return without seeing your figures, and gets" in saved
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
    assert "<td>A: RPI plus 2%: 1<br>B: a flat £2,000 on each pay point: 2<br>Abstain: 0</td>" in page
    assert "The figures differ" in bram.get(PAGE).content.decode()


def test_each_officer_is_told_what_saving_came_to(sign_in: SignIn, scene: Scene) -> None:
    """Bram differs, then agrees; a slip of Ines' then takes the return out, of which she was warned."""
    figures = {"option_1": "2", "option_2": "1", "option_3": "0", "spoilt": "1", "remark": ""}
    ines, bram = sign_in(scene.ines), sign_in(scene.bram)
    ines.post(FORM, figures)
    own = text_of(ines.get(PAGE))
    assert "You have keyed it; a second officer is needed." in own
    assert ("its regional office keys it too" in own, "Correct your figures" in own) == (True, True)
    differs = bram.post(FORM, {**figures, "option_2": "0"}, follow=True).content.decode()
    assert "Saved, but the figures differ from a colleague’s." in differs
    bram.post(FORM, figures)
    assert "This return is complete. If you change it" in text_of(ines.get(FORM))
    slip = ines.post(FORM, {**figures, "option_1": "1"}, follow=True).content.decode()
    assert "Saved, and the return is no longer complete" in slip


def test_papers_of_small_branches_counted_together_go_to_the_regional_office(
    sign_in: SignIn, scene: Scene
) -> None:
    """Ines cannot key for another branch: she reads where her papers go, and the office is asked for them."""
    elsewhere = Branch.objects.create(code="NW-009", name="Moor", region=scene.branch.region)
    scene.ballot.units.get().branches.add(elsewhere)
    ines = sign_in(scene.ines)
    for page in (PAGE, PAGE.replace("returns", "marks")):
        text = text_of(ines.get(page))
        assert ("to your regional office" in text or "Two people of your regional office" in text) is True
        assert "Key the figures" not in text
    rhea, huw = (User.objects.create_user(f"{name}@example.org", name=name) for name in ("rhea", "huw"))
    for user in (rhea, huw):
        Role.objects.create(user=user, kind=Role.Kind.REGIONAL_OFFICE, region=scene.branch.region)
    assert "Key the figures" in text_of(sign_in(rhea).get(PAGE))
    assert chase_returns(scene.ballot, by=rhea, at=scene.at) == 1
    assert list(Message.objects.filter(kind=CHASE).values_list("recipient", flat=True)) == [huw.email]


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        ({"option_1": "x"}, "Enter a whole number for “A: RPI plus 2%”, such as 14."),
        (
            {"option_2": ""},
            "Enter a number for “B: a flat £2,000 on each pay point”; 0 if there were none.",
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
        "15 votes were counted. No paper was rejected. "
        "Of these on paper or at meetings, counted by hand: 3. Spoilt papers, which were not counted: 1."
    ) in text
    report = verify(b"".join(client.get("/ballots/njc-pay-claim-2022/bundle.zip").streaming_content))
    assert "12 papers on the board, 0 of them rejected.\n15 votes, 3 of them by hand.\n" in describe(report)
    panel = render_to_string("ballots/_panel.html", panel_context(scene.ballot, at=scene.at))
    assert "Turnout 37.5%: 15 of 40 members." in panel
