"""An editor's browser runs no scripts: every form of a page is saved, and what it did not bring stays."""

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.utils import timezone
from wagtail import fields
from wagtail.models import Page

from campaigns.models import CampaignPage, ConsultationPage, HomePage, PlanPage
from tests.conftest import SignIn
from tests.consultations.factories import opened
from tests.once import told_once
from union.accounts.models import User
from union.pages.fields import StreamField

pytestmark = pytest.mark.django_db
BODY = [("text", "<p>Two by two.</p>")]


@told_once
def written(plan: PlanPage) -> list[Page]:
    """One page of each kind that has a body, with a word in it."""
    home, campaign = HomePage.objects.get(), CampaignPage.objects.get()
    consultation = opened(timezone.now())
    asking = campaign.add_child(
        instance=ConsultationPage(title="Workload", slug="workload", consultation=consultation)
    )
    for page in (home, campaign, asking):
        page.body = BODY
        page.save()
    return [home, campaign, asking]


def as_sent(client: Client, path: str, button: str = "") -> dict[str, list[str]]:
    """What a browser without scripts sends of the form at `path`."""
    form = BeautifulSoup(client.get(path).content, "html.parser").find(id="page-edit-form")
    assert form is not None
    sent: dict[str, list[str]] = {button: [button]} if button else {}
    for box in form.select("input[name], textarea[name], select[name]"):
        if box.get("type") in {"checkbox", "radio"} and not box.has_attr("checked"):
            continue
        chosen = [str(option["value"]) for option in box.select("option[selected]")]
        values = chosen if box.name == "select" else [str(box.get("value", box.text.strip()))]
        sent.setdefault(str(box["name"]), []).extend(values)
    return sent


def latest_of(page: Page) -> Page:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def words_of(page: Page) -> list[tuple[str, str]]:
    latest = latest_of(page)
    return [(child.block_type, child.value.source) for child in latest.body]


def test_a_page_saved_without_scripts_keeps_its_body(sign_in: SignIn, kit: User, written: list[Page]) -> None:
    editor = sign_in(kit)
    for page in written:
        path = f"/cms/pages/{page.pk}/edit/"
        sent = as_sent(editor, path)
        assert not [name for name in sent if name.startswith("body")]
        sent["title"] = [f"{page.title} now"]
        assert editor.post(path, sent).status_code == 302
        assert (latest_of(page).title, words_of(page)) == (f"{page.title} now", BODY)


def test_a_form_that_was_cut_off_keeps_the_body(sign_in: SignIn, kit: User, written: list[Page]) -> None:
    editor, page = sign_in(kit), written[0]
    path = f"/cms/pages/{page.pk}/edit/"
    for torn in ({"body-count": "2", "body-0-deleted": ""}, {"body-count": "many"}):
        assert editor.post(path, as_sent(editor, path) | torn).status_code == 302
        assert words_of(page) == BODY


def test_a_text_that_was_cut_off_is_refused_and_nothing_is_lost(
    subtests: pytest.Subtests, sign_in: SignIn, kit: User, plan: PlanPage
) -> None:
    editor, path = sign_in(kit), f"/cms/pages/{plan.pk}/edit/"
    sent = as_sent(editor, path)
    for torn in ("no json", "[]", "5", '{"blocks": [{"type": "unstyled"}], "entityMap": {}}'):
        with subtests.test(torn=torn):
            answer = editor.post(path, sent | {"intro": [torn]})
            assert (answer.status_code, b"<h1" in answer.content) == (400, True)
            assert latest_of(plan).intro == plan.intro


@pytest.mark.parametrize("above", ["", "home", "999999"])
def test_a_copy_that_says_not_where_it_belongs_is_asked_again(
    sign_in: SignIn, kit: User, plan: PlanPage, above: str
) -> None:
    form = {"new_title": "Again", "new_slug": "again", "new_parent_page": above}
    answer = sign_in(kit).post(f"/cms/pages/{plan.pk}/copy/", form, follow=True)
    assert "Choose the page under which the copy is to stand." in answer.content.decode()
    assert not Page.objects.filter(slug="again").exists()


@pytest.mark.parametrize("door", ["move/1/confirm/", "lock/", "unlock/"])
def test_the_root_of_the_pages_is_neither_moved_nor_locked(sign_in: SignIn, kit: User, door: str) -> None:
    assert sign_in(kit).post(f"/cms/pages/1/{door}").status_code == 404
    assert not Page.objects.get(depth=1).locked


def test_the_root_of_the_pages_is_put_beside_no_other(sign_in: SignIn, kit: User, plan: PlanPage) -> None:
    desk = sign_in(kit)
    root = Page.get_first_root_node()
    assert desk.post(f"/cms/pages/{root.pk}/set_position/?position=0").status_code == 404
    assert desk.get(f"/cms/pages/{plan.pk}/set_position/").status_code == 200


def test_a_page_with_a_fault_comes_back_and_loses_nothing(
    sign_in: SignIn, kit: User, written: list[Page]
) -> None:
    editor, page = sign_in(kit), written[1]
    path = f"/cms/pages/{page.pk}/edit/"
    answer = editor.post(
        path, as_sent(editor, path, "action-publish") | {"demand": [""], "summary": ["Kept"]}
    )
    assert (answer.status_code, answer.content.count(b"This field is required.")) == (200, 1)
    assert b"Kept" in answer.content
    assert words_of(page) == BODY


def test_a_page_is_begun_without_scripts(sign_in: SignIn, kit: User, written: list[Page]) -> None:
    editor, home = sign_in(kit), written[0]
    path = f"/cms/pages/add/campaigns/campaignpage/{home.pk}/"
    sent = as_sent(editor, path) | {"title": ["Pay now"], "slug": ["pay-now"], "demand": ["Seven per cent."]}
    assert editor.post(path, sent).status_code == 302
    assert list(CampaignPage.objects.get(slug="pay-now").body) == []


def test_every_body_of_the_project_is_such_a_field() -> None:
    found = {
        f"{model.__name__}.{field.name}": type(field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, fields.StreamField)
    }
    assert found.pop("CampaignPage.body") is StreamField
    assert set(found.values()) == {StreamField}


def test_a_preview_may_stand_in_the_editor_with_its_checks(
    sign_in: SignIn, kit: User, written: list[Page]
) -> None:
    answer = sign_in(kit).get(f"/cms/pages/{written[1].pk}/view_draft/")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "wagtail-userbar" in answer.content.decode()
