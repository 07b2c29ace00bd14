"""A page is there in two languages: what is done to one is done to the other, and said before."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from campaigns.models import CampaignPage, HomePage, PlanPage
from tests.campaigns.publishing import in_welsh
from tests.conftest import SignIn
from tests.once import told_once
from tests.union.publishing.changes import said
from union.accounts.models import User
from union.publishing.recalling import recall_all

migration = import_module("union.publishing.migrations.0004_hidden_in_every_language")
pytestmark = pytest.mark.django_db
ENGLISH, WELSH = "/safe-visits/plan/", "/cy/safe-visits/cynllun/"
FORM = {"confirm_site_name": "Tenpoint"}


@told_once
def side(plan: PlanPage) -> PlanPage:
    made: PlanPage = in_welsh(plan, title="Tri phwynt", slug="cynllun")
    return made


@told_once
def other(side: PlanPage) -> CampaignPage:
    """A campaign that is there in English alone."""
    found: CampaignPage = HomePage.objects.get(locale__language_code="en-gb").add_child(
        instance=CampaignPage(title="Fair pay", slug="fair-pay", demand="More.")
    )
    return found


def where(page: Page) -> str:
    return str(Page.objects.get(pk=page.pk).get_url())


def open_to(client: Client) -> list[bool]:
    return ["Go in twos" in client.get(path).content.decode() for path in (ENGLISH, WELSH)]


@pytest.mark.parametrize("which", ["plan", "side"])
def test_both_languages_are_moved_together(
    request: pytest.FixtureRequest,
    plan: PlanPage,
    side: PlanPage,
    other: CampaignPage,
    ada: User,
    sign_in: SignIn,
    which: str,
) -> None:
    page, there = request.getfixturevalue(which), in_welsh(other, title="Cyflog teg", slug="cyflog-teg")
    to = other if which == "plan" else there
    door = f"/cms/pages/{page.pk}/move/{to.pk}/confirm/"
    assert "This will also move one translation of this page" in sign_in(ada).get(door).content.decode()
    assert sign_in(ada).post(door).status_code == 302
    assert (where(plan), where(side)) == ("/fair-pay/plan/", "/cy/cyflog-teg/cynllun/")
    assert Client().get(WELSH)["Location"] == "/cy/cyflog-teg/cynllun/"


def test_a_page_whose_other_language_has_no_place_there_stays_and_says_why(
    plan: PlanPage, side: PlanPage, other: CampaignPage, ada: User, sana: User, sign_in: SignIn
) -> None:
    door = f"/cms/pages/{plan.pk}/move/{other.pk}/confirm/"
    named = "Nothing was moved: “Tri phwynt”, its side in Welsh, has to go along, and "
    lacks = f"{named}“Fair pay” is not there in that language. Translate it first."
    for ask in (sign_in(ada).get, sign_in(ada).post):
        assert said(ask(door, follow=True)) == [lacks]
    there = in_welsh(other, title="Cyflog teg", slug="cyflog-teg")
    there.add_child(instance=PlanPage(title="Arall", slug="cynllun"))
    assert said(sign_in(ada).post(door, follow=True))[0].startswith(f"{named}another page there has its addr")
    many = f"/cms/bulk/wagtailcore/page/move/?id={plan.pk}"
    assert said(sign_in(ada).post(many, {"chooser": str(other.pk)}, follow=True)) == [
        "Nothing was moved: “Three points” is there in another language too. Move such pages one at a time, "
        "so that each side finds its place."
    ]
    assert (where(plan), where(side)) == (ENGLISH, WELSH)


@pytest.mark.parametrize("door", ["/cms/pages/{pk}/delete/", "/cms/bulk/wagtailcore/page/delete/?id={pk}"])
def test_a_translation_goes_with_its_page_once_both_are_recalled(
    plan: PlanPage, side: PlanPage, sana: User, at: Any, sign_in: SignIn, door: str
) -> None:
    recall_all(plan, reason="A wrong figure.", by=sana, at=at)
    asked = sign_in(sana).get(door.format(pk=plan.pk)).content.decode()
    assert "Deleting this page will also delete 1 translation" in asked or "Tri phwynt" in asked
    side.save_revision().publish()
    assert said(sign_in(sana).post(door.format(pk=plan.pk), FORM, follow=True))[0].startswith(
        "Nothing was deleted: “Tri phwynt” is live."
    )
    Page.objects.filter(pk=side.pk).update(live=False)
    sign_in(sana).post(door.format(pk=plan.pk), FORM)
    assert Page.objects.filter(pk__in=[plan.pk, side.pk]).count() == 0


def test_a_translation_is_deleted_alone(plan: PlanPage, side: PlanPage, sana: User, sign_in: SignIn) -> None:
    Page.objects.filter(pk=side.pk).update(live=False)
    sign_in(sana).post(f"/cms/pages/{side.pk}/delete/", FORM)
    assert list(Page.objects.filter(pk__in=[plan.pk, side.pk])) == [plan.page_ptr]


@pytest.mark.parametrize("which", ["plan", "side"])
def test_what_some_alone_may_read_is_hidden_in_both_languages(
    request: pytest.FixtureRequest, plan: PlanPage, side: PlanPage, sana: User, sign_in: SignIn, which: str
) -> None:
    """Sana hides a page that names somebody: its translation names them too."""
    door = f"/cms/pages/{request.getfixturevalue(which).pk}/privacy/"
    staff = Group.objects.get(name="Editors")
    assert open_to(Client()) == [True, True]
    for kind, more in (("password", {"password": "open"}), ("groups", {"groups": [staff.pk]}), ("login", {})):
        assert sign_in(sana).post(door, {"restriction_type": kind, **more}).status_code == 200
        assert open_to(Client()) == [False, False]
        locks = PageViewRestriction.objects.filter(page__in=[plan, side])
        assert [lock.restriction_type for lock in locks] == [kind, kind]
        assert {lock.groups.count() for lock in locks} == {int(kind == "groups")}
    sign_in(sana).post(door, {"restriction_type": "none"})
    assert open_to(Client()) == [True, True]
    PageViewRestriction.objects.create(page=side, restriction_type="login")
    sign_in(sana).post(f"/cms/pages/{plan.pk}/privacy/", {"restriction_type": "none"})
    assert open_to(Client()) == [True, False]


def test_what_was_hidden_in_one_language_before_the_upgrade_is_hidden_in_both(
    plan: PlanPage, side: PlanPage
) -> None:
    lock = PageViewRestriction.objects.create(page=plan, restriction_type="groups")
    lock.groups.set(Group.objects.filter(name="Editors"))
    for _ in range(2):
        migration.hide_alike(apps, None)
    assert open_to(Client()) == [False, False]
    assert [list(one.groups.all()) for one in side.view_restrictions.all()] == [list(lock.groups.all())]
