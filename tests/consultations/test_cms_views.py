"""Moderation in the CMS: each page works for moderators, and is not there for anybody else."""

from datetime import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from campaigns.consultations.answering import save_answer, start_reply
from campaigns.consultations.models import Answer, Consultation
from tests.conftest import SignIn
from tests.consultations.canary import state_of_the_database
from tests.consultations.factories import approved_text, draft, opened, reply
from tests.consultations.moderation_scenes import RISKY, address, propose
from union.accounts.models import User

pytestmark = pytest.mark.django_db
PAGES = ["", "{c}/", "{c}/quotes/", "{c}/figures/", "answers/{a}/", "answers/{a}/history/", "safeguarding/"]
ACTS = [
    "answers/{a}/approve/",
    "answers/{a}/refuse/",
    "answers/{a}/restore/",
    "answers/{a}/safeguarding/",
    "safeguarding/{a}/cleared/",
    "answers/{a}/redact/",
    "answers/{a}/quote/",
    "quotes/{q}/approve/",
    "quotes/{q}/recall/",
    "figures/{f}/release/",
    "figures/{f}/withdraw/",
]


@pytest.fixture
def desk(sign_in: SignIn, sana: User) -> Client:
    """Sana's browser."""
    return sign_in(sana)


@pytest.fixture
def nobody(sign_in: SignIn) -> Client:
    """Nell edits pages, and moderates nothing."""
    nell = User.objects.create_user("nell@example.org")
    nell.groups.add(Group.objects.get(name="Editors"))
    nell.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    return sign_in(nell)


def test_moderators_see_every_page_and_looking_changes_nothing(
    subtests: pytest.Subtests, desk: Client, consultation: Consultation, now: datetime, sana: User
) -> None:
    approved_text(consultation, by=sana, at=now)
    propose(desk, consultation)
    desk.get("/cms/views/")
    before = state_of_the_database()
    for page in PAGES:
        with subtests.test(page=page):
            shown = desk.get(address(page, consultation))
            assert shown.status_code == 200
            assert "no-store" in shown["Cache-Control"]
            assert state_of_the_database() == before


def test_for_an_editor_without_the_permission_there_is_no_such_page(
    subtests: pytest.Subtests, nobody: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    for page in PAGES:
        with subtests.test(page=page):
            assert nobody.get(address(page, consultation)).status_code == 404


def test_for_an_editor_without_the_permission_there_is_no_such_act(
    subtests: pytest.Subtests, nobody: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    for act in [*ACTS, "{c}/figures/"]:
        with subtests.test(act=act):
            assert nobody.post(address(act, consultation)).status_code == 404


def test_strangers_are_sent_to_sign_in(
    subtests: pytest.Subtests, client: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    for page in [*PAGES, *ACTS]:
        with subtests.test(page=page):
            where = client.post(address(page, consultation))["Location"]
            assert where.startswith("/accounts/login/")


def test_nothing_happens_by_looking(
    subtests: pytest.Subtests, desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    for act in ACTS:
        with subtests.test(act=act):
            assert desk.get(address(act, consultation)).status_code == 405


def test_pages_to_read_take_nothing(
    subtests: pytest.Subtests, desk: Client, consultation: Consultation, now: datetime
) -> None:
    reply(consultation, at=now, change=RISKY)
    for page in ["", "{c}/", "{c}/quotes/", "answers/{a}/"]:
        with subtests.test(page=page):
            assert desk.post(address(page, consultation)).status_code == 405


def test_what_does_not_exist_is_not_there(desk: Client, consultation: Consultation, now: datetime) -> None:
    reply(consultation, at=now, change=RISKY)
    unsent = draft(now, slug="draft")
    counted = Answer.objects.get(question="worried")
    for page in (f"{unsent.pk}/", f"answers/{counted.pk}/", "answers/999999/", "999999/figures/"):
        assert desk.get(f"/cms/views/{page}").status_code == 404
    for act in ("answers/{a}/burn/", "quotes/999999/approve/", "figures/999999/release/"):
        assert desk.post(address(act, consultation)).status_code == 404


def test_a_text_that_was_not_sent_is_on_no_page(
    desk: Client, consultation: Consultation, now: datetime
) -> None:
    save_answer(start_reply(consultation, at=now), question="change", value=RISKY, at=now)
    assert "Robyn" not in desk.get(address("{c}/", consultation)).content.decode()
    assert desk.get(address("answers/{a}/", consultation)).status_code == 404


def test_the_menu_shows_the_way_to_moderators_only(desk: Client, nobody: Client) -> None:
    assert "/cms/views/" in desk.get("/cms/").content.decode()
    assert "/cms/views/" not in nobody.get("/cms/").content.decode()


def test_empty_shelves_say_what_will_be_there(desk: Client, now: datetime) -> None:
    assert "No consultation has been opened yet." in desk.get("/cms/views/").content.decode()
    consultation = opened(now)
    pages = {
        f"{consultation.pk}/": "Nothing waits",
        f"{consultation.pk}/?shelf=safeguarding": "no answer is marked",
        f"{consultation.pk}/?shelf=nonsense": "Nothing waits",
        f"{consultation.pk}/quotes/": "No quote has been proposed yet.",
        f"{consultation.pk}/tables/": "No table has been proposed yet.",
        f"{consultation.pk}/figures/": "No table is released yet.",
    }
    for page, words in pages.items():
        assert words in desk.get(f"/cms/views/{page}").content.decode()
