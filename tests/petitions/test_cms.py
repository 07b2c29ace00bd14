"""Petitions in the CMS: who may write them, who may open them, and what no longer changes."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from petitions.models import Petition, Tally
from tests.conftest import SignIn
from tests.petitions.factories import open_petition
from union.accounts.models import User
from union.audit.models import Entry

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Back the ten-point plan",
    "slug": "ten-points",
    "demand": "Adopt the plan in full.",
    "background": "",
    "decision_maker": "the Secretary of State",
    "goal": "500",
    "opens_at": "",
    "closes_at": "",
}


def staff(name: str, *groups: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


@pytest.fixture
def kit(sign_in: SignIn) -> Client:
    """Kit, an editor."""
    return sign_in(staff("kit", "Editors"))


@pytest.fixture
def sana(sign_in: SignIn) -> Client:
    """Sana, a moderator."""
    return sign_in(staff("sana", "Moderators"))


def test_kit_writes_a_petition_and_it_is_a_draft(kit: Client) -> None:
    page = kit.post("/cms/petitions/new/", WORDS)
    assert page.status_code == 302
    petition = Petition.objects.get()
    assert (petition.title, petition.state, petition.goal) == ("Back the ten-point plan", "draft", 500)


def test_the_address_confirm_is_refused_in_a_sentence(kit: Client) -> None:
    page = kit.post("/cms/petitions/new/", {**WORDS, "slug": "confirm"})
    assert (page.status_code, Petition.objects.count()) == (200, 0)
    assert "This address is taken by the site itself" in page.content.decode()


def test_once_opened_the_demand_stays_and_the_background_may_change(kit: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    changed = {
        **WORDS,
        "demand": "Abolish the plan.",
        "title": "No",
        "slug": "no",
        "background": "New facts.",
    }
    page = kit.post(
        f"/cms/petitions/edit/{petition.pk}/", {**changed, "decision_maker": "nobody", "goal": "900"}
    )
    assert page.status_code == 302
    petition.refresh_from_db()
    assert (petition.demand, petition.title, petition.slug, petition.decision_maker) == (
        "Adopt the plan in full.",
        "Back the ten-point plan",
        "ten-points",
        "the Secretary of State",
    )
    assert (petition.background, petition.goal, petition.state) == ("New facts.", 900, "open")
    entry = Entry.objects.get(action="petitions.written")
    assert entry.by is not None
    assert (entry.subject, entry.by.name, entry.detail) == (
        f"petition:{petition.pk}",
        "Kit",
        {"fields": ["background", "goal"]},
    )


def test_saving_the_words_does_not_undo_a_move_made_meanwhile(kit: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    with CaptureQueriesContext(connection) as captured:
        kit.post(f"/cms/petitions/edit/{petition.pk}/", {**WORDS, "background": "New facts."})
    updates = [
        q["sql"] for q in captured.captured_queries if q["sql"].startswith('UPDATE "petitions_petition"')
    ]
    assert ['"state"' in sql for sql in updates] == [False]


def test_the_list_shows_counts_in_as_many_queries_for_one_as_for_three(kit: Client, noon: datetime) -> None:
    def look(slug: str, n: int) -> int:
        petition = open_petition(at=noon, slug=slug)
        Tally.objects.create(petition=petition, dimension="all", n=n)
        with CaptureQueriesContext(connection) as captured:
            page = kit.get("/cms/petitions/")
        assert (page.status_code, str(n) in page.content.decode()) == (200, True)
        return len(captured)

    look("warm", 1000)
    one = look("one", 1341)
    look("two", 2341)
    assert look("three", 3341) == one


def test_kit_cannot_open_a_petition(kit: Client, noon: datetime) -> None:
    petition = open_petition(at=noon, state="draft", opened_at=None)
    for answer in (
        kit.get(f"/cms/petitions/{petition.pk}/state/"),
        kit.post(f"/cms/petitions/{petition.pk}/state/", {"verb": "open"}),
    ):
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/cms/")
    assert Petition.objects.get().state == "draft"


def test_sana_opens_pauses_and_closes_it(sana: Client, noon: datetime) -> None:
    petition = open_petition(at=noon, state="draft", opened_at=None)
    url = f"/cms/petitions/{petition.pk}/state/"
    states = []
    for verb in ("open", "pause", "open", "close", "open", "nonsense"):
        assert verb in ("nonsense", "open") or f'value="{verb}"' in sana.get(url).content.decode()
        sana.post(url, {"verb": verb})
        states.append(Petition.objects.get().state)
    assert states == ["open", "paused", "open", "closing", "closing", "closing"]
    assert Entry.objects.filter(action="petitions.moved").count() == 4


def test_nobody_deletes_a_petition(sign_in: SignIn, noon: datetime) -> None:
    admin = sign_in(User.objects.create_superuser("admin@example.org"))
    petition = open_petition(at=noon)
    admin.post(f"/cms/petitions/delete/{petition.pk}/")
    assert Petition.objects.count() == 1


def test_a_member_and_a_stranger_see_none_of_it(sign_in: SignIn, client: Client, noon: datetime) -> None:
    petition = open_petition(at=noon)
    rowan = sign_in(staff("rowan"))
    for path in ("", "new/", f"edit/{petition.pk}/", f"{petition.pk}/state/"):
        for browser in (rowan, client):
            assert browser.get(f"/cms/petitions/{path}").status_code in (302, 403, 404)
            assert browser.post(f"/cms/petitions/{path}", WORDS).status_code in (302, 403, 404, 405)
    assert Petition.objects.get().title == "Back the ten-point plan"


def test_kit_chooses_a_petition_for_a_page(kit: Client, noon: datetime) -> None:
    open_petition(at=noon)
    page = kit.get("/cms/petition_chooser/")
    assert (page.status_code, "Back the ten-point plan" in page.content.decode()) == (200, True)
