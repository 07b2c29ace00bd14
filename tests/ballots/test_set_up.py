"""Ines of Northside, who has never done it before, sets a ballot up in five screens and asks Bram."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from ballots import errors, setting_up, starting
from ballots.drafting import give_up_draft
from ballots.models import Act, Ballot, RollEntry, StagedPaper, State
from ballots.naming import free_addresses
from ballots.patterns import PATTERNS
from ballots.trying_out import A_DAY, TEST_LETTER, send_test_letter
from tests.ballots import scenes
from tests.ballots.scenes import Scene
from tests.ballots.set_up_scenes import DRAFT, begun, the_draft, went_to, words
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.audit.models import Entry
from union.mail.models import Message
from union.mail.sending import send_due
from union.pay.models import PayPoint, PayScale
from union.slugs import free_slug

pytestmark = pytest.mark.django_db


@told_once
def north(at: datetime) -> Scene:
    """Northside with 40 members, one without an address; its one earlier ballot is a draft."""
    return scenes.drafted(at)


@pytest.fixture
def ines(sign_in: SignIn, north: Scene) -> Client:
    """Ines's browser, with a new draft from the first screen."""
    return begun(sign_in(north.ines))


# --- 1: choose


def test_the_first_screen_says_in_words_what_members_will_see(sign_in: SignIn, north: Scene) -> None:
    text = text_of(sign_in(north.ines).get("/desk/ballots/new/"))
    assert [pattern.name in text and pattern.in_words in text for pattern in PATTERNS.values()] == [True] * 3
    assert "Whose ballot is it?" not in text


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_every_ready_made_ballot_makes_a_whole_draft(north: Scene, pattern: Any) -> None:
    draft = starting.start_from_pattern(pattern, branch=north.branch, by=north.ines, at=north.at)
    question = draft.questions.get()
    labels = [option.label for option in question.options.all()]
    assert (draft.state, draft.kind, question.text) == (State.DRAFT, pattern.kind, pattern.question)
    assert question.kind == pattern.question_kind
    assert labels == [*(choice.label for choice in pattern.choices), "Abstain"]
    assert (draft.pay_scale is not None) == pattern.about_pay


@pytest.mark.parametrize(("slug", "said"), [("two-claims", True), ("offer", True), ("priorities", False)])
def test_without_a_pay_scale_on_the_site_the_words_say_that_members_see_no_figures(
    north: Scene, sign_in: SignIn, slug: str, said: bool
) -> None:
    missing = "no pay scale is on this site yet"
    assert missing not in text_of(begun(sign_in(north.ines)).get(f"{DRAFT}words/"))
    Ballot.objects.update(pay_scale=None)
    PayPoint.objects.all().delete()
    PayScale.objects.all().delete()
    draft = starting.start_from_pattern(PATTERNS[slug], branch=north.branch, by=north.ines, at=north.at)
    text = text_of(sign_in(north.ines).get(f"/desk/ballots/{draft.slug}/words/"))
    assert (missing in text, "Pay scale" in text) == (said, False)


def test_a_new_draft_opens_the_next_working_day_for_a_fortnight(noon: datetime) -> None:
    friday = noon + timedelta(days=3)
    opens_at, closes_at = starting.usual_dates(friday)
    assert f"{timezone.localtime(opens_at):%A %H:%M}" == "Monday 09:00"
    assert f"{timezone.localtime(closes_at):%A %H:%M}" == "Monday 17:00"
    assert (closes_at.date() - opens_at.date()).days == 14


def test_nothing_chosen_says_so(sign_in: SignIn, north: Scene) -> None:
    page = sign_in(north.ines).post("/desk/ballots/new/", {"pattern": ""})
    assert (page.status_code, "Choose what you want to ask." in text_of(page)) == (422, True)
    assert Ballot.objects.count() == 1


