"""The page of the CMS on who is asked: how far the letters are, days of reminders, and never who answered."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.consultations.models import Answer, Consultation, Reminder
from campaigns.consultations.moderating import clear_safeguarding, mark_safeguarding
from campaigns.consultations.opening import open_consultation
from campaigns.consultations.under_way import invite_due, plan_due
from tests.conftest import SignIn
from tests.consultations.factories import draft, moderator, opened, reply, text_of
from tests.consultations.members import a_branch, answered, place_of, put_to_members
from tests.consultations.test_members_pages import words
from tests.consultations.test_safeguarding import lead
from union.accounts.models import User
from union.editions import digest
from union.members.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now()


@pytest.fixture
def sana(sign_in: SignIn) -> Client:
    return sign_in(moderator("sana"))


def page_of(consultation: Consultation) -> str:
    return f"/cms/views/{consultation.pk}/members/"


def test_staff_see_who_is_asked_and_how_many_have_no_address(sana: Client, at: datetime) -> None:
    branch = a_branch(members=22)
    Member.objects.filter(number__in=["NW-001-00002", "NW-001-00003"]).update(email="")
    consultation = put_to_members(at, branch=branch)
    invite_due(at=at)
    answered(place_of(consultation), at=at)
    page = words(sana.get(page_of(consultation)).content)
    assert "Active members who fit all of this: Branch: Branch NW-001" in page
    assert "22 members on the roll when places were planned" in page
    assert "2 of them have no e-mail address and get no letter" in page
    assert "Invited: all 20 members with an e-mail address." in page
    assert "Nobody can see here, or anywhere else, who has answered." in page
    assert "Rowan" not in page


def test_the_bar_is_there_while_places_are_planned(sana: Client, at: datetime) -> None:
    a_branch(members=20)
    consultation = draft(at)
    Consultation.objects.update(mode="confidential")
    open_consultation(consultation, by=None, at=at)
    answer = sana.get(page_of(consultation))
    assert "Planning a place for each member Waiting for a worker." in words(answer.content)
    assert answer.headers["Refresh"] == "3"
    assert plan_due(at=at) == 1
    assert "Refresh" not in sana.get(page_of(consultation)).headers


def test_the_days_of_reminders_are_set_here(sana: Client, at: datetime) -> None:
    consultation = put_to_members(at, branch=a_branch(members=20))
    Consultation.objects.update(closes=at + timedelta(days=9))
    day = timezone.localdate(at) + timedelta(days=4)
    saved = sana.post(page_of(consultation), {"first": day.isoformat(), "second": ""}, follow=True)
    assert "Whoever has not answered by then gets a letter." in words(saved.content)
    assert [row.day for row in Reminder.objects.all()] == [day]
    other = {"first": (day + timedelta(days=1)).isoformat(), "seen": digest([])}  # from before
    both = words(sana.post(page_of(consultation), other).content)
    assert f"Now it is {day:%-d %B %Y} You wrote {day + timedelta(days=1):%-d %B %Y}" in both
    assert [row.day for row in Reminder.objects.all()] == [day]
    late = timezone.localdate(at) + timedelta(days=30)
    refused = sana.post(page_of(consultation), {"first": late.isoformat(), "second": ""})
    assert "on which none has been sent" in words(refused.content)
    assert [row.day for row in Reminder.objects.all()] == [day]


def test_others_and_public_consultations_have_no_such_page(
    sana: Client, sign_in: SignIn, at: datetime
) -> None:
    consultation = put_to_members(at, branch=a_branch(members=20))
    editor = sign_in(User.objects.create_user("ed@example.org", name="Ed"))
    assert editor.get(page_of(consultation)).status_code == 403
    assert sana.get(page_of(opened(at, slug="public"))).status_code == 404


@pytest.mark.parametrize(
    ("mode", "marked", "seen"),
    [("named", False, True), ("confidential", False, False), ("confidential", True, True)],
)
def test_a_moderator_sees_the_name_in_named_mode_and_where_somebody_may_be_at_risk(
    sana: Client, at: datetime, mode: str, marked: bool, seen: bool
) -> None:
    consultation = put_to_members(at, mode=mode, branch=a_branch(members=3))
    answered(place_of(consultation), at=at, change="He is not safe tonight.")
    answer = text_of(consultation)
    kit = moderator("kit")
    answered(place_of(consultation, 2), at=at, change="She is not safe either.")
    another = Answer.objects.get(value="She is not safe either.")
    mark_safeguarding(another, by=kit, at=at)
    if marked:
        mark_safeguarding(answer, by=kit, at=at)
    where = f"/cms/views/answers/{answer.pk}/"
    assert ("Written by Rowan 1 Ashby (NW-001-00001)." in words(sana.get(where).content)) is seen
    clear_safeguarding(answer, note="Passed on.", by=kit, at=at)
    assert ("Rowan" in words(sana.get(where).content)) is (mode == "named")
    assert Answer.objects.count() == 4


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("named", "Written by Rowan 1 Ashby (NW-001-00001)."),
        ("confidential", "Written by Rowan 1 Ashby (NW-001-00001)."),
        ("public", "Whose reply it is, nobody can tell: the consultation keeps no name."),
    ],
)
def test_a_lead_sees_the_name_wherever_a_moderator_does(
    sign_in: SignIn, at: datetime, mode: str, told: str
) -> None:
    """Somebody has to knock at a door tonight."""
    if mode == "public":
        consultation = opened(at)
        reply(consultation, at=at, change="He is not safe tonight.")
    else:
        consultation = put_to_members(at, mode=mode, branch=a_branch(members=3))
        answered(place_of(consultation), at=at, change="He is not safe tonight.")
        answered(place_of(consultation, 2), at=at, change="All is well here.")
    answer = Answer.objects.get(value="He is not safe tonight.")
    mark_safeguarding(answer, by=moderator("kit"), at=at)
    page = words(sign_in(lead("ada")).get("/cms/views/safeguarding/").content)
    assert told in page
    assert "Member 2 Ashby" not in page
