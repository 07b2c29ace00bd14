"""What can be no address finds nothing, on either database."""

import pytest
from django.test import Client

from tests.conftest import SignIn
from union.accounts.welcoming import welcome

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("address", ["/a-page/%00", "/newsletters/choices/a%00b/", "/vote/%00/", "/cy/%00"])
def test_nobody_finds_anything_at_an_address_with_a_nul(client: Client, address: str) -> None:
    page = client.get(address)
    assert (page.status_code, "<h1>" in page.content.decode()) == (404, True)


@pytest.mark.parametrize("chooser", ["documents/chooser", "images/chooser", "petition_chooser"])
def test_a_word_is_no_number_of_what_an_editor_chose(sign_in: SignIn, chooser: str) -> None:
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    for word in ("homepage", "-1", "1'", "%00"):
        assert kit.get(f"/cms/{chooser}/chosen/{word}/").status_code == 404
