"""What was taken down is in nothing that stays; what is to come has a name that nobody guesses."""

import re
from datetime import datetime

import pytest
from django.core.files.base import ContentFile
from django.test import Client, TestCase
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction

from campaigns.models import CampaignPage, HomePage, NewsIndexPage, PlanPage
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.pages.media import body_in
from union.pages.models import CampaignDocument, CampaignImage
from union.publishing.recalling import recall

pytestmark = pytest.mark.django_db
REASON = "A figure in point 2 was wrong."
MEDIA = ("web", "print", "email", "text")


@pytest.fixture
def sana(db: None) -> User:
    """Sana Mirza looks after what is published."""
    return welcome("sana@example.org", name="Sana Mirza", groups=("Moderators",))


def shown(plan: Page) -> list[bool]:
    """Whether blocks that show the plan name it or lead to it, on the web and elsewhere."""
    page = plan.pk
    body = [
        {"type": "plan", "value": {"plan": page}},
        {"type": "demand", "value": {"demand": "No visit alone.", "page": page}},
        {
            "type": "call_to_action",
            "value": {"heading": "Read on", "text": "", "label": "Read", "page": page},
        },
    ]
    campaign = CampaignPage(title="Pay", demand="More.", body=body)
    drawn = [body_in(campaign.body, medium=medium, context={}) for medium in MEDIA]
    assert ["Read on" in words for words in drawn] == [True] * 4
    return [any(word in words for word in ("Three points", "Go in twos", "/plan/")) for words in drawn]


def test_a_recalled_plan_is_in_no_block_of_another_page(plan: PlanPage, sana: User, at: datetime) -> None:
    assert shown(plan) == [True] * 4
    recall(plan, reason=REASON, by=sana, at=at)
    assert shown(plan) == [False] * 4


def test_what_stands_beneath_a_recalled_page_does_not_name_it(
    client: Client, plan: PlanPage, sana: User, at: datetime
) -> None:
    campaign = plan.get_parent().specific
    assert "Safe visits" in client.get("/safe-visits/plan/").content.decode()
    recall(campaign, reason=REASON, by=sana, at=at)
    page = client.get("/safe-visits/plan/")
    assert (page.status_code, "Safe visits" in page.content.decode()) == (200, False)


def test_news_beneath_a_front_page_that_is_a_draft_are_listed(client: Client, plan: PlanPage) -> None:
    home = HomePage.objects.get()
    home.add_child(instance=NewsIndexPage(title="News", slug="news"))
    Page.objects.filter(pk=home.pk).update(live=False)
    assert "There is no news yet." in client.get("/news/").content.decode()


def test_the_points_of_a_plan_that_some_alone_may_read_are_in_no_block(
    client: Client, plan: PlanPage
) -> None:
    PageViewRestriction.objects.create(page=plan, restriction_type=PageViewRestriction.LOGIN)
    body = [{"type": "plan", "value": {"plan": plan.pk}}]
    campaign = plan.get_parent().specific
    campaign.body = body
    campaign.save_revision().publish()
    html = client.get("/safe-visits/").content.decode()
    assert "Go in twos" not in html


@pytest.mark.parametrize("locked", ["plan", "campaign"])
def test_a_page_that_some_alone_may_read_is_on_no_card_of_another(
    client: Client, plan: PlanPage, locked: str
) -> None:
    campaign = plan.get_parent()
    plan.summary = "What only members are told."
    plan.save()
    page, above = (plan, campaign) if locked == "plan" else (campaign, campaign.get_parent())
    address, link = above.get_url(), f'<a href="{page.get_url()}">{page.title}</a>'
    assert link in client.get(address).content.decode()
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    words = client.get(address).content.decode()
    assert (link in words, "What only members are told." in words) == (False, False)


def test_a_recalled_page_leaves_every_list_at_once(
    client: Client, plan: PlanPage, sana: User, at: datetime
) -> None:
    """Also those that are kept for some seconds."""
    addresses = (
        "/api/pages/",
        "/safe-visits/plam/",
        "/safe-visits/feed/",
        "/search/?q=points",
        "/sitemap.xml",
    )
    marks = ("Three points", "/safe-visits/plan/")

    def listed() -> list[str]:
        found = {address: client.get(address).content.decode() for address in addresses}
        return [address for address, words in found.items() if any(mark in words for mark in marks)]

    plan.save_revision().publish()
    assert listed() == list(addresses)
    with TestCase.captureOnCommitCallbacks(execute=True):
        recall(plan, reason=REASON, by=sana, at=at)
    assert listed() == []
    gone = {
        path: client.get(f"/safe-visits/plan/{path}").status_code
        for path in ("", "pdf/", "picture/", "feed/")
    }
    assert gone == {"": 410, "pdf/": 410, "picture/": 404, "feed/": 404}
    assert client.get(f"/api/pages/{plan.pk}/").status_code == 404


def test_nobody_guesses_the_name_of_a_file_that_is_there_before_its_page(db: None) -> None:
    names = []
    for _ in range(2):
        file = ContentFile(b"x", name="pay-offer.pdf")
        document = CampaignDocument.objects.create(title="Pay offer", file=file)
        document.save()
        picture = get_test_image_file(filename=f"{'minister' * 9}.png")
        image = CampaignImage.objects.create(title="Minister", file=picture)
        names += [document.filename, image.get_rendition("width-100").file.name]
    secrets = [re.findall(r"[0-9a-f]{16}", name) for name in names]
    assert ([len(found) for found in secrets], len({found[0] for found in secrets})) == ([1] * 4, 4)
    assert re.fullmatch(r"pay-offer-[0-9a-f]{16}\.pdf", names[0])
