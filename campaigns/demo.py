"""The demo's pages, built as an editor would: a home, a campaign, a plan, a charter and what is new."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import slugify
from wagtail.models import Page, Site

from ballots.models import Ballot
from campaigns import demo_words as words
from campaigns.consultations import demo_unmet_words as unmet
from campaigns.consultations import demo_watch_words as watch
from campaigns.consultations.models import AnsweredTheme, Consultation, PublishedQuote, ReleasedFigure
from campaigns.demo_news import build_news, pay_claim
from campaigns.demo_publishing import publish_beneath
from campaigns.founding import take_the_front
from campaigns.models import (
    BallotPage,
    CampaignPage,
    ConsultationPage,
    HomePage,
    PetitionPage,
    PlanPage,
    PlanPoint,
)
from petitions.models import Petition
from union.demo import Hint
from union.pages.models import Organisation

Source = tuple[str, QuerySet[Any]]  # the kind of block, and where what it shows is found


def demo_campaign(*, at: datetime) -> list[Hint]:
    """Home, campaign, ten-point plan, charter, news and help; made once."""
    if not HomePage.objects.exists():
        _build(_home(), at=at)
    _organisation()
    return [
        Hint("The campaign", "/protect-vulnerable-children/"),
        Hint("Two pay claims compared at your own pay point", "/our-pay-claim/"),
        *_ballot_hints(),
        Hint("News: a press release, a paper, an article with comments, a newsletter", "/news/"),
        Hint("Help for a member whose regulator writes", "/help/when-the-regulator-writes/"),
        Hint(
            "The ten-point plan, as a page and as a leaflet", "/protect-vulnerable-children/ten-point-plan/"
        ),
    ]


def _organisation() -> None:
    """What the demo's union says of itself, unless somebody tried other words."""
    site = Site.objects.get(is_default_site=True)
    if not Organisation.objects.filter(site=site).exists():
        Organisation.objects.create(
            site=site,
            strapline="The union for public service workers",
            contact_email="campaigns@example.org",
            join_link="https://example.org/join",
        )


def _home() -> HomePage:
    """Our home in the place of Wagtail's welcome page."""
    root = Page.get_first_root_node()
    home: HomePage = root.add_child(
        instance=HomePage(
            title="Home",
            slug="tenpoint",
            demand="Ten points. Every child safe.",
            summary="Public service workers say what they need to do their work well.",
        )
    )
    take_the_front(home)
    return home


def _build(home: HomePage, *, at: datetime) -> None:
    campaign: CampaignPage = home.add_child(
        instance=CampaignPage(
            title="Protect vulnerable children",
            slug="protect-vulnerable-children",
            demand=words.DEMAND,
            summary="Our campaign for safe caseloads, enough colleagues and systems that help.",
        )
    )
    plan, charter = _plan_and_charter(campaign)
    _petition_page(campaign)
    _watch_page(campaign)
    campaign.body = [("text", words.CAMPAIGN), *_actions(), ("plan", {"plan": plan})]
    campaign.save_revision().publish()
    claim = pay_claim()
    publish_beneath(home, claim)
    _ballot_page(claim)
    build_news(home, campaign=campaign, plan=plan, charter=charter, at=at)
    home.refresh_from_db()
    home.action_page, home.body = campaign, [*_ballots()]
    home.save_revision().publish()


def _plan_and_charter(campaign: CampaignPage) -> tuple[PlanPage, PlanPage]:
    plan = _plan(
        campaign,
        PlanPage(
            title="Our 10-point plan for protecting vulnerable children",
            slug="ten-point-plan",
            summary="What social workers say would keep children safe.",
            intro=words.PLAN_INTRO,
        ),
        words.TEN_POINTS,
        sources=PLAN_SOURCES,
    )
    charter = _plan(
        campaign,
        PlanPage(
            title="Charter for change",
            slug="charter-for-change",
            summary="Five demands from the people who protect children.",
            intro=words.CHARTER_INTRO,
            point_word="Demand",
        ),
        words.FIVE_DEMANDS,
        sources=CHARTER_SOURCES,
    )
    return plan, charter


