"""The front door of the desk: who comes in, and what they see of it."""

import pytest
from django.test import Client

from tests.conftest import SignIn
from tests.once import told_once
from union.accounts.models import Role, User
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


def test_somebody_without_a_role_finds_nothing_even_a_superuser(sign_in: SignIn) -> None:
    admin = User.objects.create_superuser("admin@example.org")
    assert sign_in(admin).get("/desk/").status_code == 404


def test_the_front_takes_no_posts(sign_in: SignIn, ines: User) -> None:
    assert sign_in(ines).post("/desk/").status_code == 405
