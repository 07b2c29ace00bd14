"""Ada brings a new installation to life: what the site shows before, and what she is asked to do."""

from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.test import Client
from wagtail.models import Page, Site

from campaigns import first_steps
from campaigns.consultations.models import SafeguardingAdvice
from campaigns.models import CampaignPage, HomePage
from tests.conftest import SignIn
from tests.consultations.factories import draft
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.pages.models import Organisation

migration = import_module("union.pages.migrations.0006_a_site_has_a_name")
pytestmark = pytest.mark.django_db
FRONT = "The site has no front page yet: write it, and publish it"
NAME = "The site does not say whose it is yet: name, contact, where people join, colours"
APPROVERS = "Nobody but administrators can approve pages: add colleagues to the group Moderators"
BRANCHES = "No branch is set up yet: branches and the roll come from files, see docs/operations.md"

ROLES = "Nobody holds a role at the desk yet: officers of branches, ballot offices, scrutineers"
ADVICE = "Nobody has written whom a moderator rings when somebody may be at risk: safeguarding advice"


@pytest.fixture
def ada() -> User:
    """Ada Quill is the first administrator."""
    return welcome("ada@example.org", name="Ada Quill", superuser=True)


def a_home(parent: Page | None = None) -> HomePage:
    parent = parent or Page.get_first_root_node()
    home: HomePage = parent.add_child(
        instance=HomePage(title="Harbour Union", slug="harbour", demand="Fair pay", live=False)
    )
    return home


def asked(user: User) -> list[str]:
    return [line.sentence for line in first_steps.to_do(user=user, at=None)]  # type: ignore[arg-type]


def test_before_there_is_a_front_page_the_site_says_so_and_names_no_software(client: Client) -> None:
    said = client.get("/").content.decode()
    assert "<h1>This site is being set up</h1>" in said
    assert 'href="/cms/"' in said
    assert "Wagtail" not in said


def test_the_first_home_that_goes_live_takes_the_place_of_the_page_of_welcome(client: Client) -> None:
    home = a_home()
    assert Site.objects.get().root_page.title == "Welcome to your new Wagtail site!"
    home.save_revision().publish()
    assert (Site.objects.get().root_page_id, Site.objects.get().site_name) == (home.pk, "Tenpoint")
    assert list(Page.objects.filter(depth=2).values_list("title", flat=True)) == ["Harbour Union"]
    assert "Fair pay" in client.get("/").content.decode()


def test_a_site_of_before_that_nobody_named_is_named_once() -> None:
    Site.objects.update(site_name="")
    Site.objects.create(hostname="harbour.example.org", root_page=Site.objects.get().root_page)
    assert str(Site.objects.get(is_default_site=True)) == "localhost [default]"
    migration.name_the_sites(apps, None)
    assert [str(site) for site in Site.objects.order_by("pk")] == [
        "Tenpoint [default]",
        "harbour.example.org",
    ]


def test_a_home_that_was_put_beneath_the_page_of_welcome_takes_its_place_too(client: Client) -> None:
    home = a_home(Site.objects.get().root_page)
    home.save_revision().publish()
    assert Site.objects.get().root_page_id == home.pk
    assert "Fair pay" in client.get("/").content.decode()


def test_a_site_that_has_a_front_page_keeps_it() -> None:
    first = a_home()
    first.save_revision().publish()
    second = Page.get_first_root_node().add_child(
        instance=HomePage(title="Another", slug="another", demand="Less pay", live=False)
    )
    second.save_revision().publish()
    assert Site.objects.get().root_page_id == first.pk


def test_ada_is_led_from_step_to_step_until_all_is_done(ada: User, sign_in: SignIn) -> None:
    desk = sign_in(ada)
    assert asked(ada) == [FRONT, NAME, APPROVERS, BRANCHES]
    page = desk.get("/cms/").content.decode()
    assert 'href="/cms/pages/add/campaigns/homepage/1/"' in page
    for address in ("/cms/pages/add/campaigns/homepage/1/", "/cms/users/"):
        assert desk.get(address).status_code == 200
    a_home().save_revision().publish()
    Organisation.objects.create(site=Site.objects.get(), name="Harbour Union")
    assert asked(ada) == [APPROVERS, BRANCHES]
    welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))
    north_west = Region.objects.create(code="NW", name="North West")
    branch = Branch.objects.create(code="NW-001", name="Harbour", region=north_west)
    assert asked(ada) == [ROLES]
    Role.objects.create(user=ada, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    assert asked(ada) == []


def test_ada_is_told_of_the_safeguarding_advice_once_there_is_a_consultation(
    ada: User, sign_in: SignIn, noon: datetime, settings: LazySettings
) -> None:
    assert ADVICE not in asked(ada)
    draft(noon)
    [line] = [line for line in first_steps.to_do(user=ada, at=noon) if line.sentence == ADVICE]
    assert sign_in(ada).get(line.url).status_code == 200
    settings.DEMO = True
    assert ADVICE not in asked(ada)
    settings.DEMO = False
    SafeguardingAdvice.objects.create(site=Site.objects.get(), what_to_do="Ring 01632 960 022.")
    assert ADVICE not in asked(ada)


def test_a_home_that_was_begun_is_gone_on_with(ada: User, sign_in: SignIn) -> None:
    begun = a_home()
    [front, name, *_] = first_steps.to_do(user=ada, at=None)  # type: ignore[arg-type]
    assert front.url == f"/cms/pages/{begun.pk}/edit/"
    assert sign_in(ada).get(name.url, follow=True).status_code == 200


def test_nobody_else_is_asked_and_the_demo_keeps_its_name(ada: User, settings: LazySettings) -> None:
    assert asked(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors",))) == []
    settings.DEMO = True
    assert asked(ada) == [FRONT, APPROVERS, BRANCHES]


def test_kit_can_begin_the_first_campaign_from_the_front_page_of_the_cms(sign_in: SignIn) -> None:
    home = a_home()
    home.save_revision().publish()
    desk = sign_in(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors",)))
    form = f'href="/cms/pages/add/campaigns/campaignpage/{home.pk}/"'
    assert form in desk.get("/cms/").content.decode()
    home.add_child(instance=CampaignPage(title="Safe visits", slug="safe-visits", demand="Two by two."))
    assert form not in desk.get("/cms/").content.decode()