def _ballot_page(claim: Page) -> None:
    """The latest ballot on a page of its own; its own address leads there."""
    for ballot in Ballot.objects.public().filter(by_returns=False).order_by("-pk")[:1]:
        page = BallotPage(
            title=ballot.title,
            slug="ballot",
            ballot=ballot,
            summary="What members of the branch say about the claim.",
            intro=words.BALLOT_INTRO,
        )
        publish_beneath(claim, page)


def _ballot_hints() -> list[Hint]:
    pages = BallotPage.objects.live().order_by("path")[:1]
    return [Hint("A ballot on a page of the campaign", page.get_url() or "") for page in pages]


def _petition_page(campaign: CampaignPage) -> None:
    """The petition on a page of its own; its own address leads there."""
    for petition in Petition.objects.public().order_by("pk")[:1]:
        page = PetitionPage(
            title=petition.title,
            slug="petition",
            petition=petition,
            summary="Every signature makes it harder to put the plan in a drawer.",
            intro=words.PETITION_INTRO,
        )
        publish_beneath(campaign, page)


def _watch_page(campaign: CampaignPage) -> None:
    """What 1,140 colleagues said of one day, and what came of it."""
    for consultation in Consultation.objects.filter(slug=watch.SLUG):
        page = ConsultationPage(
            title=consultation.title,
            slug="social-work-watch",
            consultation=consultation,
            summary="What 1,140 colleagues told us about one day, and what we do with it.",
            intro=words.WATCH_INTRO,
        )
        publish_beneath(campaign, page)


def _actions() -> Iterator[tuple[str, dict[str, Model]]]:
    """What the other apps' demo has made: something to sign, a figure and a quote to read, views to give."""
    for figure in ReleasedFigure.objects.all()[:1]:
        yield "figure", {"figure": figure}
    for quote in PublishedQuote.objects.all()[:1]:
        yield "quote", {"quote": quote}
    for petition in Petition.objects.public().order_by("pk")[:1]:
        yield "sign", {"petition": petition}
    for consultation in Consultation.objects.filter(state=Consultation.State.OPEN)[:1]:
        yield "have_your_say", {"consultation": consultation}


def _ballots() -> Iterator[tuple[str, dict[str, Model]]]:
    for ballot in Ballot.objects.public().order_by("pk")[:1]:
        yield "vote", {"ballot": ballot}


def _theme(title: str) -> Source:
    return "theme", AnsweredTheme.objects.filter(title=title)


def _figure(slug: str, question: str) -> Source:
    return "figure", ReleasedFigure.objects.filter(consultation__slug=slug, question=question)


def _quote(slug: str) -> Source:
    return "quote", PublishedQuote.objects.filter(answer__reply__consultation__slug=slug)


TIME, RECORDING = watch.THEMES
PLAN_SOURCES = {3: [_theme(TIME), _figure(watch.SLUG, "caseload")], 5: [_theme(RECORDING)]}
CHARTER_SOURCES = {2: [_figure(unmet.SLUG, "need")], 5: [_figure(watch.SLUG, "caseload"), _quote(watch.SLUG)]}


def _plan(
    parent: Page, plan: PlanPage, points: list[tuple[str, str]], *, sources: dict[int, list[Source]]
) -> PlanPage:
    plan.contact, plan.show_in_menus = words.CONTACT, True
    plan.points = [
        PlanPoint(
            number=number,
            sort_order=number,
            title=heading,
            text=f"<p>{text}</p>",
            anchor=slugify(heading)[:80],
            sources=[
                (kind, {kind: found}) for kind, rows in sources.get(number, []) for found in rows.all()[:1]
            ],
        )
        for number, (heading, text) in enumerate(points, start=1)
    ]
    publish_beneath(parent, plan)
    return plan