def test_two_drafts_of_one_title_get_two_addresses(ines: Client) -> None:
    answer = ines.post("/desk/ballots/new/", {"pattern": "two-claims"})
    assert answer["Location"] == f"{DRAFT[:-1]}-2/words/"


def test_no_ballot_stands_at_the_address_of_a_new_one(north: Scene) -> None:
    assert free_slug(Ballot, "New", **free_addresses()) == "new-2"
    assert free_slug(Ballot, "£££", **free_addresses()) == "ballot"


def test_the_regional_office_chooses_a_branch_first(sign_in: SignIn, north: Scene) -> None:
    rhea = User.objects.create_user("rhea@example.org", name="Rhea Lomax")
    Role.objects.create(user=rhea, kind=Role.Kind.REGIONAL_OFFICE, region=north.branch.region)
    client = sign_in(rhea)
    assert "Harbour Health" in text_of(client.get("/desk/ballots/new/"))
    client.post("/desk/ballots/new/", {"pattern": "offer", "branch": "NW-002"})
    assert [ballot.branch.code for ballot in Ballot.objects.filter(created_by=rhea)] == ["NW-002"]
    wrong = client.post("/desk/ballots/new/", {"pattern": "offer", "branch": "SW-009"})
    assert (wrong.status_code, "Choose one of your branches." in text_of(wrong)) == (422, True)


# --- 5: check and ask


def test_everything_stands_on_one_page_with_ways_back(ines: Client) -> None:
    page = ines.get(f"{DRAFT}check/")
    text, markup = text_of(page), page.content.decode()
    assert "Which pay claim should the union make?" in text
    assert "40 members, 1 without an e-mail address" in text
    assert "A letter goes to Bram Teller, who has to agree." in text
    for screen in ("words", "voters", "dates"):
        assert f'href="{DRAFT}{screen}/?from=check"' in markup
        assert (
            '<input type="hidden" name="from" value="check">'
            in ines.get(f"{DRAFT}{screen}/?from=check").content.decode()
        )
    assert went_to(ines.post(f"{DRAFT}voters/", {"from": "check"})) == (302, "check/")


def test_a_weekend_is_mentioned_and_not_refused(north: Scene, noon: datetime) -> None:
    saturday = noon + timedelta(days=4)
    Ballot.objects.update(opens_at=noon, closes_at=saturday)
    north.ballot.refresh_from_db()
    assert setting_up.at_weekend(north.ballot) == ["closes"]


def test_a_branch_with_one_officer_is_told_that_nobody_can_be_asked(ines: Client, north: Scene) -> None:
    north.bram.delete()
    said = "Nobody can be asked yet. The branch has no second officer and its region no ballot office: "
    assert f"{said}ask an administrator of this site" in text_of(ines.get(f"{DRAFT}check/"))


def test_whoever_asked_when_nobody_was_there_is_told_that_nobody_has_a_letter(
    ines: Client, north: Scene
) -> None:
    unheard = "Nobody has a letter about this: when you asked, there was nobody who may agree."
    ines.post(f"{DRAFT}freeze/propose/")
    text = text_of(ines.get(DRAFT))
    assert ("They have a letter with a link to this page" in text, unheard in text) == (True, False)
    ines.post(f"{DRAFT}freeze/withdraw/", {"approval": the_draft().approvals.get().pk})
    Role.objects.filter(user=north.bram).delete()
    ines.post(f"{DRAFT}freeze/propose/")
    text = text_of(ines.get(DRAFT))
    assert ("They have a letter with a link to this page" in text, unheard in text) == (False, True)


def test_asking_from_the_last_screen_waits_for_a_colleague(ines: Client, north: Scene) -> None:
    answer = ines.post(f"{DRAFT}freeze/propose/")
    assert went_to(answer) == (302, "")
    assert "Waiting for a second person" in text_of(ines.get(DRAFT))
    assert the_draft().approvals.get().act == Act.FREEZE


