"""Whoever comes to the CMS is shown no way that turns them back."""

import re
from datetime import datetime

import pytest
from django.test import Client

from campaigns.giving import give_branch_its_pages
from campaigns.models import HomePage, PlanPage
from tests.conftest import SignIn
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region

pytestmark = pytest.mark.django_db
GROUPS = ["Editors", "Moderators", "Organisers", "Keyers of paper", "Safeguarding leads", "Researchers"]
GROUPS += ["Pay officers"]


def ways(front: str) -> set[str]:
    """Where the menu leads, as the front page tells it to the script that draws it."""
    return set(re.findall(r'"url": "(/cms/[^"]+)"', front))


def turned_back(browser: Client, front: str) -> set[str]:
    return {
        way for way in ways(front) if browser.get(way, follow=True).redirect_chain[-1:] == [("/cms/", 302)]
    }


def test_the_menu_calls_people_by_their_name(plan: PlanPage, sign_in: SignIn) -> None:
    nell = welcome("nell@example.org", name="Nell Byrne", groups=("Editors",))
    assert '"name": "Nell Byrne"' in sign_in(nell).get("/cms/").content.decode()
    User.objects.filter(pk=nell.pk).update(name="")
    assert '"name": "nell@example.org"' in sign_in(nell).get("/cms/").content.decode()


@pytest.mark.parametrize("group", GROUPS)
def test_each_way_of_the_menu_opens(plan: PlanPage, sign_in: SignIn, group: str) -> None:
    browser = sign_in(welcome("nell@example.org", name="Nell Byrne", groups=(group,)))
    pages = group in ("Editors", "Moderators")
    front = browser.get("/cms/").content.decode()
    assert (turned_back(browser, front), 'role="search"' in front) == (set(), pages)
    assert ("/cms/localize/reports/translations/" in ways(front)) == pages


def test_each_way_of_a_branchs_menu_opens(plan: PlanPage, sign_in: SignIn, kit: User, at: datetime) -> None:
    region = Region.objects.create(code="NW", name="North West")
    branch = Branch.objects.create(code="NW-1", name="Harbour", region=region)
    ines = welcome("ines@example.org", name="Ines Okafor")
    Role.objects.create(user=ines, kind=Role.Kind.BRANCH_OFFICER, branch=branch)
    give_branch_its_pages(branch, home=HomePage.objects.get(), by=kit, at=at)
    browser = sign_in(ines)
    front = browser.get("/cms/").content.decode()
    assert turned_back(browser, front) == set()
    assert "/cms/reports/page-types-usage/" not in ways(front)
