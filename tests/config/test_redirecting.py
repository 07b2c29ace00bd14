"""An editor's redirect leads on from an old public address, and from none of the two back offices."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.contrib.redirects.models import Redirect

from tests.conftest import SignIn
from union.accounts.models import Role, User

pytestmark = pytest.mark.django_db


def test_an_old_public_address_leads_on(client: Client) -> None:
    Redirect.add_redirect("/old-claim/", "/new-claim/")
    answer = client.get("/old-claim/")
    assert (answer.status_code, answer["Location"]) == (301, "/new-claim/")


def test_what_is_not_at_the_desk_leads_nowhere_and_asks_for_no_redirect(
    sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    nell = User.objects.create_user("nell@example.org", name="Nell Byrne")
    Role.objects.create(user=nell, kind=Role.Kind.NATIONAL_OFFICE)
    Redirect.add_redirect("/desk/ballots/old/", "/new-claim/")
    browser = sign_in(nell)
    browser.get("/desk/ballots/old/")
    with django_assert_num_queries(6):  # session, her, second factor, roles, what was agreed on, the ballot
        assert browser.get("/desk/ballots/old/").status_code == 404
