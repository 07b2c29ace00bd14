"""Ballots at the desk: Ines and Bram of Northside run theirs together; Orla of Harbour sees nothing of it."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballots import due
from ballots.approving import pending, propose
from ballots.models import Act, Ballot, State
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from union.accounts.models import User

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/"


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def draft(at: datetime) -> Scene:
    return scenes.drafted(at)


def state(scene: Scene) -> str:
    scene.ballot.refresh_from_db()
    return scene.ballot.state


def answer(client: Client, act: str, verb: str) -> object:
    """Press a button of the ballot's page."""
    page = client.get(PAGE).content.decode()
    shown = re.search(r'name="approval" value="(\d+)"', page)
    return client.post(f"{PAGE}{act}/{verb}/", {"approval": shown.group(1)} if shown else {})


def form_of(scene: Scene, **changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "title": "Pay claim, second round",
        "branch": str(scene.branch.pk),
        "introduction": "Tell us.",
        "question": "Which claim?",
        "pay_scale": str(scene.ballot.pay_scale_id),
        "a_label": "A: RPI plus 2%",
        "index": "7.8",
        "margin": "2",
        "b_label": "B: a flat £2,000",
        "flat": "2000",
        "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=14)).isoformat(),
    } | changes


# --- the list


def test_an_officer_sees_the_ballots_of_the_branch(sign_in: SignIn, draft: Scene) -> None:
    text = text_of(sign_in(draft.ines).get("/desk/ballots/"))
    assert "NJC pay claim 2022" in text
    assert "Draft" in text


def test_an_officer_of_another_branch_sees_none_of_them(sign_in: SignIn, draft: Scene) -> None:
    assert "NJC pay claim 2022" not in text_of(sign_in(draft.orla).get("/desk/ballots/"))


def test_the_front_of_the_desk_leads_to_the_ballots(sign_in: SignIn, draft: Scene) -> None:
    assert 'href="/desk/ballots/"' in sign_in(draft.ines).get("/desk/").content.decode()


