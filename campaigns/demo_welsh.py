"""The demo's second languages and second people: Welsh pages, a branch with pages, a change that waits."""

from datetime import datetime

from django.utils.text import slugify
from wagtail.models import Locale

from campaigns import demo_welsh_words as words
from campaigns.branches import BranchPage
from campaigns.giving import give_branch_its_pages
from campaigns.models import CampaignPage, HomePage, PlanPage
from union.accounts.models import User
from union.demo import Hint
from union.members.models import Branch

BRANCH = "NW-001"
CAMPAIGN, PLAN, CHARTER = "protect-vulnerable-children", "ten-point-plan", "charter-for-change"


def demo_welsh(*, at: datetime) -> list[Hint]:
    """Home, campaign and ten-point plan in Welsh; made once."""
    welsh = Locale.objects.get(language_code="cy")
    if not HomePage.objects.filter(locale=welsh).exists():
        _home(welsh)
        _campaign(welsh)
        _plan(welsh)
    return [Hint("The ten-point plan in Welsh", f"/cy/{words.CAMPAIGN_SLUG}/{words.PLAN_SLUG}/")]


def demo_flow(*, at: datetime) -> list[Hint]:
    """A branch with pages of its own, and a change to the charter that waits for a second person."""
    branch = Branch.objects.filter(code=BRANCH).first()
    if branch and not BranchPage.objects.filter(branch=branch).exists():
        _branch_page(branch, at=at)
    charter = PlanPage.objects.filter(slug=CHARTER).first()
    kit = User.objects.filter(email="editor@example.org").first()
    if charter and kit and not charter.workflow_states.exists():
        charter.summary = "Five demands from the people who protect children, and what became of each."
        charter.save_revision(user=kit)
        charter.get_workflow().start(charter, kit)
    return [
        Hint("A branch with pages of its own; officer@example.org edits them and nothing else", "/cms/"),
        Hint("A change that waits for a second person: sign in as moderator@example.org", "/cms/"),
    ]


def _home(welsh: Locale) -> None:
    home = HomePage.objects.get(locale__language_code="en-gb").copy_for_translation(welsh)
    home.title, home.slug, home.demand = "Hafan", "hafan", words.HOME
    home.summary, home.action_label, home.body = words.HOME_SUMMARY, words.BUTTON, []
    home.save_revision().publish()


def _campaign(welsh: Locale) -> None:
    page = CampaignPage.objects.get(slug=CAMPAIGN).copy_for_translation(welsh)
    page.title, page.slug = words.CAMPAIGN_TITLE, words.CAMPAIGN_SLUG
    page.summary, page.demand = words.CAMPAIGN_SUMMARY, words.DEMAND
    page.body = [("text", words.CAMPAIGN)]
    page.save_revision().publish()
    home = HomePage.objects.get(locale=welsh)
    home.action_page = page
    home.save_revision().publish()


def _plan(welsh: Locale) -> None:
    page = PlanPage.objects.get(slug=PLAN).copy_for_translation(welsh)
    page.title, page.slug, page.summary = words.PLAN_TITLE, words.PLAN_SLUG, words.PLAN_SUMMARY
    page.intro, page.contact, page.point_word = words.PLAN_INTRO, words.CONTACT, words.POINT_WORD
    for point, (title, text) in zip(page.points.all(), words.TEN_POINTS, strict=True):
        point.title, point.text, point.anchor = title, f"<p>{text}</p>", slugify(title)[:80]
        point.save()
    page.save_revision().publish()


def _branch_page(branch: Branch, *, at: datetime) -> None:
    home = HomePage.objects.get(locale__language_code="en-gb")
    office = User.objects.filter(is_superuser=True).order_by("pk").first()
    if office is None:
        return
    page = give_branch_its_pages(branch, home=home, by=office, at=at)
    page.summary = "Who we are, how to reach us, and what is going on."
    page.intro = "<p>We are the branch for people in public services here. Every workplace has a steward.</p>"
    page.contact = "<p>Write to branch@example.org, or ask your steward.</p>"
    page.save_revision().publish()