def test_an_opening_that_has_passed_is_pointed_out_to_both(
    ines: Client, north: Scene, sign_in: SignIn
) -> None:
    said = "voting begins as soon as a second person has agreed, and closes at its time all the same"
    assert said not in text_of(ines.get(f"{DRAFT}check/"))
    Ballot.objects.update(opens_at=timezone.now() - timedelta(hours=1))
    assert said in text_of(ines.get(f"{DRAFT}check/"))
    ines.post(f"{DRAFT}freeze/propose/")
    assert said in text_of(sign_in(north.bram).get(f"{DRAFT}freeze/approve/"))


def test_the_test_letter_is_the_invitation_and_leads_to_the_preview_only(ines: Client, north: Scene) -> None:
    assert went_to(ines.post(f"{DRAFT}test-mail/")) == (302, "check/?mail=sent")
    assert "on its way to officer@example.org" in text_of(ines.get(f"{DRAFT}check/?mail=sent"))
    send_due(at=timezone.now())
    [letter] = mail.outbox
    assert letter.to == ["officer@example.org"]
    assert letter.subject == "Test: You have a vote"
    assert f"http://testserver{DRAFT}preview/" in letter.body
    assert ("/vote/" in letter.body, "Dear Ines Okafor," in letter.body) == (False, True)
    assert f"Cymraeg: http://testserver{DRAFT}preview/\n" in letter.body
    [(html, _)] = letter.alternatives  # type: ignore[attr-defined]
    assert (f"{DRAFT}preview/" in html, "/vote/" in html) == (True, False)


def test_an_eleventh_test_letter_of_a_day_is_refused(ines: Client, north: Scene) -> None:
    for _ in range(A_DAY):
        send_test_letter(the_draft(), to=north.ines, at=timezone.now())
    page = ines.post(f"{DRAFT}test-mail/")
    assert (page.status_code, errors.TooManyTestLetters.sentence in text_of(page)) == (409, True)
    assert "A letter goes to Bram Teller, who has to agree." in text_of(page)
    assert Message.objects.filter(kind=TEST_LETTER).count() == A_DAY
    send_test_letter(the_draft(), to=north.ines, at=timezone.now() + timedelta(hours=25))
    assert Message.objects.filter(kind=TEST_LETTER).count() == A_DAY + 1


def test_a_test_letter_is_not_sent_once_the_draft_is_gone(ines: Client, north: Scene) -> None:
    send_test_letter(the_draft(), to=north.ines, at=timezone.now())
    give_up_draft(the_draft(), by=north.ines, at=timezone.now())
    send_due(at=timezone.now())
    assert mail.outbox == []


# --- preview


