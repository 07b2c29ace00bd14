"""One page of each type, with every block its body may hold."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from wagtail.models import Page, Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

from ballots.models import Ballot
from campaigns.branches import BranchPage
from campaigns.consultations.models import Consultation
from campaigns.models import (
    BallotPage,
    CampaignPage,
    ConsultationPage,
    HelpPage,
    HomePage,
    NewsIndexPage,
    NewsletterPage,
    OpinionPage,
    PayClaimPage,
    PetitionPage,
    PlanPage,
    PolicyPaperPage,
    PressReleasePage,
    ResultPage,
)
from petitions.models import Petition
from tests.campaigns.bodies import everything
from tests.campaigns.publishing import in_welsh
from union.members.models import Branch
from union.pages.context import KEPT as ORGANISATIONS
from union.pages.kept_pages import CHANGE

WORDS = "<p>In our own words.</p>"
RECORDS = (
    (PetitionPage, "petition", Petition),
    (BallotPage, "ballot", Ballot),
    (ConsultationPage, "consultation", Consultation),
)


def whole_body(kind: type[Page]) -> list[tuple[str, Any]]:
    """The preview of each block, in the order in which editors see them."""
    blocks = kind._meta.get_field("body").stream_block.child_blocks
    return [(name, block.get_preview_value()) for name, block in blocks.items()]


def forget_all_but_the_site() -> None:
    """The cache as another page leaves it: who runs the site, where it begins, nothing of what is shown."""
    roots = Site.get_site_root_paths()
    kept = cache.get_many([CHANGE, ORGANISATIONS])
    cache.clear()
    cache.set_many(kept, 600)
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, roots, 600, version=SITE_ROOT_PATHS_CACHE_VERSION)


def one_of_each(at: datetime) -> list[str]:
    """The paths of home, campaign, plan, news and a page of each other type."""
    everything(at)
    home, campaign, plan = HomePage.objects.get(), CampaignPage.objects.get(), PlanPage.objects.get()
    ballot, consultation = Ballot.objects.get(), Consultation.objects.get()
    news = home.add_child(instance=NewsIndexPage(title="News", slug="news", intro=WORDS))
    pages: list[tuple[Page, Page]] = [
        (news, PressReleasePage(title="Fund it now", slug="press")),
        (
            news,
            PolicyPaperPage(title="Our first view", slug="paper", in_short=WORDS, consultation=consultation),
        ),
        (
            news,
            OpinionPage(
                title="More than ever", slug="opinion", author="Robin Vale", petition=Petition.objects.get()
            ),
        ),
        (news, NewsletterPage(title="Twice the time", slug="letter", issue="Newsletter, March 2022")),
        (home, PayClaimPage(title="Our claim", slug="claim", demand="Keep up with prices.", ballot=ballot)),
        (home, HelpPage(title="Help", slug="help", urgent="Do not reply yet.", contact=WORDS)),
        (
            campaign,
            ResultPage(title="What you said", slug="result", ballot=ballot, consultation=consultation),
        ),
    ]
    for parent, page in pages:
        page.summary, page.body = "In one sentence.", whole_body(type(page))
        parent.add_child(instance=page)
        page.save_revision().publish()
    for page in (home, campaign):
        page.refresh_from_db()
        page.body = whole_body(type(page))
        page.save_revision().publish()
    return [page.get_url() for page in (home, campaign, plan, news, *(page for _parent, page in pages))]


def all_in_welsh() -> list[str]:
    """The paths of the Welsh sides of all of them, of a branch and of a page around each kind of record."""
    campaign = CampaignPage.objects.get()
    for kind, name, record in RECORDS:
        page = kind(title=f"The {name}", slug=f"the-{name}", intro=WORDS, **{name: record.objects.get()})
        page.body = whole_body(kind)
        campaign.add_child(instance=page)
    branch = BranchPage(title="Harbour branch", slug="harbour", intro=WORDS, contact=WORDS)
    branch.branch = Branch.objects.first()
    HomePage.objects.get().add_child(instance=branch)
    pages = HomePage.objects.get().get_descendants(inclusive=True).live().order_by("path").specific()
    return [in_welsh(page).get_url() for page in list(pages)]
