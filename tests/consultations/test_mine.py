"""One's own consultations at /me/: Rowan answers, goes on, edits, takes everything away and erases it."""

import json
import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.consultations.answering import save_answer
from campaigns.consultations.mine import erase, places_of
from campaigns.consultations.models import Answer, Consent, Consultation, Participation, Quote, Reply
from campaigns.consultations.moderating import approve
from campaigns.consultations.opening import close_consultation
from campaigns.consultations.quoting import approve_quote, propose_quote
from campaigns.consultations.under_way import invite_due
from tests.consultations.canary import tables_with
from tests.consultations.factories import moderator, text_of
from tests.consultations.members import ROWAN, a_branch, answered, begin, place_of, put_to_members
from tests.consultations.test_members_pages import press_start, words
from tests.petitions.test_mine import at_the_desk
from union.desk.me_sections import erase_everything
from union.members.models import Member

pytestmark = pytest.mark.django_db
ROOT, ANSWER = "/views/workload/", "/me/views/answer/"
CANARY = "Quillemina"


@pytest.fixture
def at() -> datetime:
    return timezone.now()


def asked(at: datetime, mode: str) -> Consultation:
    return put_to_members(at, mode=mode, branch=a_branch(members=20))


def button(desk: Client) -> list[str]:
    html = desk.get("/me/").content.decode()
    return re.findall(r'aria-describedby="views-\d+">([^<]+)</button>', html)


def to_my_page(desk: Client, consultation: Consultation, number: int = 1) -> str:
    answer = desk.post(ANSWER, {"place": place_of(consultation, number).pk})
    return str(answer.headers.get("Location", answer.status_code))


def test_rowan_answers_from_her_desk_and_comes_back_to_change_it(at: datetime) -> None:
    consultation = asked(at, "confidential")
    desk = at_the_desk(ROWAN)
    assert button(desk) == ["Answer now"]
    assert to_my_page(desk, consultation) == f"{ROOT}m/"
    press_start(desk)
    assert (Reply.objects.count(), button(desk)) == (1, ["Go on with my reply"])
    desk.post(f"{ROOT}q/worried/", {"answer": "yes"})
    desk.post(f"{ROOT}check/", {"consents": []})
    assert button(desk) == ["Read or change my reply"]
    to_my_page(desk, consultation)
    assert press_start(desk) == f"{ROOT}check/"
    close_consultation(consultation, by=None, at=at)
    assert button(desk) == ["Read my reply"]
    to_my_page(desk, consultation)
    assert "Read my reply" in words(desk.get(f"{ROOT}m/").content)
    assert desk.post(f"{ROOT}m/").headers["Location"] == f"{ROOT}check/"


def test_of_an_anonymous_consultation_the_desk_says_only_that_she_took_part(at: datetime) -> None:
    consultation = asked(at, "anonymous_verified")
    desk = at_the_desk(ROWAN)
    to_my_page(desk, consultation)
    press_start(desk)
    page = words(desk.get("/me/").content)
    assert "You have taken part; only your receipt code opens your reply." in page
    assert button(desk) == []
    close_consultation(consultation, by=None, at=at)
    assert "Your workload" not in words(desk.get("/me/").content)


def test_two_of_one_household_learn_nothing_of_each_other(at: datetime) -> None:
    consultation = asked(at, "anonymous_verified")
    Member.objects.filter(number="NW-001-00002").update(email=ROWAN, name="Ash Ashby")
    begin(place_of(consultation), at=at)
    desk = at_the_desk(ROWAN)
    assert button(desk) == ["Answer now", "Answer now"]
    assert "Your workload: Ash" in words(desk.get("/me/").content)
    held = json.loads(desk.get("/me/download/").content)["records"]["consultations"]["consultations"]
    assert [sorted(line) for line in held] == [["consultation", "member", "membership_number"]] * 2


def test_after_the_close_a_household_sees_a_row_for_each_whoever_answered(at: datetime) -> None:
    consultation = asked(at, "confidential")
    Member.objects.filter(number="NW-001-00002").update(email=ROWAN, name="Ash Ashby")
    answered(place_of(consultation), at=at)
    close_consultation(consultation, by=None, at=at)
    desk = at_the_desk(ROWAN)
    assert button(desk) == ["Read my reply", "Read my reply"]
    to_my_page(desk, consultation)
    assert desk.post(f"{ROOT}m/").headers["Location"] == f"{ROOT}check/"
    to_my_page(desk, consultation, 2)
    assert desk.post(f"{ROOT}m/").status_code == 409
    Consultation.objects.update(mode="anonymous_verified")
    assert button(desk) == []