@pytest.mark.parametrize("address", ["/desk/ballots/", "/desk/ballots/new/", PAGE, f"{PAGE}change/"])
def test_anonymous_people_are_sent_to_the_login(client: Client, draft: Scene, address: str) -> None:
    page = client.get(address)
    assert (page.status_code, page["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("address", ["/desk/ballots/", "/desk/ballots/new/", PAGE, f"{PAGE}change/"])
def test_somebody_without_a_role_finds_nothing(sign_in: SignIn, draft: Scene, address: str) -> None:
    member = User.objects.create_user("rowan.ashby@example.org")
    assert sign_in(member).get(address).status_code == 404


@pytest.mark.parametrize("address", ["", "change/", "freeze/propose/", "freeze/approve/", "freeze/withdraw/"])
def test_a_ballot_of_another_branch_is_not_there(sign_in: SignIn, draft: Scene, address: str) -> None:
    orla = sign_in(draft.orla)
    verb = orla.post if "freeze" in address else orla.get
    assert verb(PAGE + address).status_code == 404


@pytest.mark.parametrize(("address", "method"), [
    ("/desk/ballots/", "post"),
    (PAGE, "post"),
    ("/desk/ballots/new/", "put"),
    (f"{PAGE}change/", "put"),
    (f"{PAGE}freeze/propose/", "get"),
    (f"{PAGE}freeze/approve/", "get"),
    (f"{PAGE}freeze/withdraw/", "get"),
])  # fmt: skip
def test_other_methods_are_refused(sign_in: SignIn, draft: Scene, address: str, method: str) -> None:
    assert getattr(sign_in(draft.ines), method)(address).status_code == 405


# --- drawing up


def test_ines_draws_up_a_ballot_in_one_form(sign_in: SignIn, draft: Scene) -> None:
    page = sign_in(draft.ines).post("/desk/ballots/new/", form_of(draft))
    assert (page.status_code, page["Location"]) == (302, "/desk/ballots/pay-claim-second-round/")
    ballot = Ballot.objects.get(slug="pay-claim-second-round")
    assert (ballot.state, ballot.branch, ballot.created_by) == (State.DRAFT, draft.branch, draft.ines)
    question = ballot.questions.get()
    assert [option.label for option in question.options.all()] == [
        "A: RPI plus 2%",
        "B: a flat £2,000",
        "Abstain",
    ]
    assert timezone.localtime(ballot.opens_at).hour == 9
    assert timezone.localtime(ballot.closes_at).hour == 17


def test_the_form_comes_filled_in(sign_in: SignIn, draft: Scene) -> None:
    page = sign_in(draft.ines).get("/desk/ballots/new/").content.decode()
    assert 'value="A: RPI plus 2%"' in page
    assert 'value="2000"' in page


def test_two_ballots_of_one_title_get_two_addresses(sign_in: SignIn, draft: Scene) -> None:
    ines = sign_in(draft.ines)
    places = [ines.post("/desk/ballots/new/", form_of(draft, title="New"))["Location"] for _ in range(2)]
    assert places == ["/desk/ballots/new-2/", "/desk/ballots/new-3/"]


@pytest.mark.parametrize(("field", "value", "says"), [
    ("title", "", "Enter a title."),
    ("flat", "two thousand", "Enter a number such as 7.8."),
    ("closes_on", "2001-01-01", "Choose a closing day that is not before the opening day."),
    ("opens_on", "soon", "Enter a date such as 25/03/2022."),
    ("b_label", "A: RPI plus 2%", "A question needs at least two choices with different names"),
])  # fmt: skip
def test_a_form_with_a_mistake_says_so_and_keeps_the_rest(
    sign_in: SignIn, draft: Scene, field: str, value: str, says: str
) -> None:
    page = sign_in(draft.ines).post("/desk/ballots/new/", form_of(draft, **{field: value}))
    assert page.status_code == 422
    assert says in text_of(page)
    assert "Which claim?" in page.content.decode()
    assert Ballot.objects.count() == 1


def test_an_officer_cannot_draw_up_a_ballot_of_another_branch(sign_in: SignIn, draft: Scene) -> None:
    page = sign_in(draft.orla).post("/desk/ballots/new/", form_of(draft))
    assert page.status_code == 422
    assert Ballot.objects.count() == 1


def test_a_draft_can_be_changed_until_it_is_fixed(sign_in: SignIn, draft: Scene) -> None:
    ines = sign_in(draft.ines)
    assert 'value="NJC pay claim 2022"' in ines.get(f"{PAGE}change/").content.decode()
    ines.post(f"{PAGE}change/", form_of(draft, title="NJC claim", flat="2100"))
    draft.ballot.refresh_from_db()
    assert draft.ballot.title == "NJC claim"
    assert [option.claim().flat for option in draft.ballot.questions.get().options.all()[1:2]] == [2100]
    scenes.agreed(draft, Act.FREEZE)
    due.freeze_approved(at=draft.at)
    assert ines.get(f"{PAGE}change/").status_code == 404


# --- the acts of two people


def test_two_officers_fix_a_ballot(sign_in: SignIn, draft: Scene) -> None:
    ines, bram = sign_in(draft.ines), sign_in(draft.bram)
    assert "Propose to fix the ballot" in text_of(ines.get(PAGE))
    ines.post(f"{PAGE}freeze/propose/")
    assert "you cannot approve your own proposal" in text_of(ines.get(PAGE))
    assert "Ines Okafor proposed this" in text_of(bram.get(PAGE))
    answer(bram, "freeze", "approve")
    waiting = bram.get(PAGE)
    assert waiting["Refresh"] == "5"
    assert "It takes effect within half a minute" in text_of(waiting)
    due.pass_once(at=draft.at)
    assert state(draft) == State.OPEN


def test_nobody_approves_their_own_proposal(sign_in: SignIn, draft: Scene) -> None:
    ines = sign_in(draft.ines)
    ines.post(f"{PAGE}freeze/propose/")
    page = answer(ines, "freeze", "approve")
    assert page.status_code == 409  # type: ignore[attr-defined]
    assert "Two people are needed" in text_of(page)
    due.pass_once(at=draft.at)
    assert state(draft) == State.DRAFT


def test_a_proposal_can_be_taken_back_or_turned_down(sign_in: SignIn, draft: Scene) -> None:
    for who in (draft.ines, draft.bram):
        propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
        answer(sign_in(who), "freeze", "withdraw")
        assert pending(draft.ballot, Act.FREEZE) is None


def test_a_proposal_that_was_replaced_meanwhile_is_not_approved_unread(sign_in: SignIn, draft: Scene) -> None:
    old = propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    answer(sign_in(draft.ines), "freeze", "withdraw")
    propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    page = sign_in(draft.bram).post(f"{PAGE}freeze/approve/", {"approval": str(old.pk)})
    assert page.status_code == 409


def test_a_draft_changed_after_the_proposal_has_to_be_proposed_again(sign_in: SignIn, draft: Scene) -> None:
    ines = sign_in(draft.ines)
    ines.post(f"{PAGE}freeze/propose/")
    ines.post(f"{PAGE}change/", form_of(draft, title="NJC pay claim 2022", flat="2500"))
    page = answer(sign_in(draft.bram), "freeze", "approve")
    assert page.status_code == 409  # type: ignore[attr-defined]
    assert "changed since it was proposed" in text_of(page)


@pytest.mark.parametrize("act", ["early_close", "publication"])
def test_an_act_at_the_wrong_moment_is_refused(sign_in: SignIn, draft: Scene, act: str) -> None:
    page = sign_in(draft.ines).post(f"{PAGE}{act}/propose/")
    assert page.status_code == 409
    assert "not possible while the ballot is in its present state" in text_of(page)


def test_an_act_that_does_not_exist_is_not_there(sign_in: SignIn, draft: Scene) -> None:
    assert sign_in(draft.ines).post(f"{PAGE}shred/propose/").status_code == 404


def test_two_officers_close_early_and_publish(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.voted(at)
    ines, bram = sign_in(scene.ines), sign_in(scene.bram)
    ines.post(f"{PAGE}early_close/propose/")
    answer(bram, "early_close", "approve")
    due.pass_once(at=at)
    assert state(scene) == State.COUNTED
    bram.post(f"{PAGE}publication/propose/")
    answer(ines, "publication", "approve")
    due.pass_once(at=at)
    assert state(scene) == State.PUBLISHED
    assert "The result is published" in text_of(ines.get(PAGE))


def test_nobody_at_the_desk_sees_a_count_before_publication(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.voted(at, members=60, a=23, b=17, abstain=0)
    ines = sign_in(scene.ines)
    for step in (lambda: None, lambda: scenes.close(scene), lambda: scenes.count(scene)):
        step()
        text = text_of(ines.get(PAGE)) + text_of(ines.get("/desk/ballots/"))
        assert not re.search(r"\b(23|17)\b", text.replace(f"{at:%H:%M}", ""))
        assert not re.search(r"57\.5|42\.5", text)


def test_turnout_is_rough_and_names_nobody(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.voted(at)
    text = text_of(sign_in(scene.ines).get(PAGE))
    assert "20 of 40 members have voted" in text
    assert "Rowan" not in text


def test_few_votes_are_not_counted_out(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.voted(at, a=5, b=4, abstain=0)
    assert "Under 10 of 40 members have voted" in text_of(sign_in(scene.ines).get(PAGE))


def test_a_draft_lists_who_cannot_be_reached(sign_in: SignIn, draft: Scene) -> None:
    text = text_of(sign_in(draft.ines).get(PAGE))
    assert "Members without an e-mail address" in text
    assert "NW-001-0039" in text


def test_the_desk_asks_the_database_as_often_for_three_ballots_as_for_one(
    sign_in: SignIn, draft: Scene, django_assert_max_num_queries: object
) -> None:
    ines = sign_in(draft.ines)
    ines.get("/desk/ballots/")
    for _ in range(2):
        ines.post("/desk/ballots/new/", form_of(draft))
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        ines.get("/desk/ballots/")
