"""Ines corrects the roll of a running ballot at the desk."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ballots.correcting import addenda_of, strike_member, write_addenda
from ballots.models import Ballot, State
from tests.ballots import scenes
from tests.ballots.scenes import A, Scene
from tests.ballots.test_booth import text_of
from tests.conftest import SignIn
from tests.once import told_once
from union.members.models import Member

pytestmark = pytest.mark.django_db
PAGE = "/desk/ballots/njc-pay-claim-2022/corrections/"


@told_once
def scene() -> Scene:
    return scenes.opened(timezone.now(), members=12)


@pytest.fixture
def desk(scene: Scene, sign_in: SignIn) -> Client:
    return sign_in(scene.ines)


def test_ines_adds_strikes_and_readdresses(desk: Client, scene: Scene) -> None:
    Member.objects.create(number="NW-001-0099", name="Noor", branch=scene.branch, joined=date(2015, 1, 5))
    sent = [
        {"act": "added", "added-number": "nw-001-0099", "added-reason": "left_off"},
        {"act": "struck", "struck-number": "NW-001-0003", "struck-reason": "twice"},
        {
            "act": "address",
            "address-number": "NW-001-0004",
            "address-address": "four@example.org",
            "address-reason": "typo",
        },
    ]
    pages = [desk.post(PAGE, fields, follow=True) for fields in sent]
    assert [page.redirect_chain for page in pages] == [[(PAGE, 302)]] * 3
    assert [re.findall(r"notice--success\">([^<.]+)", page.content.decode()) for page in pages] == [
        ["The member is on the roll"],
        ["The strike is recorded"],
        ["The address is recorded"],
    ]
    lines = re.findall(r"<td>(NW-001-\d+)</td><td>([^<]+)</td>", pages[2].content.decode())
    assert lines == [
        ("NW-001-0004", "Address changed"),
        ("NW-001-0003", "Struck"),
        ("NW-001-0099", "Added"),
    ]


def test_a_strike_after_the_vote_is_answered_in_the_same_words(desk: Client, scene: Scene) -> None:
    scenes.cast(scene.entry(3), A, at=scene.at)
    pages = [
        desk.post(
            PAGE,
            {"act": "struck", "struck-number": f"NW-001-000{n}", "struck-reason": "twice"},
            follow=True,
        ).content.decode()
        for n in (3, 4)
    ]
    said = [re.findall(r"notice--success\">([^<]+)", page) for page in pages]
    assert said[0] == said[1] == ["The strike is recorded. It takes effect only if no vote had been cast."]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"act": "added"}, 422, "Enter the membership number."),
        ({"act": "added", "added-number": "X"}, 422, "Choose the reason: it is recorded."),
        (
            {"act": "added", "added-number": "X-1", "added-reason": "left_off"},
            409,
            "No member with this number meets the rules that were fixed",
        ),
        (
            {"act": "struck", "struck-number": "X-1", "struck-reason": "twice"},
            409,
            "Nobody with this membership number is on the roll of this ballot.",
        ),
        ({"act": "struck", "struck-number": "X-1", "struck-reason": "moved"}, 422, "Select a valid choice."),
        (
            {"act": "address", "address-number": "X-1", "address-address": "no", "address-reason": "typo"},
            422,
            "Enter an e-mail address in the form name@example.org.",
        ),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    desk: Client, fields: dict[str, str], status: int, sentence: str
) -> None:
    page = desk.post(PAGE, fields)
    assert page.status_code == status
    assert sentence in text_of(page)
    number = fields.get(f"{fields['act']}-number")
    assert number is None or f'value="{number}"' in page.content.decode()


def test_a_correction_of_another_kind_does_not_exist(desk: Client) -> None:
    assert desk.post(PAGE, {"act": "restored"}).status_code == 404


def test_other_branches_find_nothing_and_other_methods_are_refused(
    scene: Scene, sign_in: SignIn, desk: Client
) -> None:
    orla = sign_in(scene.orla)
    assert [orla.get(PAGE).status_code, orla.post(PAGE, {"act": "struck"}).status_code] == [404, 404]
    assert desk.delete(PAGE).status_code == 405


def test_a_closed_ballot_shows_no_form(desk: Client, scene: Scene) -> None:
    Ballot.objects.update(state=State.CLOSED)
    page = desk.get(PAGE)
    assert (page.content.decode().count('name="act"'), "in its present state" in text_of(page)) == (0, True)


def test_the_last_day_shows_the_form_for_addresses_alone(desk: Client, scene: Scene) -> None:
    Ballot.objects.update(closes_at=scene.at + timedelta(hours=20))
    assert re.findall(r'name="act" value="(\w+)"', desk.get(PAGE).content.decode()) == ["address"]


def test_addenda_stand_on_the_page_of_the_ballot(client: Client, scene: Scene) -> None:
    strike_member(scene.ballot, number="NW-001-0001", reason="twice", by=scene.bram, at=scene.at)
    write_addenda(at=scene.at + timedelta(hours=25))
    text = text_of(client.get(scene.ballot.get_absolute_url()))
    day = timezone.localtime(scene.at)
    assert f"{day.day} {day:%B %Y}: 0 added, 1 to be struck" in text
    assert addenda_of(scene.ballot)[0]["root"] in text


@pytest.mark.parametrize("corrections", [1, 3])
def test_the_page_asks_the_database_little(
    desk: Client, scene: Scene, corrections: int, django_assert_num_queries: object
) -> None:
    for n in range(corrections):
        strike_member(scene.ballot, number=f"NW-001-000{n}", reason="twice", by=scene.ines, at=scene.at)
    desk.get(PAGE)
    with django_assert_num_queries(6):  # type: ignore[operator]
        desk.get(PAGE)
