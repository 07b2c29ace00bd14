"""A small site: one campaign with a plan of three points."""

import pytest
from wagtail.models import Page, Site

from campaigns.models import CampaignPage, HomePage, PlanPage, PlanPoint
from tests.campaigns.publishing import may_hurry
from union.accounts.models import User
from union.accounts.welcoming import welcome


@pytest.fixture
def plan(db: None) -> PlanPage:
    """The plan of a small campaign, at /safe-visits/plan/."""
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Home", slug="front", demand="Safe visits")
    )
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    campaign = home.add_child(
        instance=CampaignPage(title="Safe visits", slug="safe-visits", demand="Two by two.")
    )
    plan = PlanPage(title="Three points", slug="plan", summary="Short and good.", intro="<p>We asked.</p>")
    plan.points = [
        PlanPoint(number=n, sort_order=n, title=title, text=f"<p>{title}, always.</p>", anchor=anchor)
        for n, title, anchor in (
            (1, "Go in twos", "twos"),
            (2, "Fill the posts", "posts"),
            (3, "Cut the forms", "forms"),
        )
    ]
    return campaign.add_child(instance=plan)


@pytest.fixture
def kit(db: None) -> User:
    """Kit Marlowe edits the union's pages, and may publish alone when it cannot wait."""
    return may_hurry(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors", "Moderators")))
