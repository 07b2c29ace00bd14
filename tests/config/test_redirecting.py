"""An editor's redirect leads on from an old public address, and from none of the two back offices."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from pytest_django import DjangoAssertNumQueries
from wagtail.contrib.redirects.models import Redirect

from campaigns.models import PlanPage
from tests.conftest import SignIn
from tests.union.publishing.changes import said
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.publishing.recalling import recall

pytestmark = pytest.mark.django_db


def test_an_old_public_address_leads_on(client: Client) -> None:
    Redirect.add_redirect("/old-claim/", "/new-claim/")
    answer = client.get("/old-claim/")
    assert (answer.status_code, answer["Location"]) == (301, "/new-claim/")


def rename(page: PlanPage, slug: str) -> None:
    page.slug = slug
    with TestCase.captureOnCommitCallbacks(execute=True):  # with them come Wagtail's redirects
        page.save_revision().publish()


def test_a_page_with_its_old_name_again_says_that_it_is_withdrawn_in_no_ring(
    client: Client, plan: PlanPage, at: datetime
) -> None:
    sana = welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))
    for slug in ("ten-points", "plan"):
        rename(plan, slug)
    assert client.get("/safe-visits/ten-points/")["Location"] == "/safe-visits/plan/"
    recall(plan, reason="Point 2 was wrong.", by=sana, at=at)
    assert client.get("/safe-visits/ten-points/")["Location"] == "/safe-visits/plan/"
    assert client.get("/safe-visits/plan/").status_code == 410


def test_two_pages_that_changed_names_send_nobody_to_and_fro_once_both_are_gone(
    client: Client, plan: PlanPage
) -> None:
    other = plan.get_parent().add_child(instance=PlanPage(title="Charter", slug="charter"))
    for page, slug in ((plan, "for-a-moment"), (other, "plan"), (plan, "charter")):
        rename(page, slug)
    for page in (plan, other):
        page.unpublish()
    assert [client.get(f"/safe-visits/{slug}/").status_code for slug in ("plan", "charter")] == [404, 404]


@pytest.mark.parametrize("part", ["pdf/", "feed/", "picture/", "qr/"])
def test_what_a_renamed_page_gives_beside_itself_is_found_too(
    client: Client, plan: PlanPage, part: str, at: datetime
) -> None:
    rename(plan, "ten-points")
    answer = client.get(f"/safe-visits/plan/{part}")
    assert (answer.status_code, answer["Location"]) == (301, f"/safe-visits/ten-points/{part}")
    sana = welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))
    recall(plan, reason="Point 2 was wrong.", by=sana, at=at)
    assert client.get(f"/safe-visits/plan/{part}").status_code == 404


def test_a_part_of_what_never_was_and_of_another_site_leads_nowhere(client: Client, plan: PlanPage) -> None:
    Redirect.add_redirect("/old-claim/", "https://news.example.org/")
    assert [client.get(path).status_code for path in ("/old-claim/pdf/", "/never/pdf/")] == [404, 404]


NOWHERE = "Say where it leads: choose a page, or type an address."
THERE_IS_ONE = "A redirect with this path already exists."
RING = "This leads round in a ring, and readers would never arrive: "


@pytest.mark.parametrize(
    ("old", "leads_to", "sentence"),
    [
        ("/a/", {}, NOWHERE),
        ("/a/", {"redirect_link": "http://localhost/a/?x=1"}, f"{RING}/a → /a."),
        ("/b/", {"redirect_link": "http://localhost/old/"}, f"{RING}/b → /old → /older → /b."),
        ("/safe-visits/plan/", {"redirect_page": "plan"}, f"{RING}/safe-visits/plan → /safe-visits/plan."),
        (
            "/a/",
            {"redirect_page": "plan", "redirect_link": "https://news.example.org/"},
            "Choose a page or type an address, not both: readers are led to one place.",
        ),
        ("/a/", {"redirect_page": "plan"}, ""),
        ("/a/", {"redirect_link": "https://news.example.org/a/"}, ""),
        (
            "/older/",
            {"redirect_link": "http://localhost/safe-visits/"},
            THERE_IS_ONE,
        ),
    ],
)
def test_a_redirect_that_is_typed_leads_somewhere(
    plan: PlanPage, sign_in: SignIn, old: str, leads_to: dict[str, str], sentence: str
) -> None:
    Redirect.add_redirect("/old/", "http://testserver/older/")
    Redirect.add_redirect("/older/", "http://testserver/b/")
    ada = welcome("ada@example.org", name="Ada Quill", superuser=True)
    before = Redirect.objects.count()
    given = {name: str(plan.pk) if what == "plan" else what for name, what in leads_to.items()}
    answer = sign_in(ada).post("/cms/redirects/add/", {"old_path": old, "is_permanent": "on", **given})
    errors = [] if answer.status_code == 302 else answer.context["form"].non_field_errors()
    assert (errors, Redirect.objects.count() - before) == ([sentence] if sentence else [], not sentence)


LINES = [
    (b"from,to\n/a/,http://localhost/b/\n", "Imported 1 redirect", "This file was read already.", 1),
    (b"from,to\n/a/,http://localhost/b/\n/c/\n", "Nothing was imported:", "Nothing was imported:", 0),
]


@pytest.mark.parametrize(("file", "first", "again", "made"), LINES)
def test_a_file_of_redirects_is_read_once_and_whole_or_not_at_all(
    plan: PlanPage, sign_in: SignIn, file: bytes, first: str, again: str, made: int
) -> None:
    ada = sign_in(welcome("ada@example.org", name="Ada Quill", superuser=True))
    shown = ada.post("/cms/redirects/import/", {"import_file": SimpleUploadedFile("old.csv", file)})
    form = shown.context["form"]
    names = ("import_file_name", "input_format")
    sent = {name: form[name].value() for name in names} | {"from_index": "0", "to_index": "1"}
    for sentence in (first, again):
        answer = ada.post("/cms/redirects/import/process/", sent, follow=True)
        assert said(answer)[0].startswith(sentence)
    assert Redirect.objects.count() == made


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
