"""Ballots at the desk: Ines and Bram of Northside run theirs together; Orla of Harbour sees nothing of it."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from ballots import due
from ballots.approving import pending, propose
from ballots.drafting import revise_ballot
from ballots.models import Act, Ballot, State
from tests.ballots import scenes
from tests.ballots.factories import WHY_EARLY
from tests.ballots.scenes import Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.members.models import Branch

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/"


@told_once
def voted(at: datetime) -> Scene:
    return scenes.voted(at)


@told_once
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


# --- the list


def test_an_officer_sees_the_ballots_of_the_branch(sign_in: SignIn, draft: Scene) -> None:
    text = text_of(sign_in(draft.ines).get("/desk/ballots/"))
    assert "NJC pay claim 2022" in text
    assert "Draft" in text


def test_an_officer_of_another_branch_sees_none_of_them(sign_in: SignIn, draft: Scene) -> None:
    assert "NJC pay claim 2022" not in text_of(sign_in(draft.orla).get("/desk/ballots/"))


def sixty_more(scene: Scene, *, after: int = 0) -> None:
    """Of other branches of the region, each named, one called off; they close one day after another."""
    region = scene.branch.region
    for n in range(after, after + 60):
        branch = Branch.objects.create(code=f"NW-9{n:02}", name=f"Quayside {n}", region=region)
        Ballot.objects.create(
            title=f"Pay offer {n}",
            slug=f"offer-{n}",
            branch=branch,
            state=State.VOID if n == 7 else State.DRAFT,
            opens_at=scene.at - timedelta(days=100 + n),
            closes_at=scene.at - timedelta(days=90 + n),
            created_by=scene.ines,
        )


def test_rhea_of_the_region_finds_one_of_sixty_ballots(
    sign_in: SignIn, draft: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rhea = User.objects.create_user("rhea@example.org", name="Rhea Lomax")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=draft.branch.region)
    client = sign_in(rhea)
    few = text_of(client.get("/desk/ballots/"))
    sixty_more(draft)
    with CaptureQueriesContext(connection) as asked:
        first = text_of(client.get("/desk/ballots/"))
    statements = len(asked)
    assert ("A word of the title" in few, "1 to 50 of 61 ballots." in first) == (False, True)
    last = text_of(client.get("/desk/ballots/?page=2"))
    assert ("51 to 61 of 61 ballots." in last, "Pay offer 59 " in last, "Pay offer 0 " in last) == (
        *(True, True, False),
    )
    found = text_of(client.get("/desk/ballots/?q=quayside+41&state=draft"))
    assert ("1 to 1 of 1 ballot." in found, "Pay offer 41 " in found) == (True, True)
    assert "Pay offer 7 " in text_of(client.get("/desk/ballots/?state=void&page=9"))
    assert "No ballot of yours is like this." in text_of(client.get("/desk/ballots/?q=harbour+void"))
    sixty_more(draft, after=60)
    with django_assert_num_queries(statements):
        client.get("/desk/ballots/")


def test_what_waits_for_a_second_person_comes_before_later_ballots(sign_in: SignIn, draft: Scene) -> None:
    rhea = User.objects.create_user("rhea@example.org", name="Rhea Lomax")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=draft.branch.region)
    sixty_more(draft)
    Ballot.objects.filter(slug="offer-3").update(closes_at=draft.ballot.closes_at + timedelta(days=9))
    before = text_of(sign_in(rhea).get("/desk/ballots/"))
    assert before.index("Pay offer 3 ") < before.index("NJC pay claim 2022")
    propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    shown = text_of(sign_in(rhea).get("/desk/ballots/"))
    assert shown.index("NJC pay claim 2022") < shown.index("Pay offer 3 ")


def test_the_front_of_the_desk_leads_to_the_ballots(sign_in: SignIn, draft: Scene) -> None:
    assert 'href="/desk/ballots/"' in sign_in(draft.ines).get("/desk/").content.decode()


# --- the acts of two people


def test_two_officers_fix_a_ballot(sign_in: SignIn, draft: Scene) -> None:
    ines, bram = sign_in(draft.ines), sign_in(draft.bram)
    assert "Next: finish the draft and ask a colleague" in text_of(ines.get(PAGE))
    ines.post(f"{PAGE}freeze/propose/")
    assert "you cannot approve your own proposal" in text_of(ines.get(PAGE))
    assert "Ines Okafor proposed this" in text_of(bram.get(PAGE))
    answer(bram, "freeze", "approve")
    waiting = bram.get(PAGE)
    assert waiting["Refresh"] == "5"
    assert "It takes effect within half a minute" in text_of(waiting)
    titles = [waiting.content.decode()]
    due.pass_once(at=draft.at)
    titles.append(bram.get(PAGE).content.decode())  # what a page that looks again by itself says first
    assert ["<title>Draft: NJC" in titles[0], "<title>Open: NJC" in titles[1]] == [True, True]
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
    asked = propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    revise_ballot(draft.ballot, title="Another title", by=draft.ines, at=draft.at)
    bram = sign_in(draft.bram)
    shown = bram.get(f"{PAGE}freeze/approve/")
    assert "The draft was changed after Ines Okafor asked." in text_of(shown)
    assert "Agree to fix the ballot" not in text_of(shown)
    page = bram.post(f"{PAGE}freeze/approve/", {"approval": str(asked.pk)})
    assert page.status_code == 409
    assert "changed since it was proposed" in text_of(page)


@pytest.mark.parametrize("act", ["early_close", "publication"])
def test_an_act_at_the_wrong_moment_is_refused(sign_in: SignIn, draft: Scene, act: str) -> None:
    page = sign_in(draft.ines).post(f"{PAGE}{act}/propose/")
    assert page.status_code == 409
    assert "not possible while the ballot is in its present state" in text_of(page)


def test_an_act_that_does_not_exist_is_not_there(sign_in: SignIn, draft: Scene) -> None:
    assert sign_in(draft.ines).post(f"{PAGE}shred/propose/").status_code == 404


def test_two_officers_close_early_and_publish(sign_in: SignIn, at: datetime, voted: Scene) -> None:
    ines, bram = sign_in(voted.ines), sign_in(voted.bram)
    unsaid = ines.post(f"{PAGE}early_close/propose/")
    assert (unsaid.status_code, "Write the reason in a sentence" in text_of(unsaid)) == (422, True)
    ines.post(f"{PAGE}early_close/propose/", {"reason": WHY_EARLY})
    assert f"Reason: {WHY_EARLY}" in text_of(bram.get(PAGE))
    answer(bram, "early_close", "approve")
    due.pass_once(at=at)
    assert state(voted) == State.COUNTED
    bram.post(f"{PAGE}publication/propose/")
    answer(ines, "publication", "approve")
    due.pass_once(at=at)
    assert state(voted) == State.PUBLISHED
    assert "The result is published" in text_of(ines.get(PAGE))


def test_nobody_at_the_desk_sees_a_count_before_publication(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.voted(at, members=60, a=23, b=17, abstain=0)
    ines = sign_in(scene.ines)
    for step in (lambda: None, lambda: scenes.close(scene), lambda: scenes.count(scene)):
        step()
        text = text_of(ines.get(PAGE)) + text_of(ines.get("/desk/ballots/"))
        assert not re.search(r"\b(23|17)\b", text.replace(f"{at:%H:%M}", ""))
        assert not re.search(r"57\.5|42\.5", text)


def test_turnout_is_rough_and_names_nobody(sign_in: SignIn, voted: Scene) -> None:
    text = text_of(sign_in(voted.ines).get(PAGE))
    assert "20 of 40 members have voted" in text
    assert "Rowan" not in text


def test_few_votes_are_not_counted_out(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.voted(at, a=5, b=4, abstain=0)
    assert "Under 10 of 40 members have voted" in text_of(sign_in(scene.ines).get(PAGE))


def test_the_desk_asks_the_database_as_often_for_three_ballots_as_for_one(
    sign_in: SignIn, draft: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ines = sign_in(draft.ines)
    ines.get("/desk/")
    with django_assert_num_queries(9):
        ines.get("/desk/ballots/")
    for _ in range(2):
        ines.post("/desk/ballots/new/", {"pattern": "offer"})
    with django_assert_num_queries(9):
        assert text_of(ines.get("/desk/ballots/")).count("Draft") == 3


def test_the_list_says_what_waits_for_a_second_person(sign_in: SignIn, draft: Scene) -> None:
    asked = "Waiting for a second person:"
    assert asked not in text_of(sign_in(draft.bram).get("/desk/ballots/"))
    propose(draft.ballot, Act.FREEZE, by=draft.ines, at=draft.at)
    bram, ines = (text_of(sign_in(user).get("/desk/ballots/")) for user in (draft.bram, draft.ines))
    assert f"{asked} Ines Okafor asks to fix the ballot and its roll" in bram
    assert f"{asked} you asked to fix the ballot and its roll" in ines
    scenes.approve(draft.ballot.approvals.get(), by=draft.bram, at=draft.at)
    assert asked not in text_of(sign_in(draft.bram).get("/desk/ballots/"))