def test_the_preview_is_the_booth_and_records_nothing(ines: Client) -> None:
    page = ines.get(f"{DRAFT}preview/?point=1")
    text = page.content.decode()
    assert "Preview: nothing is recorded." in text
    assert "At your pay point: £1,797 more a year, 9.8%" in text
    empty = ines.post(f"{DRAFT}preview/?point=1", {})
    assert (empty.status_code, "Choose an answer to" in text_of(empty)) == (422, True)
    review = ines.post(f"{DRAFT}preview/?point=1", {"question_1": "2"})
    assert ("Check your vote" in text_of(review), "/vote/" in review.content.decode()) == (True, False)
    receipt = ines.post(f"{DRAFT}preview/?point=1", {"cast": "preview"})
    assert "Your vote is recorded" in text_of(receipt)
    assert "preview: no paper was made" in text_of(receipt)
    assert "Preview: nothing is recorded." in receipt.content.decode()
    assert ines.post(f"{DRAFT}preview/", {"change": "preview"}).status_code == 200
    own = ines.post(
        f"{DRAFT}preview/?point=1", {"question_1": "2", "hours": "18.5", "weeks": "", "figures": "show"}
    )
    assert "At your pay point and hours: £898 more a year, 9.8%" in text_of(own)
    assert re.search(r'value="2"[^>]* checked', own.content.decode())
    assert (StagedPaper.objects.count(), RollEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("point", ["999", "x", "", "99999999999999999999"])
def test_a_pay_point_that_does_not_exist_shows_the_paper_without_figures_of_ones_own(
    ines: Client, point: str
) -> None:
    assert ines.get(f"{DRAFT}preview/?point={point}").status_code == 200


# --- leaving, taking up again, giving up, using again


def test_a_draft_is_left_and_taken_up_again(ines: Client, north: Scene) -> None:
    ines.post(f"{DRAFT}words/", words(north, introduction="Say it again."))
    assert "Check and ask" in text_of(ines.get(DRAFT))
    assert "Say it again." in text_of(ines.get(f"{DRAFT}check/"))


def test_a_draft_is_deleted_after_a_question(ines: Client, north: Scene) -> None:
    assert "It cannot be brought back." in text_of(ines.get(f"{DRAFT}delete/"))
    assert went_to(ines.post(f"{DRAFT}delete/")) == (302, "/desk/ballots/")
    assert [ballot.pk for ballot in Ballot.objects.all()] == [north.ballot.pk]
    assert Entry.objects.filter(action="ballot.given_up").count() == 1


def test_a_draft_two_people_have_agreed_on_is_not_deleted(ines: Client, north: Scene) -> None:
    scenes.agreed(north, Act.FREEZE)
    page = ines.post("/desk/ballots/njc-pay-claim-2022/delete/")
    assert (page.status_code, Ballot.objects.count()) == (409, 2)


def test_an_earlier_ballot_is_used_again(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.opened(at)
    Ballot.objects.update(rules={"joined_before": "2022-02-15", "pay_points": [1, 43]})
    answer = sign_in(scene.ines).post("/desk/ballots/njc-pay-claim-2022/again/")
    assert answer["Location"] == "/desk/ballots/njc-pay-claim-2022-2/words/"
    draft = Ballot.objects.get(slug="njc-pay-claim-2022-2")
    assert (draft.state, draft.title, draft.rules) == (
        State.DRAFT,
        "NJC pay claim 2022",
        {"pay_points": [1, 43]},
    )
    assert draft.opens_at > at
    assert [(option.label, option.claim()) for option in draft.questions.get().options.all()] == [
        (option.label, option.claim()) for option in scene.ballot.questions.get().options.all()
    ]


@pytest.mark.parametrize(
    "screen", ["words", "voters", "dates", "thresholds", "check", "unreachable", "delete"]
)
def test_a_screen_of_a_fixed_ballot_leads_to_its_page_and_says_why(
    sign_in: SignIn, at: datetime, screen: str
) -> None:
    """Bram agreed while Ines was still changing it."""
    scene = scenes.scheduled(at)
    ballot, fixed = "/desk/ballots/njc-pay-claim-2022/", "This ballot is fixed and can no longer be changed."
    answer = sign_in(scene.ines).get(f"{ballot}{screen}/", follow=True)
    assert (answer.redirect_chain, fixed in answer.content.decode()) == ([(ballot, 302)], True)
    assert sign_in(scene.orla).get(f"{ballot}{screen}/").status_code == 404


def test_what_is_saved_too_late_is_not_taken_in_and_says_so(sign_in: SignIn, at: datetime) -> None:
    scene = scenes.scheduled(at)
    for screen in ("words", "voters", "dates", "thresholds", "test-mail", "delete"):
        sent = {"title": "Another"}
        answer = sign_in(scene.ines).post(f"/desk/ballots/njc-pay-claim-2022/{screen}/", sent, follow=True)
        assert "This ballot is fixed and can no longer be changed." in answer.content.decode()
    long = "The employers offer 1.75 per cent, and prices rise by seven."
    answer = sign_in(scene.ines).post(
        "/desk/ballots/njc-pay-claim-2022/words/",
        {"introduction": long},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert (answer.status_code, long in answer.content.decode()) == (409, True)
    assert Ballot.objects.get().title == "NJC pay claim 2022"
