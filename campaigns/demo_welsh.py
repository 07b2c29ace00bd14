"""The demo's second languages and second people: Welsh pages, a branch with pages, a change that waits."""

from datetime import datetime

from wagtail.models import Locale, Site

from campaigns import demo_welsh_words as words
from campaigns.branches import BranchPage
from campaigns.demo_translating import put_into_welsh, welsh_of
from campaigns.giving import give_branch_its_pages
from campaigns.models import HomePage, PlanPage
from union.accounts.models import User
from union.demo import Hint
from union.members.models import Branch
from union.pages.models import Organisation

BRANCH, WELSH_BRANCH = "NW-001", "CW-001"
CAMPAIGN, PLAN, CHARTER = "protect-vulnerable-children", "ten-point-plan", "charter-for-change"


def demo_welsh(*, at: datetime) -> list[Hint]:
    """Every page of the demo in Welsh; made once."""
    welsh = Locale.objects.get(language_code="cy")
    if not HomePage.objects.filter(locale=welsh).exists():
        home = HomePage.objects.get(locale__language_code="en-gb")
        by = User.objects.filter(email="moderator@example.org").first()
        pages = home.get_descendants(inclusive=True).live().not_type(BranchPage).order_by("path")
        for page in pages.specific():
            put_into_welsh(page, welsh, words=welsh_of, by=by)
        site = Site.objects.get(is_default_site=True)
        Organisation.objects.update_or_create(site=site, defaults={"strapline_cy": words.STRAPLINE})
    plan = "/".join(words.BY_THEMSELVES[slug] for slug in (CAMPAIGN, PLAN))
    return [Hint("The ten-point plan in Welsh, and every other page of the campaign", f"/cy/{plan}/")]


def demo_flow(*, at: datetime) -> list[Hint]:
    """Two branches with pages of their own, and a change to the charter that waits for a second person."""
    for branch in Branch.objects.filter(code__in=[BRANCH, WELSH_BRANCH]).order_by("-code"):
        if not BranchPage.objects.filter(branch=branch).exists():
            _branch_page(branch, at=at)
    charter = PlanPage.objects.filter(slug=CHARTER).first()
    kit = User.objects.filter(email="editor@example.org").first()
    if charter and kit and not charter.workflow_states.exists():
        charter.summary = "Five demands from the people who protect children, and what became of each."
        charter.save_revision(user=kit)
        charter.get_workflow().start(charter, kit)
    return [
        *_welsh_hint(),
        Hint("A branch with pages of its own; officer@example.org edits them and nothing else", "/cms/"),
        Hint("Sign in as moderator@example.org to approve a change that waits for a second person", "/cms/"),
    ]


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
    if branch.region.name_cy:  # where pages are meant for Wales
        _in_welsh(page, by=office)


def _in_welsh(page: BranchPage, *, by: User) -> None:
    """Its Welsh side; a place has one name and one address."""
    welsh = Locale.objects.get(language_code="cy")
    put_into_welsh(
        page,
        welsh,
        words=lambda string: string if string in (page.title, page.slug) else welsh_of(string),
        by=by,
    )


def _welsh_hint() -> list[Hint]:
    page = BranchPage.objects.filter(branch__code=WELSH_BRANCH, locale__language_code="cy").first()
    return [Hint("The page of a branch in Wales, in both languages", page.get_url())] if page else []
