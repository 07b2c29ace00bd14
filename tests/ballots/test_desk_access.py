"""Who finds which page of the ballots' desk: everybody else gets 404, as if the ballot did not exist.

The table holds every address of ballots/desk/urls.py; one that is not in it fails the first test.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from ballots.desk.urls import urlpatterns
from ballots.models import Ballot
from tests.ballots import scenes
from tests.conftest import SignIn
from union.accounts.models import Role, User
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db

# Ines draws up Northside's ballot; Orla is of Harbour in the same region; Rhea has the regional office, Sol
# that of another region; Nell has the national office; Joss is a scrutineer; Rowan is a member, no more.
PEOPLE = ("anonymous", "Rowan", "Ines", "Orla", "Rhea", "Sol", "Nell", "Joss")
LOGIN, GONE = 302, 404


@dataclass(frozen=True)
class Page:
    """What each of the people gets: of a branch's ballot, and of a national one."""

    branch: tuple[int, ...]
    national: tuple[int, ...]
    method: str = "get"
    act: str = ""
    open: bool = False  # what is asked of a ballot that members are voting in; else of a draft


def mine(status: int, **more: object) -> Page:
    """A page for those who work on the ballot."""
    return Page(
        branch=(LOGIN, GONE, status, GONE, status, GONE, status, GONE),
        national=(LOGIN, GONE, GONE, GONE, GONE, GONE, status, GONE),
        **more,  # type: ignore[arg-type]
    )


def seen(status: int, refused: int, **more: object) -> Page:
    """A page that scrutineers find too, of national ballots; where only some act, the others are refused."""
    return Page(
        branch=(LOGIN, GONE, status, GONE, status, GONE, status, GONE),
        national=(LOGIN, GONE, GONE, GONE, GONE, GONE, status, refused),
        **more,  # type: ignore[arg-type]
    )


def national(office: int, scrutineer: int, **more: object) -> Page:
    """A page that only a national ballot has."""
    return Page(
        branch=(LOGIN, *[GONE] * 7),
        national=(LOGIN, *[GONE] * 5, office, scrutineer),
        **more,  # type: ignore[arg-type]
    )


def nobody(**more: object) -> Page:
    """A page about something that neither ballot has."""
    return national(GONE, GONE, **more)


TABLE: Mapping[str, Page] = {
    "list": Page((LOGIN, GONE, 200, 200, 200, 200, 200, 200), (LOGIN, GONE, 200, 200, 200, 200, 200, 200)),
    "new": Page((LOGIN, GONE, 200, 200, 200, 200, 200, GONE), (LOGIN, GONE, 200, 200, 200, 200, 200, GONE)),
    "ballot": seen(200, 200),
    "words": mine(200),
    "voters": mine(200),
    "dates": mine(200),
    "check": mine(200),
    "unreachable": mine(200),
    "preview": seen(200, 200),
    "test_mail": mine(302, method="post"),
    "give_up": mine(200),
    "again": mine(302, method="post"),
    # Every officer follows the turnout of a national ballot, in the own branches.
    "turnout": Page(
        (LOGIN, GONE, 200, GONE, 200, GONE, 200, GONE), (LOGIN, GONE, 200, 200, 200, 200, 200, 200), open=True
    ),
    # Nell's is found and refused: the scrutineers' key is not there yet.
    "propose": Page(
        (LOGIN, GONE, 302, GONE, 302, GONE, 302, GONE),
        (LOGIN, GONE, GONE, GONE, GONE, GONE, 409, 403),
        method="post",
        act="freeze",
    ),
    # 409: nothing waits for them. The page is found, which is what the table is about.
    "approve": seen(409, 409, method="post", act="freeze"),
    "withdraw": seen(409, 409, method="post", act="freeze"),
    "call_off": seen(409, 403, method="post"),  # nothing has been agreed on
    "corrections": seen(200, 200, open=True),
    "letters": seen(200, 200, open=True),
    "letters_file": nobody(method="post", open=True),  # nobody has printed any
    "reminders": seen(200, 200, open=True),
    "marks": seen(200, 200, open=True),
    "unmark": seen(302, 302, method="post", open=True),
    "returns": seen(200, 200, open=True),
    "chase": seen(302, 302, method="post", open=True),
    "return": nobody(open=True),  # no unit of this number takes returns
    "scrutiny": national(200, 200),
    "scrutiny_appoint": national(422, 422, method="post"),
    "scrutiny_accept": national(422, 422, method="post"),
    "scrutiny_dismiss": nobody(method="post"),  # nobody is appointed
    "scrutiny_key": national(422, 422, method="post"),
    "scrutiny_rehearsal": national(422, 422, method="post"),
    "scrutiny_count": national(422, 422, method="post"),
    "scrutiny_export": national(409, GONE),
    "scrutiny_trial": nobody(),  # there is no key to try
}


