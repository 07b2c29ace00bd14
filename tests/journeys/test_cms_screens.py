"""Sana goes through our own screens of the CMS on a phone, and axe goes with her."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from campaigns.comments.commenting import confirm_comment
from campaigns.models import HelpPage, OpinionPage, PlanPage
from campaigns.newsletters import mailing as verbs
from campaigns.newsletters.models import Mailing
from tests.comments.test_comments import left
from tests.journeys.conftest import axe_findings
from tests.newsletters.factories import newsletter, page, subscriber
from union.accounts.models import Role, User
from union.accounts.welcoming import welcome
from union.members.models import Branch, Region
from union.publishing.recalling import recall

pytestmark = pytest.mark.parametrize("javascript", [True], ids=["js"])


WIDER_THAN_THE_PHONE = """() => [...document.querySelectorAll("main :is(table, input, select, textarea, p)")]
    .filter(shown => shown.offsetParent && shown.getBoundingClientRect().right > innerWidth)
    .map(shown => `${shown.outerHTML.slice(0, 200)} is wider than the phone`)"""


def screens(plan: PlanPage, kit: User, sana: User) -> list[str]:
    """Those that no other journey looks at; something stands on each."""
    now, parent = timezone.now(), plan.get_parent()
    gone, article = (
        parent.add_child(instance=made)
        for made in (
            HelpPage(title="Wrong", slug="wrong"),
            OpinionPage(title="Listen", slug="opinion", author="Robin Vale", first_published_at=now),
        )
    )
    recall(gone, reason="A figure in it was wrong.", by=sana, at=now)
    confirm_comment(left(article, at=now), at=now)
    news = newsletter()
    subscriber("amara", news, at=now)
    draft = Mailing(page=page(), subject="Three points", audience="subscribers", newsletter=news)
    mailing = verbs.make(draft, by=kit, at=now)
    Role.objects.create(user=sana, kind=Role.Kind.NATIONAL_OFFICE)
    Branch.objects.create(code="NW-001", name="Quarnthwaite", region=Region.objects.create(name="North West"))
    return [
        "/cms/desk-roles/",
        "/cms/desk-roles/new/",
        "/cms/branches/",
        f"/cms/pages/{gone.pk}/recall/",
        f"/cms/pages/{plan.pk}/hurry/",
        "/cms/images/add/",
        "/cms/documents/multiple/add/",
        "/cms/comments/",
        "/cms/newsletters/",
        f"/cms/newsletters/{mailing.pk}/",
        f"/cms/newsletters/{mailing.pk}/edit/",
        "/cms/newsletters/offers/",
        f"/cms/newsletters/offers/edit/{news.pk}/",
    ]


def test_sana_finds_every_screen_of_ours_within_reach(
    phone: Page, plan: PlanPage, kit: User, carry: Callable[[Page, User], None]
) -> None:
    sana = welcome("sana@example.org", name="Sana Mirza", superuser=True)
    paths, found = screens(plan, kit, sana), {}
    carry(phone, sana)
    for path in paths:
        found[path] = faults_at(phone, path)
    assert {path: faults for path, faults in found.items() if faults} == {}


def faults_at(screen: Page, path: str) -> list[str]:
    """What axe finds on the whole of it, Wagtail's frame included."""
    answer = screen.goto(path)
    assert answer is not None
    assert (answer.status, screen.url.endswith(path)) == (200, True)
    screen.wait_for_load_state()
    wide = screen.evaluate(WIDER_THAN_THE_PHONE)
    light = axe_findings(screen)
    screen.emulate_media(color_scheme="dark")
    dark = axe_findings(screen)
    screen.emulate_media(color_scheme="light")
    return [*wide, *light, *dark]
