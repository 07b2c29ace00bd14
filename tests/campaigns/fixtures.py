"""A small site: one campaign with a plan of three points."""

import pytest
from wagtail.models import Page, Site

from campaigns.models import CampaignPage, HomePage, PlanPage, PlanPoint
from tests.campaigns.publishing import may_hurry
from tests.once import told_once
from union.accounts.models import User
from union.accounts.welcoming import welcome
from union.pages import drawing
from union.pdf import make_pdf
from union.publishing import press_prints


def small_plan() -> PlanPage:
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


def kit_marlowe() -> User:
    """Kit Marlowe edits the union's pages, and may publish alone when it cannot wait."""
    return may_hurry(welcome("kit@example.org", name="Kit Marlowe", groups=("Editors", "Moderators")))


@told_once
def plan() -> PlanPage:
    return small_plan()


@told_once
def kit() -> User:
    return kit_marlowe()


@pytest.fixture
def drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs are drawn within this process, where their words are read: to begin one apart takes a second."""
    for module in (drawing, press_prints):
        monkeypatch.setattr(module, "make_pdf_apart", make_pdf)