def test_nobody_goes_to_the_page_of_another(at: datetime) -> None:
    consultation = asked(at, "confidential")
    desk = at_the_desk(ROWAN)
    assert to_my_page(desk, consultation, 2) == "404"
    assert [desk.post(ANSWER, {"place": wrong}).status_code for wrong in ("", "x", "0")] == [404] * 3
    assert Client().post(ANSWER, {"place": 1}).headers["Location"] == "/me/"
    assert desk.get(ANSWER).status_code == 405


def test_rowan_takes_everything_with_her(at: datetime) -> None:
    consultation = asked(at, "named")
    answered(place_of(consultation), at=at, change="Time to think.", consents=["press"])
    held = json.loads(at_the_desk(ROWAN).get("/me/download/").content)["records"]["consultations"]
    today = timezone.localdate(at).isoformat()
    assert held == {
        "consultations": [
            {
                "consultation": "Your workload",
                "member": "Rowan 1 Ashby",
                "membership_number": "NW-001-00001",
                "reply": {
                    "state": "sent",
                    "started_on": today,
                    "sent_on": today,
                    "language": "en",
                    "answers": {
                        "Did you go home worried?": "Yes",
                        "What would you change?": "Time to think.",
                    },
                    "may_be_quoted_for": ["press"],
                },
            }
        ]
    }


def test_no_address_proves_the_place_of_a_member_without_one(at: datetime) -> None:
    consultation = asked(at, "named")
    answered(place_of(consultation), at=at, change="Time to think.")
    Member.objects.update(email="")
    assert [places_of(nobody) for nobody in ("", "  ")] == [[], []]
    assert erase("", at=at) == 0
    assert Reply.objects.count() == 1


def test_what_an_anonymous_consultation_cannot_give_is_said(at: datetime) -> None:
    consultation = asked(at, "anonymous_verified")
    answered(place_of(consultation), at=at, change=CANARY)
    body = at_the_desk(ROWAN).get("/me/download/").content.decode()
    [line] = json.loads(body)["records"]["consultations"]["consultations"]
    assert (line["took_part"], CANARY in body) == (True, False)
    assert line["reply"].startswith("The reply was given anonymously: nothing ties it to you")


@pytest.mark.parametrize("mode", ["confidential", "named"])
def test_erasing_leaves_no_word_of_the_reply_and_recalls_its_quote(at: datetime, mode: str) -> None:
    consultation = asked(at, mode)
    sana, kit = moderator("sana"), moderator("kit")
    invite_due(at=at)
    answered(place_of(consultation), at=at, change=f"{CANARY} waits for a visit.", consents=["campaign"])
    answered(place_of(consultation, 2), at=at, change="Mine stays.")
    answer = Answer.objects.get(value=f"{CANARY} waits for a visit.")
    approve(answer, by=sana, at=at)
    quote = propose_quote(answer, text="waits for a visit.", purpose="campaign", by=sana, at=at)
    approve_quote(quote, by=kit, at=at)
    number = place_of(consultation).pk
    page = words(at_the_desk(ROWAN).get("/me/erase/").content)
    assert "that you were asked in 1 consultation, whether you took part, and your link to answer" in page
    assert "your reply to 1 of them, with what you allowed; quotes from it leave every page" in page
    erase_everything(ROWAN, at=at)
    quote.refresh_from_db()
    assert (quote.state, quote.text, quote.answer) == ("recalled", "", None)
    assert [tables_with(word) for word in (CANARY, "waits for a visit")] == [[], []]
    assert tables_with(ROWAN) == ["members_member"]
    assert not Participation.objects.filter(pk=number).exists()
    assert (Reply.objects.count(), text_of(consultation).value, Consent.objects.count()) == (
        1,
        "Mine stays.",
        0,
    )


def test_erasing_takes_an_anonymous_place_and_leaves_the_reply_to_its_code(at: datetime) -> None:
    consultation = asked(at, "anonymous_verified")
    code = answered(place_of(consultation), at=at, change=f"{CANARY} waits.")
    desk = at_the_desk(ROWAN)
    page = words(desk.get("/me/erase/").content)
    assert "replies you gave without your name: they hang on the receipt code" in page
    desk.post("/me/erase/")
    assert not Participation.objects.filter(member__email=ROWAN).exists()
    assert tables_with(CANARY) == ["consultations_answer"]
    save_answer(code, question="change", value="", at=at)
    assert (tables_with(CANARY), Quote.objects.count()) == ([], 0)
