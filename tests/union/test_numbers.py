"""Numbers that somebody typed into an address."""

import pytest
from django.test import Client
from wagtail.models import Page

from tests.conftest import SignIn
from union.accounts.welcoming import welcome
from union.numbers import number_in

TOO_LARGE = ("9" * 20, "9" * 5000)


def test_a_number_is_written_in_figures_and_no_larger_than_any_of_ours() -> None:
    assert [number_in(typed) for typed in ("7", "007", "٣", "9" * 15)] == [7, 7, 3, 10**15 - 1]
    none = (None, "", "x", "-1", "1.5", "²", " 7", "1_0", "9" * 16, *TOO_LARGE)
    assert {number_in(typed) for typed in none} == {0}


@pytest.mark.django_db
@pytest.mark.any_database
def test_no_number_is_too_large_for_an_address(client: Client, sign_in: SignIn) -> None:
    """Python reads 4,300 digits at most, and PostgreSQL nineteen."""
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    home = Page.objects.get(depth=2)
    for number in TOO_LARGE:
        assert client.get(f"/documents/{number}/plan.pdf").status_code == 404
        for address in (
            f"/cms/documents/chooser/chosen/{number}/",
            f"/cms/bulk/wagtailcore/page/delete/?id={number}",
            f"/cms/bulk/wagtailcore/page/delete/?id=all&childOf={number}",
            f"/cms/bulk/pages/campaignimage/delete/?id=all&childOf={number}",
        ):
            assert kit.get(address).status_code == 404, address
        assert kit.post(f"/cms/pages/{home.pk}/copy/", {"new_parent_page": number}).status_code == 302
