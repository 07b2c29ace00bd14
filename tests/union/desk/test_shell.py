"""The front door of the desk: who comes in, and what they see of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver

from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
from union.desk import urls
from union.desk.access import at_the_desk
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db


@told_once
def ines() -> User:
    """Ines Okafor, officer of Northside."""
    region = Region.objects.create(code="NW", name="North West")
    branch = Branch.objects.create(code="NW-001", name="Northside Local Government", region=region)
    user = User.objects.create_user("officer@example.org", name="Ines Okafor")
    Role.objects.create(user=user, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    return user


def test_an_officer_sees_who_is_signed_in_for_which_branch_and_the_way_out(
    sign_in: SignIn, ines: User
) -> None:
    page = sign_in(ines).get("/desk/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Ines Okafor" in text
    assert "Branch officer, Northside Local Government" in text
    assert 'method="post" action="/accounts/logout/"' in text
    assert "no-store" in page["Cache-Control"]


def test_anonymous_people_are_sent_to_the_login_and_back(client: Client) -> None:
    page = client.get("/desk/?from=mail")
    assert page.status_code == 302
    assert page["Location"] == "/accounts/login/?next=/desk/%3Ffrom%3Dmail"


def test_an_administrator_without_a_role_reads_where_roles_are_given(sign_in: SignIn) -> None:
    admin = sign_in(User.objects.create_superuser("admin@example.org"))
    page = admin.get("/desk/")
    assert page.status_code == 403
    text = page.content.decode()
    assert "<h1>You hold no role at the desk</h1>" in text
    assert [f'href="{way}"' in text for way in ("/cms/desk-roles/", "/cms/")] == [True, True]
    assert "no-store" in page["Cache-Control"]
    assert admin.get("/desk/roll/").status_code == 404


def test_a_colleague_without_a_role_reads_who_gives_one(sign_in: SignIn) -> None:
    kit = sign_in(User.objects.create_user("kit@example.org", name="Kit Marlowe"))
    text = kit.get("/desk/").content.decode()
    assert "An administrator of this site gives roles. You are signed in as kit@example.org" in text
    assert "/cms/" not in text


def test_the_front_takes_no_posts(sign_in: SignIn, ines: User) -> None:
    assert sign_in(ines).post("/desk/").status_code == 405


def addresses(entries: list[Any]) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns)
        else:
            yield entry


def layers(view: Any) -> list[Any]:
    """The code of what stands around a view, from the outside to the view itself."""
    return [view.__code__, *layers(view.__wrapped__)] if hasattr(view, "__wrapped__") else [view.__code__]


def test_every_address_of_the_desk_stands_behind_its_door() -> None:
    """What a view looks up would mostly hide it from a stranger too: nobody has to rest on that.

    The front alone stands before it, and says who gives roles.
    """
    _, door, _ = layers(at_the_desk(lambda asked: HttpResponse()))
    found = list(addresses([*urls.urlpatterns, *urls.section_urls]))
    assert [entry.name for entry in found if door not in layers(entry.callback)] == ["front"]
    assert {"front", "member", "withdraw", "take_off"} <= {entry.name for entry in found}
