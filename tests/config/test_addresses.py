"""What can be no address finds nothing, on either database."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.admin.forms.choosers import URLOrAbsolutePathValidator
from wagtail.models import Page

from config.tripping import TrippedMiddleware
from tests.conftest import SignIn
from union.accounts.welcoming import welcome
from union.publishing.reasons import given

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_nobody_finds_anything_at_an_address_with_a_nul(client: Client) -> None:
    for address in ["/a-page/%00", "/newsletters/choices/a%00b/", "/vote/%00/", "/cy/%00"]:
        page = client.get(address)
        assert (page.status_code, "<h1>" in page.content.decode()) == (404, True), address


def test_who_reads_an_address_that_only_takes_a_form_is_told_so(client: Client) -> None:
    page = client.get("/me/close/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "<h1>Nothing to read here</h1>" in page.content.decode()
    assert client.put("/me/close/").content == b""


def test_a_word_is_no_number_of_what_an_editor_chose(sign_in: SignIn) -> None:
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    for chooser in ["documents/chooser", "images/chooser", "petition_chooser"]:
        for word in ("homepage", "-1", "1'", "%00"):
            assert kit.get(f"/cms/{chooser}/chosen/{word}/").status_code == 404, (chooser, word)
            assert kit.get(f"/cms/{chooser}/chosen-multiple/?id={word}").status_code == 404, (chooser, word)


def test_words_that_are_no_numbers_and_a_way_back_that_is_none_are_refused(sign_in: SignIn) -> None:
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    for kind in ("wagtailcore/page", "pages/campaignimage"):
        assert kit.get(f"/cms/bulk/{kind}/delete/?id=1&id=x").status_code == 404
        assert kit.get(f"/cms/bulk/{kind}/delete/?id=all").status_code < 500
    home = Page.objects.get(depth=1).get_children().first()
    for path in (f"/cms/pages/{home.pk}/lock/", f"/cms/pages/{home.pk}/copy/"):
        assert kit.post(path, {"next": "nowhere"}).status_code == 400
    assert kit.post(f"/cms/pages/{home.pk}/lock/", {"next": "/cms/"}).status_code == 302


def test_a_set_of_forms_is_no_larger_than_what_was_sent(sign_in: SignIn) -> None:
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    for total, status in (("99999999", 400), ("9" * 20, 400), ("-1", 400), ("", 400), ("0", 200), ("1", 200)):
        form = {"name": "", "collection_permissions-TOTAL_FORMS": total}
        assert kit.post("/cms/groups/new/", form).status_code == status, total


def test_what_wagtail_trips_over_is_told_as_what_nobody_can_read(
    sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    """A form without its field, or half an address; the log says where."""
    kit = sign_in(welcome("kit@example.org", name="Kit Marlowe", superuser=True))
    answers = [
        kit.post("/cms/choose-external-link/"),
        kit.post("/cms/redirects/import/process/"),
        kit.get("/cms/choose-email-link/?link_url=mailto://["),
    ]
    assert [answer.status_code for answer in answers] == [400] * 3
    assert all("<h1>We could not read that</h1>" in answer.content.decode() for answer in answers)
    told = [record for record in caplog.records if record.name == "config.tripping"]
    assert [record.exc_info is not None for record in told] == [True] * 3


def test_a_fault_of_ours_is_never_taken_for_an_editors() -> None:
    wagtails = URLOrAbsolutePathValidator.is_absolute_path
    for method, fall, status in (("post", given, None), ("get", wagtails, None), ("post", wagtails, 400)):
        try:
            fall(None)
        except AttributeError as error:
            request = getattr(RequestFactory(), method)("/cms/choose-external-link/")
            told = TrippedMiddleware(lambda request: HttpResponse()).process_exception(request, error)
            assert (told and told.status_code) == status, (method, fall)