@pytest.fixture
def people(sign_in: SignIn) -> dict[str, Client]:
    """A browser for each of the people, around Northside branch."""
    scene = scenes.drafted(timezone.now())
    elsewhere = Region.objects.create(code="SW", name="South West")
    Branch.objects.create(code="SW-001", name="Moor Schools", region=elsewhere)
    users = {"Ines": scene.ines, "Orla": scene.orla, "Rowan": User.objects.create_user("rowan@example.org")}
    roles = {
        "Rhea": {"kind": Role.Kind.REGIONAL_OFFICE, "region": scene.branch.region},
        "Sol": {"kind": Role.Kind.REGIONAL_OFFICE, "region": elsewhere},
        "Nell": {"kind": Role.Kind.NATIONAL_OFFICE},
        "Joss": {"kind": Role.Kind.SCRUTINEER},
    }
    for name, role in roles.items():
        users[name] = User.objects.create_user(f"{name.lower()}@example.org", name=name)
        Role.objects.create(user=users[name], **role)
    return {"anonymous": Client(), **{name: sign_in(users[name]) for name in PEOPLE[1:]}}


def address(name: str, page: Page) -> str:
    pattern = next(str(entry.pattern) for entry in urlpatterns if entry.name == name)
    parts = {"<slug:slug>": "njc-pay-claim-2022", "<slug:act>": page.act, "<slug:method>": "paper"}
    for part, value in parts.items():
        pattern = pattern.replace(part, value)
    return "/desk/ballots/" + re.sub(r"<int:\w+>", "1", pattern)


def test_the_table_holds_every_address() -> None:
    assert set(TABLE) == {str(entry.name) for entry in urlpatterns}


@pytest.mark.parametrize("scope", ["branch", "national"])
@pytest.mark.parametrize("name", TABLE)
def test_who_finds_what(people: dict[str, Client], name: str, scope: str) -> None:
    page = TABLE[name]
    Ballot.objects.update(
        **({"branch": None, "custody": "scrutineers"} if scope == "national" else {}),
        **({"state": "open", "public_key": b"k", "frozen_at": timezone.now()} if page.open else {}),
    )
    before = Ballot.objects.values().get()
    found = []
    for client in people.values():
        found.append(getattr(client, page.method)(address(name, page)).status_code)
        Ballot.objects.get(slug="njc-pay-claim-2022").approvals.all().delete()
    assert dict(zip(PEOPLE, found, strict=True)) == dict(zip(PEOPLE, getattr(page, scope), strict=True))
    assert Ballot.objects.filter(slug="njc-pay-claim-2022").values().get() == before


@pytest.mark.parametrize("name", TABLE)
def test_other_methods_are_refused(people: dict[str, Client], name: str) -> None:
    page = TABLE[name]
    if page.open:
        Ballot.objects.update(state="open", public_key=b"k")
    assert people["Nell"].put(address(name, page)).status_code == 405


@pytest.mark.parametrize("name", [name for name, page in TABLE.items() if page.method == "post"])
def test_what_acts_is_not_done_by_looking(people: dict[str, Client], name: str) -> None:
    status = people["Ines"].get(address(name, TABLE[name])).status_code
    assert status == {"propose": 200, "approve": 302}.get(name, 405)
    assert Ballot.objects.get().approvals.count() == 0
