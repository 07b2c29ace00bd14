"""Who finds which page of the CMS and of the desk, and who is turned away there.

The tables of back_offices.py hold every address of ours behind the two doors, but those of ELSEWHERE. An
address that is not in them fails the first test.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.urls import get_resolver

from tests.back_offices import DESK, NEWSLETTERS, OTHERS, PETITIONS, VIEWS
from tests.conftest import SignIn
from tests.every_address import Address, Samples, addresses, one_of_everything
from tests.once import told_once
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.publishing import closed_urls

pytestmark = pytest.mark.django_db
NOT_OURS = ("wagtail", "allauth", "django", "rest_framework")
# Views of Wagtail that show records of ours.
OVER_OURS = ("/cms/petitions/", "/cms/newsletters/", "/cms/desk-roles/")
IN_THE_CMS = {
    "Nia": "Pictures",
    "Edda": "Editors",
    "Sana": "Moderators",
    "Ola": "Organisers",
    "Kay": "Keyers of paper",
    "Lea": "Safeguarding leads",
    "Ravi": "Researchers",
    "Pia": "Pay officers",
}
# These have tables or tests of their own: ballots/desk_access.py, union/publishing/test_translator.py.
ELSEWHERE = ("/desk/ballots/", "/cms/localize/translate/")
METHODS = ("get", "post")
# What is sent to an address that is not there without it; nothing to the others.
HELD = {"verb": "release", "state": "held"}
SENT = {
    "/cms/petitions/<pk>/moderation/preview/": HELD,
    "/cms/petitions/<pk>/moderation/rule/": HELD,
    "/cms/views/<pk>/exports/ask/": {"format": "csv"},
}
Browsers = dict[str, Client]


@dataclass(frozen=True)
class Line:
    """What each of the people gets at an address, in the order of the table's heading."""

    pattern: str
    method: str
    answers: tuple[str, ...]


def lines(table: str) -> dict[tuple[str, str], Line]:
    found = [Line(pattern, method, tuple(rest)) for pattern, method, *rest in _words(table)]
    return {(line.pattern, line.method): line for line in found}


def _words(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines()[1:]:
        yield line.split()


def behind(door: str) -> list[Address]:
    """Our addresses that begin so, once each."""
    found: dict[str, Address] = {}
    for each in addresses(get_resolver().url_patterns):
        if each.pattern.startswith(door) and not each.pattern.startswith(ELSEWHERE):
            found.setdefault(each.pattern, each)  # what comes first answers
    return [each for each in found.values() if _is_ours(each)]


# Doors of Wagtail that lead to views of ours, or past none of them.
CLOSED = {each.pattern for each in addresses(closed_urls.urlpatterns, "/cms/")}


def _is_ours(address: Address) -> bool:
    if address.pattern in CLOSED:
        return True
    view = address.view
    while hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    home = getattr(view, "view_class", view).__module__
    return not home.startswith(NOT_OURS) or address.pattern.startswith(OVER_OURS)


def answered(client: Client, method: str, address: Address, path: str) -> str:
    """The status, or “out” where somebody is sent away; whatever is written is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(path, SENT.get(address.pattern, {}) if method == "post" else {})
        transaction.set_rollback(True)
    where = answer.get("Location", "").partition("?")[0]
    return "out" if where in ("/cms/", "/accounts/login/") else str(answer.status_code)


class AtTheDoor(ClientHandler):
    """Knows who has come in: a fifth of each request would go into finding out who that is and what they may.

    What a request changes in that is undone with it, so nothing that is remembered is ever out of date.
    """

    def __init__(self, user: User) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.user = user

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        request._cached_user = self.user
        return super().get_response(request)


def come_in(sign_in: SignIn, user: User) -> Client:
    browser = sign_in(user)
    browser.handler = AtTheDoor(user)
    return browser


def in_the_cms(sign_in: SignIn) -> Browsers:
    """One of each group; Nia looks after pictures, which is to say that she may come in."""
    pictures = Group.objects.create(name="Pictures")
    pictures.permissions.add(Permission.objects.get(codename="access_admin"))
    made = {
        name: welcome(f"{name.lower()}@staff.example.org", name=name, groups=(group,))
        for name, group in IN_THE_CMS.items()
    }
    made["Ada"] = welcome("ada@staff.example.org", name="Ada", superuser=True)
    return {name: come_in(sign_in, user) for name, user in made.items()}


def at_the_desk(sign_in: SignIn) -> Browsers:
    """Ines is of the branch, Orla of another in its region, Rhea of the region's office, Sol of another's.

    Nell has the national office, Joss is a scrutineer, and Rowan has no role.
    """
    elsewhere = Region.objects.create(code="SW", name="South West")
    north = Branch.objects.get(code="NW-001")
    roles: dict[str, dict[str, object]] = {
        "Rhea": {"kind": Role.Kind.REGIONAL_OFFICE, "region": north.region},
        "Sol": {"kind": Role.Kind.REGIONAL_OFFICE, "region": elsewhere},
        "Nell": {"kind": Role.Kind.NATIONAL_OFFICE},
        "Joss": {"kind": Role.Kind.SCRUTINEER},
    }
    made = {"anonymous": None, "Rowan": User.objects.create_user("rowan@staff.example.org", name="Rowan")}
    made |= {name: User.objects.get(name__startswith=name) for name in ("Ines", "Orla")}
    for name, role in roles.items():
        made[name] = User.objects.create_user(f"{name.lower()}@staff.example.org", name=name)
        Role.objects.create(user=made[name], **role)
    return {name: come_in(sign_in, user) if user else Client() for name, user in made.items()}


@told_once
def samples() -> Samples:
    return one_of_everything()


AREAS: dict[str, tuple[str, Callable[[SignIn], Browsers]]] = {
    "views": (VIEWS, in_the_cms),
    "petitions": (PETITIONS, in_the_cms),
    "newsletters": (NEWSLETTERS, in_the_cms),
    "others": (OTHERS, in_the_cms),
    "desk": (DESK, at_the_desk),
}


def test_the_tables_hold_every_address() -> None:
    named = {pattern for table, _ in AREAS.values() for pattern, _ in lines(table)}
    assert named == {each.pattern for door in ("/cms/", "/desk/") for each in behind(door)}


def test_nobody_comes_in_who_has_no_business_there(samples: Samples, sign_in: SignIn) -> None:
    """Before any view is asked."""
    rowan = sign_in(User.objects.create_user("rowan@staff.example.org"))
    for each in behind("/cms/"):
        path = samples.fill(each) or ""
        for method in METHODS:
            found = answered(Client(), method, each, path), answered(rowan, method, each, path)
            assert found in (("out", "403"), ("out", "out")), each.pattern


@pytest.mark.parametrize("area", AREAS)
def test_who_finds_what(area: str, samples: Samples, sign_in: SignIn) -> None:
    """A method that no line names is taken of nobody."""
    table, gather = AREAS[area]
    known, people, wrong = lines(table), gather(sign_in), []
    for each in [*behind("/cms/"), *behind("/desk/")]:
        if not any((each.pattern, method) in known for method in METHODS):
            continue
        path = samples.fill(each) or ""
        for method in METHODS:
            line = known.get((each.pattern, method))
            asked = list(people.values()) if line else list(people.values())[-2:]
            found = tuple(answered(client, method, each, path) for client in asked)
            if found != line.answers if line else not set(found) <= {"405", "out"}:
                wrong.append(f"{each.pattern} {method} {' '.join(found)}")
    assert wrong == []
