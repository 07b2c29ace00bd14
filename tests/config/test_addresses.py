"""What can be no address finds nothing, on either database."""

import pytest
from django.test import Client
from wagtail.models import Page

from tests.conftest import SignIn
from union.accounts.welcoming import welcome

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_nobody_finds_anything_at_an_address_with_a_nul(client: Client) -> None:
    for address in ["/a-page/%00", "/newsletters/choices/a%00b/", "/vote/%00/", "/cy/%00"]:
        page = client.get(address)
        assert (page.status_code, "<h1>" in page.content.decode()) == (404, True), address


def test_a_word_is_no_number_of_what_an_editor_chose(sign_in: SignIn) -> None:
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    for chooser in ["documents/chooser", "images/chooser", "petition_chooser"]:
        for word in ("homepage", "-1", "1'", "%00"):
            assert kit.get(f"/cms/{chooser}/chosen/{word}/").status_code == 404, (chooser, word)


def test_words_that_are_no_numbers_and_a_way_back_that_is_none_are_refused(sign_in: SignIn) -> None:
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    for kind in ("wagtailcore/page", "pages/campaignimage"):
        assert kit.get(f"/cms/bulk/{kind}/delete/?id=1&id=x").status_code == 404
        assert kit.get(f"/cms/bulk/{kind}/delete/?id=all").status_code < 500
    home = Page.objects.get(depth=1).get_children().first()
    for path in (f"/cms/pages/{home.pk}/lock/", f"/cms/pages/{home.pk}/copy/"):
        assert kit.post(path, {"next": "nowhere"}).status_code == 400
    assert kit.post(f"/cms/pages/{home.pk}/lock/", {"next": "/cms/"}).status_code == 302
